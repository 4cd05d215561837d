"""The one door to a seat. Seat and everything that plug-ins keep with it are booked in one transaction or not at all."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select

from lms.courses import models, queries
from lms.courses.domain.enrolment import ENDED, Cause
from lms.courses.domain.enrolment_waiting import first_entry_day, may_join
from lms.courses.queries.ledger import terms
from lms.courses.services import answers, offers, seats
from lms.kernel import db, errors, signals
from lms.kernel.actor import Actor
from lms.kernel.contracts import Reservation
from lms.kernel.vocabulary import EnrolmentState

Seat = tuple[str, tuple[Reservation, ...]]
"""The enrolment's id and what was reserved with it."""


def book(section_id: str, learner_id: str, *, from_date: date, actor: Actor, now: datetime) -> Seat:
    """A seat for a learner from a day on. Who waits for this section is taken off its list; an offered seat is accepted.

    Raises Conflict: `courses.section_full`, `courses.booked_already`, `courses.two_at_once`, `courses.entry_closed`,
    `courses.entry_weekday` (its facts name the next day), `courses.seat_elsewhere` (for an offered seat), or the code of
    the first obstacle that a plug-in refuses with (a missing prerequisite, no care place). Nothing is kept then.
    """
    with db.session().begin_nested():
        own = _look_at_the_list(section_id, learner_id, actor, now)
        if own is not None and own.state == EnrolmentState.OFFERED:
            answers.accept(own.id, actor=actor, now=now)
            return own.id, ()
        seat = enter(section_id, learner_id, from_date=from_date, own=own, deed=seats.Deed(actor, now))
        _refuse_day(section_id, from_date)
        return seat


def _look_at_the_list(section_id: str, learner_id: str, actor: Actor, now: datetime) -> models.Enrolment | None:
    """Her own open enrolment in a section. Offers that ran out come first: their seats are for those who wait."""
    row = models.Enrolment
    found = list(
        db.session().scalars(
            select(row).where(
                row.section_id == section_id,
                row.state.in_(models.OPEN),
                or_(row.learner_id == learner_id, row.state.in_(("waiting", "offered"))),
            )
        )
    )
    if any(one.learner_id != learner_id for one in found):
        offers.look_after(section_id, actor=actor, now=now)
    return next((one for one in found if one.learner_id == learner_id), None)


def _refuse_day(section_id: str, from_date: date) -> None:
    """Nobody comes in after the last day to join, nor on a day that is none of a group's days to begin."""
    section = seats.section_of(section_id)
    if not may_join(from_date, section.starts_on, section.entry_weekdays or ()):
        first = first_entry_day(from_date, section.starts_on, section.entry_weekdays)
        raise errors.Conflict("courses.entry_weekday", section=section.name, day=first)
    if section.entry_until is not None and from_date > section.entry_until:
        raise errors.Conflict("courses.entry_closed", section=section.name, day=section.entry_until)


def enter(
    section_id: str,
    learner_id: str,
    *,
    from_date: date,
    own: models.Enrolment | None,
    deed: seats.Deed,
    **more: Any,
) -> Seat:
    """Seat, enrolment and reservations. `own` is what stands open for this pair already; `more` are further columns."""
    if own is not None and own.state != EnrolmentState.WAITING:
        raise errors.Conflict("courses.booked_already")
    # The seat first: in a rush most people hear that the class is full, and nothing else needs to be asked for them.
    seats.take(section_id)
    booking = queries.booking_for(section_id, learner_id, from_date, enrolment_id=own.id if own else None)
    seats.refuse_obstacles(booking)
    if own is None:
        seats.begin(booking, EnrolmentState.ENROLLED, deed, **more)
    else:
        # The seat is ours, so is the lock of the section: whoever was faster with this enrolment has ended by now.
        row = seats.fresh(own.id)
        if row.state != EnrolmentState.WAITING:
            raise errors.Conflict("courses.booked_already")
        row.from_date, row.obstacle, row.unanswered, row.rests_until = booking.from_date, None, 0, None
        for name, value in more.items():
            setattr(row, name, value)
        seats.step(row, EnrolmentState.ENROLLED, booking.from_date, deed)
    reserved = seats.reserve(booking, deed.actor)
    signals.announce(
        signals.seat_booked,
        booking.enrolment_id,
        section_id=section_id,
        learner_id=learner_id,
        actor=deed.actor,
        now=deed.now,
    )
    return booking.enrolment_id, reserved


