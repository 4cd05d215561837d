"""Writing calls down, passing them on with what they are about, responding in time, and what is often asked."""

import secrets
from datetime import date, datetime

from sqlalchemy import delete, select, update

from lms.accounts.services import audit
from lms.advice import models, queries
from lms.advice.domain import calls
from lms.advice.domain.calls import NewCall, Outcome
from lms.advice.domain.cases import SIGNS, TOPICS
from lms.advice.services.complaints import ROLES
from lms.kernel import db, errors
from lms.kernel.actor import Actor, Role
from lms.messages import services as messages

FORWARDED, RESPOND = "advice.call_forwarded", "advice.call_respond"


def log_call(new: NewCall, *, actor: Actor, today: date, now: datetime) -> str:
    """A call is written down. What goes on becomes a task of its department; what needs a response has a deadline.

    Returns its id. Raises Invalid naming the field that lacks.
    """
    lacks = calls.trouble(new, today)
    if lacks is not None:
        raise errors.Invalid(lacks[1], field=lacks[0], longest=calls.LONGEST)
    known = {one.id: one for one in queries.departments()}
    department = known.get(new.department_id)
    if new.department_id and department is None:
        raise errors.Invalid("advice.department_missing", field="department_id")
    answered = new.outcome == Outcome.ANSWERED
    row = models.Call(
        id=db.new_id(), number="".join(secrets.choice(SIGNS) for _ in range(5)), topic=new.topic, outcome=new.outcome,
        language=new.language.strip(), words=new.words.strip(), caller=new.caller.strip(), phone=new.phone.strip(),
        answer_id=_known_answer(new.answer_id), department=department.name if department else "", day=today,
        closed_on=today if answered else None, by=actor.name, at=now,
    )  # fmt: skip
    if not answered:
        row.due_on = new.due_on or (calls.deadline(today) if new.outcome == Outcome.RESPOND else today)
        row.task_id = _ask(row, ROLES[department.role] if department else Role.CASEWORKER, now)
    db.session().add(row)
    audit.record("log", "advice_call", row.id, changes={"outcome": new.outcome}, now=now)
    db.session().flush()
    return row.id


def _known_answer(answer_id: str) -> str | None:
    return db.session().scalar(select(models.Answer.id).where(models.Answer.id == answer_id)) if answer_id else None


def _ask(row: models.Call, role: Role, now: datetime) -> str | None:
    """The task names the call, never who called or why."""
    forwarded = row.outcome == Outcome.FORWARDED
    facts = {"number": row.number, "department": row.department} if forwarded else {"number": row.number}
    code = FORWARDED if forwarded else RESPOND
    return messages.ask(role, code, facts, now=now, due_on=row.due_on, link=f"/advice/calls/{row.id}")


def take_back_call(call_id: str, *, actor: Actor, today: date, now: datetime) -> None:
    """Written down by mistake, today. Raises NotFound."""
    row = _row(call_id)
    if row.day != today:
        raise errors.NotFound("advice.no_call")
    messages.settle([row.task_id] if row.task_id else [], by=actor.name, now=now)
    audit.record("take_back", "advice_call", row.id, now=now)
    db.session().delete(row)


def close_call(call_id: str, result: str, *, actor: Actor, today: date, now: datetime) -> None:
    """What was done about it. Raises Invalid without words, Conflict where it was closed."""
    row, said = _row(call_id), result.strip()
    if not said:
        raise errors.Invalid("advice.result_missing", field="result")
    if len(said) > calls.LONGEST:
        raise errors.Invalid("advice.words_long", longest=calls.LONGEST, field="result")
    if row.closed_on is not None:
        raise errors.Conflict("advice.call_closed")
    row.closed_on, row.result = today, said
    messages.settle([row.task_id] if row.task_id else [], by=actor.name, now=now)
    audit.record("close", "advice_call", row.id, now=now)


def forget_calls(today: date) -> int:
    """Words and names of calls that ended long ago go. Returns how many."""
    row = models.Call
    gone = db.session().execute(
        update(row)
        .where(row.closed_on < today - calls.KEPT, (row.words + row.caller + row.phone + row.result) != "")
        .values(words="", caller="", phone="", result="")
    )
    return int(getattr(gone, "rowcount", 0))


def _row(call_id: str) -> models.Call:
    row = db.session().scalar(select(models.Call).where(models.Call.id == call_id))
    if row is None:
        raise errors.NotFound("advice.no_call")
    return row


# --- what is often asked, and where calls go on ---


def add_answer(topic: str, question: str, answer: str, *, alert: bool = False, actor: Actor, now: datetime) -> str:
    """What is often asked, and what is told. Raises Invalid naming the field that lacks."""
    if topic not in TOPICS:
        raise errors.Invalid("advice.topic_missing", field="topic")
    for field, words in (("question", question), ("answer", answer)):
        if not words.strip():
            raise errors.Invalid(f"advice.{field}_missing", field=field)
        if len(words) > calls.LONGEST:
            raise errors.Invalid("advice.words_long", longest=calls.LONGEST, field=field)
    row = models.Answer(
        id=db.new_id(),
        topic=topic,
        question=question.strip(),
        answer=answer.strip(),
        alert=alert,
        by=actor.name,
        at=now,
    )
    db.session().add(row)
    db.session().flush()
    return row.id


def remove_answer(answer_id: str) -> None:
    """It is told no longer; calls that were answered by it stay."""
    row = db.session().scalar(select(models.Answer).where(models.Answer.id == answer_id))
    if row is None:
        raise errors.NotFound("page.absent")
    db.session().execute(update(models.Call).where(models.Call.answer_id == row.id).values(answer_id=None))
    db.session().delete(row)


def add_department(name: str, role: str, phone: str = "") -> str:
    """Where calls may go on. Raises Invalid without a name or a role, Conflict for a name that stands already."""
    named = name.strip()
    if not named or len(named) > calls.LONGEST:
        raise errors.Invalid("advice.department_name_missing", field="name")
    if role not in calls.ROLES:
        raise errors.Invalid("advice.department_role_missing", field="role")
    if named in {one.name for one in queries.departments()}:
        raise errors.Conflict("advice.department_twice", field="name")
    row = models.Department(id=db.new_id(), name=named, role=role, phone=phone.strip())
    db.session().add(row)
    db.session().flush()
    return row.id


def remove_department(department_id: str) -> None:
    """Nothing goes there any more."""
    db.session().execute(delete(models.Department).where(models.Department.id == department_id))
