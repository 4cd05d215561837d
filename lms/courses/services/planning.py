"""Courses, sections and their dated sessions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from lms.courses import models
from lms.courses.domain.calendar import WeeklyMeeting, dated
from lms.kernel import clock, db, errors, signals
from lms.kernel.actor import Actor


def add_course(
    centre_id: str,
    *,
    programme: str,
    module_key: str,
    title: str,
    track: str,
    level: str,
    minutes: int,
    section_min: int,
    section_max: int,
    funder_id: str | None = None,
    qualification: str = "",
) -> str:
    """Offer a module at a centre. Returns the course's id. Raises Conflict when it is offered there already."""
    row = models.Course(
        id=db.new_id(),
        centre_id=centre_id,
        programme=programme,
        module_key=module_key,
        title=title,
        track=track,
        level=level,
        minutes=minutes,
        section_min=section_min,
        section_max=section_max,
        funder_id=funder_id,
        qualification=qualification or track,
    )
    try:
        with db.session().begin_nested():
            db.session().add(row)
    except IntegrityError as twice:
        raise errors.Conflict("courses.offered_already", field="module_key") from twice
    return row.id


@dataclass(frozen=True)
class NewSection:
    """A class group to open, with the weekly meetings it keeps."""

    course_id: str
    term_id: str
    name: str
    seats: int
    room_id: str | None
    teacher_id: str | None
    meetings: tuple[WeeklyMeeting, ...]
    starts_on: date
    ends_on: date


def open_section(new: NewSection, *, closed: Mapping[date, str], zone: str, actor: Actor, now: datetime) -> str:
    """A section with its dated sessions. Returns its id.

    Raises Conflict when the room or the teacher is taken at one of the times: the database decides.
    """
    session = db.session()
    course = session.scalar(select(models.Course).where(models.Course.id == new.course_id))
    if course is None:
        raise errors.NotFound("courses.absent")
    if new.seats < 1:
        raise errors.Invalid("courses.no_seats", field="seats")
    row = models.Section(
        id=db.new_id(),
        course_id=course.id,
        centre_id=course.centre_id,
        term_id=new.term_id,
        name=new.name,
        seats=new.seats,
        room_id=new.room_id,
        teacher_id=new.teacher_id,
        starts_on=new.starts_on,
        ends_on=new.ends_on,
    )
    session.add(row)
    session.flush()
    replace_sessions(row.id, new.meetings, new.starts_on, closed=closed, zone=zone, actor=actor, now=now)
    return row.id


def replace_sessions(
    section_id: str,
    meetings: Sequence[WeeklyMeeting],
    from_date: date,
    *,
    closed: Mapping[date, str],
    zone: str,
    actor: Actor,
    now: datetime,
) -> int:
    """Give a section new weekly meetings from a day on. Sessions with a register are never touched. Returns how many
    sessions were made. Raises Conflict when room or teacher are taken.
    """
    session = db.session()
    section = _section(section_id)
    session.execute(delete(models.Meeting).where(models.Meeting.section_id == section_id))
    session.execute(
        delete(models.Session).where(
            models.Session.section_id == section_id,
            models.Session.day >= from_date,
            models.Session.marked_at.is_(None),
        )
    )
    session.add_all(
        models.Meeting(section_id=section_id, weekday=m.weekday, starts=m.starts, ends=m.ends) for m in meetings
    )
    made = [
        models.Session(
            section_id=section_id,
            day=meeting.day,
            starts=meeting.starts,
            ends=meeting.ends,
            starts_at=clock.instant(meeting.day, meeting.starts, zone),
            ends_at=clock.instant(meeting.day, meeting.ends, zone),
            room_id=section.room_id,
            teacher_id=section.teacher_id,
        )
        for meeting in dated(meetings, max(from_date, section.starts_on), section.ends_on, closed)
    ]
    kept = set(session.scalars(select(models.Session.starts_at).where(models.Session.section_id == section_id)))
    made = [one for one in made if one.starts_at not in kept]
    try:
        with session.begin_nested():
            session.add_all(made)
    except IntegrityError as clash:
        code = "courses.teacher_taken" if "teacher" in str(clash.orig) else "courses.room_taken"
        raise errors.Conflict(code, section=section.name) from clash
    signals.announce(signals.sessions_replaced, section_id, from_date=from_date, actor=actor, now=now)
    return len(made)


def close_section(section_id: str, *, actor: Actor, now: datetime) -> None:
    """No more bookings; sessions that have not begun are cancelled. Marks stay."""
    section = _section(section_id)
    section.state = "closed"
    for one in db.session().scalars(
        select(models.Session).where(models.Session.section_id == section_id, models.Session.starts_at > now)
    ):
        one.state = "cancelled"
    signals.announce(signals.sessions_replaced, section_id, from_date=now.date(), actor=actor, now=now)


def _section(section_id: str) -> models.Section:
    row = db.session().scalar(select(models.Section).where(models.Section.id == section_id))
    if row is None:
        raise errors.NotFound("courses.absent")
    return row
