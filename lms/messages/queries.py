"""Asking about tasks and sent mail."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import String, and_, bindparam, func, literal, or_, select

from lms.accounts import queries as accounts
from lms.kernel import config, db, language
from lms.kernel.actor import Actor, Role
from lms.kernel.questions import Question
from lms.learners import queries as learners
from lms.learners.domain.numbers import e164
from lms.learners.queries import LearnerInfo
from lms.messages import domain, models
from lms.organisations import queries as organisations


@dataclass(frozen=True)
class TaskInfo:
    """A task: `sentence` and `facts` say it. `sentence` is its code, or what is true instead: that nobody is to be called,
    or that the part it belongs to is switched off.
    """

    id: str
    code: str
    sentence: str
    facts: dict[str, Any]
    learner_id: str | None
    centre_id: str | None
    link: str
    due_on: date | None
    at: datetime
    done_at: datetime | None
    done_by: str


@dataclass(frozen=True)
class Mail:
    """A message of the outbox. `link` is the first address in its body, empty without one."""

    channel: str
    address: str
    subject: str
    body: str
    link: str
    at: datetime
    sent_at: datetime | None


PAGE = 50
NO_CALL = ".no_call"
"""What follows a task's code in the sentence for somebody who does not want to be called."""


def open_tasks(actor: Actor, *, limit: int = PAGE, page: int = 1) -> list[TaskInfo]:
    """What this person is asked to do, the earliest due first; `limit` of them, or those of a later page."""
    rows = db.session().scalars(
        select(models.Task)
        .where(*addressed_to(actor), models.Task.done_at.is_(None))
        .order_by(models.Task.due_on.is_(None), models.Task.due_on, models.Task.id)
        .limit(limit)
        .offset((page - 1) * limit)
    )
    return _infos(rows)


def count_office(centre_id: str = "") -> int:
    """How many tasks wait for the administrators of one centre, of all without one."""
    return db.session().scalar(select(func.count(models.Task.id)).where(*_of_office(centre_id))) or 0