def second_chance(
    enrolment_id: str, section_id: str, *, cause: Cause, from_date: date, actor: Actor, now: datetime
) -> Seat:
    """Another attempt after a time-out or a failed examination. The first one stays as it is and counts for itself.

    It may be in another module, but not in another programme: its hours are those that the programme gives again.

    Raises Conflict while the first attempt goes on, when it has been followed by another one already, and for a class of
    another programme.
    """
    first = seats.locked(enrolment_id, section_id)
    if first.state not in ENDED:
        raise errors.Conflict("courses.first_attempt_runs")
    if queries.next_attempt(enrolment_id) is not None:
        raise errors.Conflict("courses.second_chance_already")
    if terms(section_id).programme != terms(first.section_id).programme:
        raise errors.Conflict("courses.second_chance_elsewhere")
    with db.session().begin_nested():
        own = _look_at_the_list(section_id, first.learner_id, actor, now)
        if own is not None and own.state != EnrolmentState.WAITING:
            raise errors.Conflict("courses.booked_already")
        _refuse_day(section_id, from_date)
        return enter(
            section_id,
            first.learner_id,
            from_date=from_date,
            own=own,
            deed=seats.Deed(actor, now, cause, facts={"first": enrolment_id}),
            attempt=first.attempt + 1,
            follows_id=enrolment_id,
        )


def leave(enrolment_id: str, *, reason: str, on: date, actor: Actor, now: datetime, note: str = "") -> None:
    """Give a seat back, with what plug-ins kept, or a place on the waiting list. The next one is offered the seat at once.

    A reason is asked: Invalid without one. Raises Conflict when it has ended before.
    """
    if not reason.strip():
        raise errors.Invalid("courses.reason_missing", field="reason")
    row = seats.locked(enrolment_id)
    offers.close_offer(row.id, "withdrawn", actor=actor, now=now)
    offers.settle_calls(row.id, actor=actor, now=now)
    seats.end(row, EnrolmentState.LEFT, on, seats.Deed(actor, now, reason, note))
    offers.advance(row.section_id, actor=actor, now=now)


def finish(enrolment_id: str, *, on: date, actor: Actor, now: datetime) -> None:
    """The course is over for this learner; the seat is free again."""
    row = seats.locked(enrolment_id)
    seats.end(row, EnrolmentState.COMPLETED, on, seats.Deed(actor, now))
    offers.advance(row.section_id, actor=actor, now=now)


def pause(
    enrolment_id: str,
    *,
    reason: str,
    on: date,
    actor: Actor,
    now: datetime,
    until: date | None = None,
    note: str = "",
) -> None:
    """She stays away for a while: seat and hours are kept, and no day of it is an absence. A reason is asked.

    `until` is the day on which she means to come back, kept with the step. Raises Conflict for who has no seat to pause.
    """
    row = seats.locked(enrolment_id)
    if until is not None and until <= on:
        raise errors.Invalid("courses.pause_turned", field="until")
    facts = {"until": until.isoformat()} if until else {}
    deed = seats.Deed(actor, now, reason, note, facts)
    seats.step(row, EnrolmentState.PAUSED, max(on, row.from_date), deed)
    signals.announce(
        signals.enrolment_paused,
        row.id,
        section_id=row.section_id,
        learner_id=row.learner_id,
        on=on,
        actor=actor,
        now=now,
    )


def resume(enrolment_id: str, *, on: date, actor: Actor, now: datetime) -> None:
    """She is back. Raises Conflict for who does not pause."""
    row = seats.locked(enrolment_id)
    if row.state != EnrolmentState.PAUSED:
        raise errors.Conflict("courses.no_such_step")
    seats.step(row, EnrolmentState.ENROLLED, max(on, row.from_date), seats.Deed(actor, now))
    signals.announce(
        signals.enrolment_resumed,
        row.id,
        section_id=row.section_id,
        learner_id=row.learner_id,
        on=on,
        actor=actor,
        now=now,
    )
