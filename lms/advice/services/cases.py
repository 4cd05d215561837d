"""Advice without a name: a thread begins with a code, goes on with it, and is linked to somebody only by herself."""

import secrets
from datetime import UTC, date, datetime, time

from sqlalchemy import delete, select

from lms.accounts.services import audit
from lms.advice import models, queries
from lms.advice.domain import cases
from lms.kernel import clock, db, errors
from lms.kernel.actor import Actor, Role, system
from lms.messages import queries as message_queries
from lms.messages import services as messages
from lms.organisations import queries as organisations

VISITOR = "advice without a name"
TASK = "advice.case_task"


def open_case(provider_id: str, topic: str, words: str, *, locale: str, today: date) -> str:
    """A thread begins. Returns the code, which stands nowhere: whoever loses it begins another thread."""
    said = _words(words)
    if topic not in cases.TOPICS:
        raise errors.Invalid("advice.topic_missing", field="topic")
    code = cases.new_code(secrets.choice)
    with audit.acting(system(VISITOR, provider_id)), db.scoped(provider_id):
        row = models.Case(
            id=db.untimed_id(),
            number="".join(secrets.choice(cases.SIGNS) for _ in range(5)),
            digest=queries.digest_of(code),
            locale=locale,
            topic=topic,
            opened_on=today,
            last_on=today,
        )
        db.session().add(row)
        db.session().flush()
        _add(row, said, today, 1)
        _ask(row, today)
    return code


def write_again(code: str, words: str, *, today: date) -> None:
    """Whoever has the code goes on with the thread."""
    said, found = _words(words), queries.case_by_code(code)
    with audit.acting(system(VISITOR, found.provider_id)), db.scoped(found.provider_id):
        row = _row(found.id)
        asked, row.last_on, row.waits = row.waits, today, True
        _add(row, said, today, len(found.messages) + 1)
        if not asked:
            _ask(row, today)


def link_case(code: str, *, actor: Actor, now: datetime) -> None:
    """The visitor, signed in, says: this is me. Nobody else can, and a learner of another provider cannot."""
    found = queries.case_by_code(code)
    if actor.learner_id is None or actor.provider_id != found.provider_id:
        raise errors.NotFound("advice.no_case")
    _row(found.id).learner_id = actor.learner_id
    audit.record("link", "advice_case", found.id, changes={"learner_id": actor.learner_id}, now=now)


def unlink_case(code: str, *, actor: Actor, now: datetime) -> None:
    """She takes the link back."""
    found = queries.case_by_code(code)
    if actor.learner_id is None or actor.learner_id != found.learner_id:
        raise errors.NotFound("advice.no_case")
    _row(found.id).learner_id = None
    audit.record("unlink", "advice_case", found.id, now=now)


def answer_case(
    case_id: str, words: str, *, refer_to: str = "", read: int | None = None, actor: Actor, now: datetime
) -> None:
    """Staff answers, and may send the visitor on to an office.

    `read` says how many messages were there to be read: Raises Conflict where somebody has written since.
    """
    said, today = _words(words), clock.local(now, actor.zone).date()
    row, before = _row(case_id), len(queries.case_of(case_id).messages)
    if read is not None and read != before:
        raise errors.Conflict("advice.case_went_on")
    row.last_on, row.waits = today, False
    _add(row, said, today, before + 1, by=actor.name, refer_to=refer_to.strip())
    waiting = [one.id for one in message_queries.open_with(TASK) if one.link == _link(row)]
    messages.settle(waiting, by=actor.name, now=now)
    audit.record("answer", "advice_case", row.id, changes={"referred": bool(refer_to.strip())}, now=now)


def forget_old_cases(today: date) -> int:
    """Threads of nobody in which nobody wrote for half a year. Returns how many went."""
    old = db.session().scalars(
        select(models.Case).where(models.Case.last_on < today - cases.KEPT, models.Case.learner_id.is_(None))
    )
    ids = [row.id for row in old]
    for start in range(0, len(ids), 500):
        some = ids[start : start + 500]
        db.session().execute(delete(models.Message).where(models.Message.case_id.in_(some)))
        db.session().execute(delete(models.Case).where(models.Case.id.in_(some)))
    return len(ids)


def _row(case_id: str) -> models.Case:
    row = db.session().scalar(select(models.Case).where(models.Case.id == case_id))
    if row is None:
        raise errors.NotFound("advice.no_case")
    return row


def _words(words: str) -> str:
    said = words.strip()
    if not said:
        raise errors.Invalid("advice.words_missing", field="words")
    if len(said) > cases.LONGEST_WORDS:
        raise errors.Invalid("advice.words_long", longest=cases.LONGEST_WORDS, field="words")
    return said


def _add(row: models.Case, words: str, today: date, place: int, *, by: str = "", refer_to: str = "") -> None:
    message = models.Message(
        id=db.untimed_id(), case_id=row.id, place=place, words=words, by=by, refer_to=refer_to, day=today
    )
    db.session().add(message)
    db.session().flush()


def _link(row: models.Case) -> str:
    return f"/advice/cases/{row.id}"


def _ask(row: models.Case, today: date) -> None:
    """The task names the thread, never what was written, and no hour."""
    midnight = datetime.combine(today, time(), UTC)
    role = Role.CASEWORKER if organisations.staff(kind="caseworker") else Role.ADMINISTRATOR
    messages.ask(
        role,
        TASK,
        {"number": row.number},
        now=midnight,
        due_on=today,
        link=_link(row),
    )
