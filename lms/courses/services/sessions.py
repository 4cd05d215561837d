"""Single sessions: moved, cancelled with a reason, brought back, added to make up for lost hours. Everybody is told."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import select

from lms.courses import models
from lms.courses.domain.calendar import MODES, DatedMeeting
from lms.courses.services import changes
from lms.courses.services.planning import put
from lms.kernel import clock, db, errors
from lms.kernel.actor import Actor, Role
from lms.learners import queries as learners
from lms.messages import queries as to_whom
from lms.messages import services as messages
from lms.organisations import queries as organisations


@dataclass(frozen=True)
class Slot:
    """Where and when a session is held. `room_id` counts for nothing online."""

    day: date
    starts: time
    ends: time
    room_id: str | None
    teacher_id: str | None
    mode: str = "room"


def move(
    session_id: str, to: Slot, *, reason: str = "", zone: str, actor: Actor, now: datetime, tell: bool = True
) -> str | None:
    """Give one session another time, room, teacher or way of meeting. Returns the id of the change for `undo`.

    Without `tell` the caller tells people herself, of several changes in one letter.

    Who had said that she cannot come is expected again when the new time has nothing of the old one, and is told so.
    Raises Conflict for a session with a register, one that is over, a time that is over, a taken room or teacher, or a
    second session of the section at that time.
    """
    row = changes.session_row(session_id)
    _refuse_decided(row)
    _refuse_unfit(to, zone, now)
    if row.state == "cancelled":
        raise errors.Conflict("courses.session_cancelled_move")
    recorder = changes.Recorder(row.section_id)
    was = row.day
    with changes.room_and_teacher_free(recorder.section):
        if row.planned_day is None and row.kind == "planned" and (row.day, row.starts) != (to.day, to.starts):
            row.planned_day = row.day
        put(row, DatedMeeting(to.day, to.starts, to.ends), zone)
        _place(row, to)
        row.reason = reason.strip()
        _refuse_beside_another(row)
    change = recorder.write("moved", reason=reason, actor=actor, now=now)
    if change is not None and tell:
        _tell(row, recorder.section, "courses.told_moved", was, actor, now, but=recorder.lapsed)
    return change


def cancel(session_id: str, *, reason: str, actor: Actor, now: datetime, tell: bool = True) -> str | None:
    """A session is not held; the reason is asked. Returns the id of the change for `undo`.

    Raises Invalid without a reason and Conflict for a session with a register: what was held stays held.
    """
    row = changes.session_row(session_id)
    if not reason.strip():
        raise errors.Invalid("courses.cancel_reason", field="reason")
    _refuse_decided(row)
    if row.state == "cancelled":
        raise errors.Conflict("courses.cancelled_already")
    recorder = changes.Recorder(row.section_id)
    row.state, row.reason = "cancelled", reason.strip()
    change = recorder.write("cancelled", reason=reason, actor=actor, now=now)
    if row.starts_at > now and tell:
        _tell(row, recorder.section, "courses.told_cancelled", row.day, actor, now)
    return change


def restore(session_id: str, *, actor: Actor, now: datetime) -> str | None:
    """A cancelled session is held after all. Raises Conflict when its room or teacher were given to others meanwhile."""
    row = changes.session_row(session_id)
    if row.state != "cancelled":
        raise errors.Conflict("courses.not_cancelled")
    recorder = changes.Recorder(row.section_id)
    with changes.room_and_teacher_free(recorder.section):
        row.state, row.reason = "planned", ""
        _refuse_beside_another(row)
    change = recorder.write("restored", actor=actor, now=now)
    if row.starts_at > now:
        _tell(row, recorder.section, "courses.told_restored", row.day, actor, now)
    return change


def add_makeup(
    section_id: str, slot: Slot, *, zone: str, actor: Actor, now: datetime, tell: bool = True
) -> tuple[str, str | None]:
    """A session beyond the weekly ones. Returns its id and that of the change."""
    section = changes.section_row(section_id)
    if section.state != "published":
        raise errors.Conflict("courses.section_closed")
    _refuse_unfit(slot, zone, now)
    recorder = changes.Recorder(section_id)
    row = db.session().scalar(
        select(models.Session).where(
            models.Session.section_id == section_id,
            models.Session.day == slot.day,
            models.Session.starts == slot.starts,
            models.Session.state == "cancelled",
        )
    )
    with changes.room_and_teacher_free(section):
        if row is None:
            row = models.Session(id=db.new_id(), section_id=section_id, kind="makeup")
            put(row, DatedMeeting(slot.day, slot.starts, slot.ends), zone)
            _place(row, slot)
            db.session().add(row)
        else:
            # The section had a session at this very time and lost it: calendars show that it is back.
            put(row, DatedMeeting(slot.day, slot.starts, slot.ends), zone)
            _place(row, slot)
            row.state, row.reason = "planned", ""
        _refuse_beside_another(row)
    change = recorder.write("added", actor=actor, now=now)
    if tell:
        _tell(row, section, "courses.told_added", row.day, actor, now)
    return row.id, change


def _place(row: models.Session, slot: Slot) -> None:
    row.room_id = None if slot.mode == "online" else slot.room_id
    row.teacher_id, row.mode = slot.teacher_id, slot.mode


def _refuse_decided(row: models.Session) -> None:
    if row.marked_at is not None or row.state == "held":
        raise errors.Conflict("courses.marked_already", day=row.day)


def _refuse_unfit(slot: Slot, zone: str, now: datetime) -> None:
    if slot.ends <= slot.starts:
        raise errors.Invalid("courses.meeting_without_time", field="ends")
    if slot.mode not in MODES:
        raise errors.Invalid("courses.no_such_mode", field="mode")
    if clock.instant(slot.day, slot.starts, zone) < now:
        raise errors.Invalid("courses.time_is_over", field="day")
    # A foreign key knows every provider's rooms and teachers; only our own can be meant.
    if slot.room_id and slot.mode != "online" and slot.room_id not in {one.id for one in organisations.rooms()}:
        raise errors.Invalid("organisations.no_room", field="room_id")
    if slot.teacher_id and not organisations.staff(ids=[slot.teacher_id]):
        raise errors.Invalid("organisations.no_staff", field="teacher_id")


def _refuse_beside_another(row: models.Session) -> None:
    """A section meets once at a time, whether or not it has a room or a teacher yet."""
    db.session().flush()
    other = db.session().scalar(
        select(models.Session.id).where(
            models.Session.section_id == row.section_id,
            models.Session.id != row.id,
            models.Session.state != "cancelled",
            models.Session.starts_at < row.ends_at,
            models.Session.ends_at > row.starts_at,
        )
    )
    if other is not None:
        raise errors.Conflict("courses.two_sessions_at_once", section=changes.section_row(row.section_id).name)


# --- who is told -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Told:
    """Who hears of a change in writing, and who has to be called or met."""

    by_mail: tuple[learners.LearnerInfo, ...]
    to_call: tuple[learners.LearnerInfo, ...]


def who_is_told(section_id: str, day: date) -> Told:
    """People with a seat on a day, by the way they can be reached."""
    seats = db.session().scalars(
        select(models.Enrolment.learner_id).where(
            models.Enrolment.section_id == section_id,
            models.Enrolment.state.in_(models.HOLDS_SEAT),
            models.Enrolment.from_date <= day,
            (models.Enrolment.to_date.is_(None)) | (models.Enrolment.to_date > day),
        )
    )
    people = sorted(learners.by_ids(seats).values(), key=lambda one: one.name.casefold())
    called = {one.id for one in people if to_whom.channel_for(one) == "office"}
    return Told(tuple(one for one in people if one.id not in called), tuple(one for one in people if one.id in called))


def _tell(
    row: models.Session,
    section: models.Section,
    code: str,
    was: date,
    actor: Actor,
    now: datetime,
    *,
    but: Collection[str] = (),
) -> None:
    """Mail to those who have it; for the others a task with the number of people to call. Nobody is told twice: `but` are
    learners who heard of it already.
    """
    told = who_is_told(section.id, min(row.day, was))
    facts = {
        "section": section.name, "day": row.day, "was": was, "starts": row.starts, "ends": row.ends, "reason": row.reason,
    }  # fmt: skip
    for one in told.by_mail:
        if one.id not in but:
            messages.write_to(one, code, facts, now=now)
    link = f"/sessions/{row.id}"
    to_call = [one for one in told.to_call if one.id not in but]
    if to_call:
        messages.ask(
            Role.ADMINISTRATOR,
            "courses.call_people",
            {**facts, "people": len(to_call)},
            now=now,
            centre_id=section.centre_id,
            due_on=min(row.day, was),
            link=link,
            unique_key=f"tell:{row.id}:{row.sequence}",
        )
    if row.teacher_id and row.teacher_id != actor.staff_id:
        messages.ask(
            Role.TEACHER,
            code,
            facts,
            now=now,
            staff_id=row.teacher_id,
            centre_id=section.centre_id,
            due_on=min(row.day, was),
            link=link,
            unique_key=f"teacher:{row.id}:{row.sequence}",
        )
