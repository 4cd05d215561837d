"""Appointments with a companion: what waits, what a volunteer may take, how many hours were given."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time

from sqlalchemy import ColumnElement, case, func, or_, select, true

from lms.companions import models
from lms.companions.domain.appointments import WAITS, State
from lms.companions.queries.register import VolunteerInfo
from lms.kernel import db, errors

PAGE = 50
_ROW = models.Appointment


@dataclass(frozen=True)
class AppointmentInfo:
    """One appointment, without a word of what it is about."""

    id: str
    learner_id: str
    centre_id: str
    staff_id: str | None
    language: str
    day: date
    starts: time
    place: str
    state: str
    volunteer_id: str | None
    minutes: int
    logged_on: date | None
    confirmed_on: date | None
    confirmed_by: str
    by: str


def _info(row: models.Appointment) -> AppointmentInfo:
    return AppointmentInfo(**{name: getattr(row, name) for name in AppointmentInfo.__annotations__})


def appointment(appointment_id: str) -> AppointmentInfo:
    """One appointment. Raises NotFound."""
    row = db.session().scalar(select(_ROW).where(_ROW.id == appointment_id))
    if row is None:
        raise errors.NotFound("companions.no_appointment")
    return _info(row)


def appointments(
    *, centre_id: str | None, staff_id: str | None, page: int = 1
) -> tuple[list[AppointmentInfo], int, int]:
    """(a page of appointments, how many there are, how many wait): of a centre, of all without one, and one's own.

    What waits comes first, the next day of it first; then the rest, the newest first.
    """
    waits = _ROW.state.in_(WAITS)
    seen = or_(_ROW.centre_id == centre_id, _ROW.staff_id == staff_id) if centre_id else true()
    rows = db.session().scalars(
        select(_ROW)
        .where(seen)
        .order_by(waits.desc(), case((waits, _ROW.day)), _ROW.day.desc(), _ROW.starts, _ROW.id)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    total, waiting = db.session().execute(select(func.count(_ROW.id), func.count(case((waits, 1)))).where(seen)).one()
    return [_info(row) for row in rows], int(total), int(waiting)


def ahead_of(learner_id: str, today: date) -> list[AppointmentInfo]:
    """Appointments of a learner that lie ahead or wait for a companion, by time."""
    return _found(_ROW.learner_id == learner_id, _ROW.state.in_([State.OPEN, State.ACCEPTED]), _ROW.day >= today)


def of_learner(learner_id: str) -> list[AppointmentInfo]:
    """Every appointment of a learner."""
    return _found(_ROW.learner_id == learner_id)


def open_to(one: VolunteerInfo, today: date) -> list[AppointmentInfo]:
    """What somebody may take: in a language of hers, at her centre. First where she usually has time, then by time."""
    found = _found(
        _ROW.centre_id == one.centre_id,
        _ROW.state == State.OPEN,
        _ROW.day >= today,
        _ROW.language.in_(one.languages),
        # Nobody goes along with herself.
        *((_ROW.learner_id != one.learner_id,) if one.learner_id else ()),
    )
    return sorted(found, key=lambda each: not one.has_time(each.day, each.starts))


def taken_by(volunteer_id: str) -> list[AppointmentInfo]:
    """What somebody goes along to, or still has to write hours for, by time."""
    return _found(_ROW.volunteer_id == volunteer_id, _ROW.state.in_([State.ACCEPTED, State.LOGGED]))


def _found(*where: ColumnElement[bool]) -> list[AppointmentInfo]:
    rows = db.session().scalars(select(_ROW).where(*where).order_by(_ROW.day, _ROW.starts, _ROW.id))
    return [_info(row) for row in rows]


def minutes_given(volunteer_ids: Iterable[str]) -> dict[str, tuple[int, int]]:
    """(minutes that are confirmed, minutes that wait for a word) by volunteer."""
    confirmed = func.sum(case((_ROW.state == State.CONFIRMED, _ROW.minutes), else_=0))
    waiting = func.sum(case((_ROW.state == State.LOGGED, _ROW.minutes), else_=0))
    rows = db.session().execute(
        select(_ROW.volunteer_id, confirmed, waiting)
        .where(_ROW.volunteer_id.in_(list(volunteer_ids)))
        .group_by(_ROW.volunteer_id)
    )
    return {volunteer_id: (int(sure), int(open_)) for volunteer_id, sure, open_ in rows}
