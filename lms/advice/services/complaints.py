"""Taking a complaint in, asking the one who reads them, answering, and forgetting what was said when its time is over."""

import secrets
from datetime import date, datetime

from sqlalchemy import select

from lms.accounts.services import audit
from lms.advice import models
from lms.advice.domain import complaints
from lms.advice.domain.complaints import State
from lms.advice.queries.complaints import officer
from lms.casework.domain.barriers import sound_type
from lms.kernel import db, errors
from lms.kernel.actor import Actor, Role
from lms.messages import services as messages
from lms.organisations import queries as organisations

ROLES = {
    "teacher": Role.TEACHER,
    "administrator": Role.ADMINISTRATOR,
    "carer": Role.CHILDCARE,
    "caseworker": Role.CASEWORKER,
    "manager": Role.MANAGER,
}


def complain(
    centre_id: str, about: str, *, words: str, sound: bytes = b"", who: str = "", today: date, now: datetime
) -> str:
    """Keep a complaint and ask its reader. Returns the number by which its sender sees what becomes of it.

    Raises Invalid naming the field that lacks.
    """
    trouble = complaints.trouble(about, words, sound)
    if trouble is not None:
        raise errors.Invalid(trouble[1], field=trouble[0])
    row = models.Complaint(
        id=db.untimed_id(),
        centre_id=centre_id,
        number=_free_number(),
        about=about,
        words=words.strip(),
        sound=sound or None,
        media_type=(sound_type(sound) or "") if sound else "",
        who=who,
        on_day=today,
        state=State.RECEIVED.value,
    )
    reader = officer()
    # Neither the task nor its history says by whom: both are read by others.
    with audit.acting(_nobody()):
        row.task_id = messages.ask(
            ROLES[reader.kind] if reader else Role.MANAGER,
            "advice.complaint_task" if reader else "advice.officer_task",
            {"number": row.number} if reader else {},
            now=now,
            staff_id=reader.id if reader else None,
            due_on=today,
            link=f"/complaints/{row.id}" if reader else "/complaints",
        )
        db.session().add(row)
        db.session().flush()
    return row.number


def _nobody() -> Actor:
    return Actor(user_id=None, name="Complaint", provider_id=db.require_provider())


def _free_number() -> str:
    while True:
        found = complaints.number([secrets.randbelow(10) for _digit in range(complaints.DIGITS)])
        if db.session().scalar(select(models.Complaint.id).where(models.Complaint.number == found)) is None:
            return found


def name_officer(staff_id: str, *, actor: Actor, now: datetime) -> None:
    """From now on this member of staff reads complaints, open ones too, and nobody else. Raises Invalid for nobody."""
    chosen = next((one for one in organisations.staff(ids=[staff_id]) if one.kind in ROLES), None)
    if chosen is None:
        raise errors.Invalid("advice.reader_missing", field="staff_id")
    row = db.session().scalar(select(models.ComplaintOfficer))
    if row is None:
        db.session().add(models.ComplaintOfficer(id=db.new_id(), staff_id=staff_id, by=actor.name, at=now))
    else:
        row.staff_id, row.by, row.at = staff_id, actor.name, now
    open_ones = list(
        db.session().scalars(select(models.Complaint).where(models.Complaint.state != State.ANSWERED.value))
    )
    messages.settle([one.task_id for one in open_ones if one.task_id], by=actor.name, now=now)
    for one in open_ones:
        one.task_id = messages.ask(
            ROLES[chosen.kind],
            "advice.complaint_task",
            {"number": one.number},
            now=now,
            staff_id=staff_id,
            due_on=now.date(),
            link=f"/complaints/{one.id}",
        )


def look_at(complaint_id: str, *, actor: Actor) -> None:
    """Somebody has begun to look into it."""
    row = _mine(complaint_id, actor)
    if row.state == State.RECEIVED:
        row.state = State.LOOKED_AT.value
        audit.record("look_at", models.Complaint.__tablename__, row.id)


def answer(complaint_id: str, words: str, *, actor: Actor, today: date, now: datetime) -> None:
    """What came of it, for who complained. Raises Invalid without words or with too many, Conflict where it is answered."""
    row, said = _mine(complaint_id, actor), words.strip()
    if not said:
        raise errors.Invalid("advice.answer_missing", field="answer")
    if len(said) > complaints.LONGEST:
        raise errors.Invalid("advice.words_long", longest=complaints.LONGEST, field="answer")
    if row.state == State.ANSWERED:
        # Its sender may have read that answer.
        raise errors.Conflict("advice.answered_already")
    row.state, row.answer, row.answered_on = State.ANSWERED.value, said, today
    messages.settle([row.task_id] if row.task_id else [], by=actor.name, now=now)
    audit.record("answer", models.Complaint.__tablename__, row.id)


def _mine(complaint_id: str, actor: Actor) -> models.Complaint:
    reader = officer()
    row = db.session().get(models.Complaint, complaint_id)
    if row is None or reader is None or reader.id != actor.staff_id:
        raise errors.NotFound("page.absent")
    return row


def forget_what_was_said(today: date) -> int:
    """Words, voice and name of complaints answered long ago go; what they were about stays. Returns how many."""
    rows = list(
        db.session().scalars(
            select(models.Complaint).where(
                models.Complaint.answered_on < today - complaints.KEPT, models.Complaint.words != "–"
            )
        )
    )
    for row in rows:
        row.words, row.answer, row.who, row.sound, row.media_type = "–", "", "", None, ""
    return len(rows)