def office_tasks(centre_id: str = "", *, page: int = 1) -> list[TaskInfo]:
    """A page of what the administrators of one centre are asked to do, of all without one; the earliest due first."""
    rows = db.session().scalars(
        select(models.Task)
        .where(*_of_office(centre_id))
        .order_by(models.Task.due_on.is_(None), models.Task.due_on, models.Task.id)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    return _infos(rows)


def _of_office(centre_id: str) -> tuple[Any, ...]:
    here = (models.Task.centre_id == centre_id,) if centre_id else ()
    return (models.Task.role == Role.ADMINISTRATOR, models.Task.done_at.is_(None), *here)


def done_tasks(actor: Actor, *, limit: int = 20) -> list[TaskInfo]:
    """What was asked of this person and is done, the newest first."""
    rows = db.session().scalars(
        select(models.Task)
        .where(*addressed_to(actor), models.Task.done_at.is_not(None))
        .order_by(models.Task.done_at.desc(), models.Task.id)
        .limit(limit)
    )
    return _infos(rows)


def _hers(role: Any, staff_id: Any, centre_id: Any) -> tuple[Any, ...]:
    """Conditions for tasks of one member of staff alone, or of her role where she works: "" is everywhere."""
    here = or_(models.Task.centre_id.is_(None), models.Task.centre_id == centre_id, centre_id == "")
    # Whoever has no page as staff has no tasks of her own: without this, nobody's would be hers.
    own = and_(models.Task.staff_id.is_not(None), models.Task.staff_id == staff_id)
    return (models.Task.role == role, or_(own, and_(models.Task.staff_id.is_(None), here)))


_WAITING = Question(
    select(func.count(models.Task.id)).where(
        *_hers(bindparam("role"), bindparam("staff_id"), bindparam("centre_id", type_=String())),
        models.Task.done_at.is_(None),
    )
)


def count_open(actor: Actor) -> int:
    """How many tasks wait for this person."""
    return int(_WAITING.ask(role=actor.role or "", staff_id=actor.staff_id, centre_id=_where(actor)).scalar())


def tasks_about(learner_id: str) -> list[TaskInfo]:
    """Tasks about a learner, open ones first."""
    rows = db.session().scalars(
        select(models.Task)
        .where(models.Task.learner_id == learner_id)
        .order_by(models.Task.done_at.is_not(None), models.Task.due_on, models.Task.id)
    )
    return _infos(rows)


def open_with(code: str) -> list[TaskInfo]:
    """Every open task that says this, of the provider in scope, the oldest first."""
    rows = db.session().scalars(
        select(models.Task).where(models.Task.code == code, models.Task.done_at.is_(None)).order_by(models.Task.id)
    )
    return _infos(rows)


def addressed_to(actor: Actor) -> tuple[Any, ...]:
    """Conditions for tasks of this person's role at her centre, or of hers alone."""
    return _hers(actor.role or "", actor.staff_id, literal(_where(actor)))


def _where(actor: Actor) -> str:
    """The centre whose tasks somebody sees; a manager looks after all."""
    return "" if actor.role is Role.MANAGER else actor.centre_id or ""


def _infos(rows: Iterable[models.Task]) -> list[TaskInfo]:
    """Tasks as they read today: a wish not to be called holds for what was asked before it, too."""
    found = list(rows)
    about = {row.learner_id for row in found if row.learner_id and language.knows(f"{row.code}{NO_CALL}")}
    not_called = {one.id for one in learners.by_ids(about).values() if one.no_calls} if about else set[str]()
    return [_info(row, row.learner_id in not_called) for row in found]


def _info(row: models.Task, not_called: bool) -> TaskInfo:
    facts = domain.revived(row.facts)
    sentence = f"{row.code}{NO_CALL}" if not_called else row.code
    if not_called:
        facts.pop("phone", None)
    return TaskInfo(
        row.id,
        row.code,
        sentence if language.knows(sentence) else "messages.part_off",
        facts,
        row.learner_id,
        row.centre_id,
        row.link,
        row.due_on,
        row.at,
        row.done_at,
        row.done_by,
    )


def language_of(learner: LearnerInfo) -> str:
    """The language to write to a learner in, whoever writes: the one she chose here, else her first language where it is
    offered, else the first that is.
    """
    offered = config.read().language_codes
    chosen = accounts.learner_locale(learner.id, db.require_provider())
    return next((code for code in (chosen, learner.first_language) if code in offered), offered[0])


def channel_for(learner: LearnerInfo) -> str:
    """By which way a letter goes to a learner: `email`, `sms`, `page`, or `office` for somebody to call or to meet."""
    return domain.first_channel(
        learner.contact,
        email=bool(learner.email),
        texts=learner.contact == "sms" and bool(number_of(learner)),
        page=learner.contact == "page" and accounts.learner_locale(learner.id, db.require_provider()) is not None,
    )


def number_of(learner: LearnerInfo) -> str:
    """The number for text messages as networks know it; empty where none goes there, or the person has not agreed."""
    if not config.read().texts or learner.texts_agreed_at is None:
        return ""
    return e164(learner.text_number, organisations.provider(db.require_provider()).country)


@dataclass(frozen=True)
class Letter:
    """A letter to a learner, by one way. `log` holds each try: when, and what was in the way."""

    id: str
    channel: str
    subject: str
    body: str
    at: datetime
    sent_at: datetime | None
    given_up: bool
    log: tuple[tuple[datetime, str], ...]


def letters_to(learner_id: str, limit: int = 20) -> list[Letter]:
    """What was written to a learner of the provider in scope, the newest first."""
    row = models.Outgoing
    rows = db.session().scalars(
        select(row)
        .where(row.learner_id == learner_id, row.provider_id == db.require_provider())
        .order_by(row.id.desc())
        .limit(limit)
    )
    return [
        Letter(
            one.id,
            one.channel,
            one.subject,
            one.letter or one.body,
            one.at,
            one.sent_at,
            one.sent_at is None and one.tries >= domain.MOST_TRIES,
            tuple((datetime.fromisoformat(at), trouble) for at, trouble in one.log),
        )
        for one in rows
    ]


def mailbox(limit: int = 50) -> list[Mail]:
    """The newest mail of the outbox, for the demonstration's mail page."""
    outgoing = models.Outgoing
    rows = db.session().scalars(
        select(outgoing).where(outgoing.channel != "page").order_by(outgoing.id.desc()).limit(limit)
    )
    return [
        Mail(row.channel, row.address, row.subject, row.body, domain.first_link(row.body), row.at, row.sent_at)
        for row in rows
    ]
