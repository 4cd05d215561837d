"""Advice without a name: a thread begins with a code, goes on with it, and is linked to somebody only by herself."""

import secrets
from datetime import date, datetime

from sqlalchemy import delete, select

from lms.accounts.services import audit
from lms.advice import models, queries
from lms.advice.domain import cases
from lms.kernel import clock, db, errors
from lms.kernel.actor import Actor, Role, system
from lms.messages import services as messages
from lms.organisations import queries as organisations

VISITOR = "advice without a name"


def open_case(provider_id: str, topic: str, words: str, *, locale: str, today: date, now: datetime) -> str:
    """A thread begins. Returns the code, which stands nowhere: whoever loses it begins another thread."""
    said = _words(words)
    if topic not in cases.TOPICS:
        raise errors.Invalid("advice.topic_missing", field="topic")
    code = cases.new_code(secrets.choice)
    with audit.acting(system(VISITOR, provider_id)), db.scoped(provider_id):
        row = models.Case(
            id=db.new_id(),
            number="".join(secrets.choice(cases.SIGNS) for _ in range(5)),
            digest=queries.digest_of(code),
            locale=locale,
            topic=topic,
            opened_on=today,
            last_on=today,
        )
        db.session().add(row)
        db.session().flush()
        _add(row, said, today)
        _ask(row, now)
    return code


def write_again(code: str, words: str, *, today: date, now: datetime) -> None:
    """Whoever has the code goes on with the thread."""
    said, found = _words(words), queries.case_by_code(code)
    with audit.acting(system(VISITOR, found.provider_id)), db.scoped(found.provider_id):
        row = _row(found.id)
        row.last_on, row.waits = today, True
        _add(row, said, today)
        _ask(row, now)


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


def answer_case(case_id: str, words: str, *, refer_to: str = "", actor: Actor, now: datetime) -> None:
    """Staff answers, and may send the visitor on to an office."""
    said, today = _words(words), clock.local(now, actor.zone).date()
    row = _row(case_id)
    row.last_on, row.waits = today, False
    _add(row, said, today, by=actor.name, refer_to=refer_to.strip())
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
    said = words.strip()[: cases.LONGEST_WORDS]
    if not said:
        raise errors.Invalid("advice.words_missing", field="words")
    return said


def _add(row: models.Case, words: str, today: date, *, by: str = "", refer_to: str = "") -> None:
    db.session().add(models.Message(id=db.new_id(), case_id=row.id, words=words, by=by, refer_to=refer_to, day=today))
    db.session().flush()


def _ask(row: models.Case, now: datetime) -> None:
    """The task names the thread, never what was written."""
    role = Role.CASEWORKER if organisations.staff(kind="caseworker") else Role.ADMINISTRATOR
    messages.ask(
        role,
        "advice.case_task",
        {"number": row.number},
        now=now,
        due_on=now.date(),
        link=f"/advice/cases/{row.id}",
    )
