"""The one door to a seat. Seat and everything that plug-ins keep with it are booked in one transaction or not at all."""

from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from lms.courses import models, queries
from lms.kernel import db, errors, plugins, signals
from lms.kernel.actor import Actor
from lms.kernel.contracts import Booking, Reservation
from lms.kernel.vocabulary import EnrolmentState


def book(
    section_id: str, learner_id: str, *, from_date: date, actor: Actor, now: datetime
) -> tuple[str, tuple[Reservation, ...]]:
    """A seat for a learner from a day on. Returns the enrolment's id and what was reserved with it.

    Raises Conflict: `courses.section_full`, `courses.booked_already`, `courses.two_at_once`, or the code of the first
    obstacle that a plug-in refuses with (a missing prerequisite, no care place). Nothing is kept then.
    """
    booking = queries.booking_for(section_id, learner_id, from_date)
    _refuse_obstacles(booking)
    _take_seat(section_id)
    _add_enrolment(booking, now)
    reserved = tuple(
        reservation for plugin in plugins.installed().plugins for reservation in plugin.reserve(booking, actor)
    )
    signals.announce(
        signals.seat_booked, booking.enrolment_id, section_id=section_id, learner_id=learner_id, actor=actor, now=now
    )
    return booking.enrolment_id, reserved


def _refuse_obstacles(booking: Booking) -> None:
    clash = queries.clash(booking)
    if clash is not None:
        raise errors.Conflict("courses.two_at_once", section=clash)
    for obstacle in plugins.installed().ask("booking_obstacles", booking):
        if obstacle.refuses:
            raise errors.Conflict(obstacle.code, **obstacle.facts)


def _take_seat(section_id: str) -> None:
    # The check is the write: two who want the last seat meet in this statement, and one of them changes no row.
    taken = db.session().execute(
        update(models.Section)
        .where(
            models.Section.id == section_id,
            models.Section.state == "published",
            models.Section.taken < models.Section.seats,
        )
        .values(taken=models.Section.taken + 1)
        .execution_options(synchronize_session=False)
    )
    if taken.rowcount != 1:  # type: ignore[attr-defined]
        raise errors.Conflict("courses.section_full")


def _add_enrolment(booking: Booking, now: datetime) -> None:
    session = db.session()
    try:
        with session.begin_nested():
            session.add(
                models.Enrolment(
                    id=booking.enrolment_id,
                    section_id=booking.section_id,
                    learner_id=booking.learner_id,
                    state=EnrolmentState.ENROLLED,
                    from_date=booking.from_date,
                    at=now,
                )
            )
    except IntegrityError as twice:
        raise errors.Conflict("courses.booked_already") from twice


def leave(enrolment_id: str, *, reason: str, on: date, actor: Actor, now: datetime) -> None:
    """Give a seat back, with what plug-ins kept. A reason is asked: Invalid without one."""
    if not reason.strip():
        raise errors.Invalid("courses.reason_missing", field="reason")
    _end(enrolment_id, EnrolmentState.LEFT, reason, on, actor, now)


def finish(enrolment_id: str, *, on: date, actor: Actor, now: datetime) -> None:
    """The course is over for this learner; the seat is free again."""
    _end(enrolment_id, EnrolmentState.COMPLETED, "", on, actor, now)


def transfer(
    enrolment_id: str, section_id: str, *, reason: str, on: date, actor: Actor, now: datetime
) -> tuple[str, tuple[Reservation, ...]]:
    """Move a learner to another section: the old seat is given back and the new one booked, or nothing happens."""
    row = _enrolment(enrolment_id)
    with db.session().begin_nested():
        _end(enrolment_id, EnrolmentState.TRANSFERRED, reason, on, actor, now)
        return book(section_id, row.learner_id, from_date=on, actor=actor, now=now)


def _end(enrolment_id: str, state: EnrolmentState, reason: str, on: date, actor: Actor, now: datetime) -> None:
    row = _enrolment(enrolment_id)
    if row.state not in models.HOLDS_SEAT:
        raise errors.Conflict("courses.ended_already")
    row.state, row.to_date, row.reason = state, max(on, row.from_date), reason.strip()
    db.session().flush()
    db.session().execute(
        update(models.Section)
        .where(models.Section.id == row.section_id, models.Section.taken > 0)
        .values(taken=models.Section.taken - 1)
        .execution_options(synchronize_session=False)
    )
    booking = queries.booking_for(row.section_id, row.learner_id, on, enrolment_id=row.id)
    for plugin in plugins.installed().plugins:
        plugin.release(booking, actor)
    signals.announce(
        signals.seat_released, row.id, section_id=row.section_id, learner_id=row.learner_id, actor=actor, now=now
    )


def _enrolment(enrolment_id: str) -> models.Enrolment:
    row = db.session().scalar(select(models.Enrolment).where(models.Enrolment.id == enrolment_id))
    if row is None:
        raise errors.NotFound("courses.absent")
    return row
