"""Seats and steps: taking and giving back a seat with what plug-ins keep, and writing every step into the history.

Whoever works here has locked the section first, then the enrolment: two who want the same things never block each other.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError

from lms.courses import models, queries
from lms.courses.domain import enrolment
from lms.kernel import clock, db, errors, plugins, signals
from lms.kernel.actor import Actor
from lms.kernel.contracts import Booking, Reservation
from lms.kernel.vocabulary import EnrolmentState
from lms.organisations import queries as organisations


def lock_sections(*section_ids: str) -> None:
    """Nobody else changes seats of these sections before this transaction ends. Always in one order."""
    statement = select(models.Section.id).where(models.Section.id.in_(section_ids)).order_by(models.Section.id)
    db.session().execute(statement.with_for_update()).all()


def locked(enrolment_id: str, *other_sections: str) -> models.Enrolment:
    """An enrolment as it stands now, with its section and others locked before it. Raises NotFound."""
    session = db.session()
    section_id = session.scalar(select(models.Enrolment.section_id).where(models.Enrolment.id == enrolment_id))
    if section_id is None:
        raise errors.NotFound("courses.absent")
    lock_sections(section_id, *other_sections)
    return fresh(enrolment_id)


def fresh(enrolment_id: str) -> models.Enrolment:
    """The row as the database has it, locked."""
    return (
        db.session()
        .scalars(
            select(models.Enrolment)
            .where(models.Enrolment.id == enrolment_id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
        .one()
    )


def section_of(section_id: str) -> models.Section:
    """A section. Raises NotFound."""
    row = db.session().scalar(select(models.Section).where(models.Section.id == section_id))
    if row is None:
        raise errors.NotFound("courses.absent")
    return row


def today_at(section_id: str, now: datetime) -> date:
    """The calendar date at a section's centre."""
    return clock.local(now, organisations.centre(section_of(section_id).centre_id).zone).date()


def refuse_obstacles(booking: Booking, *, left_for_it: Collection[str] = ()) -> None:
    """Raises Conflict for another class at the same time, and for what a plug-in refuses. `left_for_it` are sections
    that she gives up for this seat: they are in nobody's way.
    """
    clash = queries.clash(booking, but=left_for_it)
    if clash is not None:
        raise errors.Conflict("courses.two_at_once", section=clash)
    for obstacle in plugins.installed().ask("booking_obstacles", booking):
        if obstacle.refuses:
            raise errors.Conflict(obstacle.code, **obstacle.facts)


def take(section_id: str) -> None:
    """One seat. Raises Conflict when there is none."""
    # The check is the write: two who want the last seat meet in this statement, and one of them changes no row.
    taken = db.changed(
        update(models.Section)
        .where(
            models.Section.id == section_id,
            models.Section.state == "published",
            models.Section.taken < models.Section.seats,
        )
        .values(taken=models.Section.taken + 1)
        .execution_options(synchronize_session=False)
    )
    if taken != 1:
        raise errors.Conflict("courses.section_full")


def give_back(section_id: str) -> None:
    """One seat is free again."""
    db.session().execute(
        update(models.Section)
        .where(models.Section.id == section_id, models.Section.taken > 0)
        .values(taken=models.Section.taken - 1)
        .execution_options(synchronize_session=False)
    )


def reserve(booking: Booking, actor: Actor) -> tuple[Reservation, ...]:
    """Everything that plug-ins keep with a seat. Raises Conflict where one has no room."""
    return tuple(reserved for plugin in plugins.installed().plugins for reserved in plugin.reserve(booking, actor))


def release(booking: Booking, actor: Actor) -> None:
    """Give back what plug-ins keep, from the booking's first day on."""
    for plugin in plugins.installed().plugins:
        plugin.release(booking, actor)


@dataclass(frozen=True)
class Deed:
    """Who takes a step, when, and why, as the history keeps it."""

    actor: Actor
    now: datetime
    reason: str = ""
    note: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


def begin(booking: Booking, state: EnrolmentState, deed: Deed, **more: Any) -> models.Enrolment:
    """A new enrolment with its first step; `more` are further columns.

    Raises Conflict when the learner is in the section or waits for it already.
    """
    session = db.session()
    row = models.Enrolment(
        id=booking.enrolment_id,
        section_id=booking.section_id,
        learner_id=booking.learner_id,
        state=state,
        from_date=booking.from_date,
        at=deed.now,
        **more,
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError as twice:
        raise errors.Conflict("courses.booked_already") from twice
    _write(row, None, state, booking.from_date, 0, deed)
    return row


def step(row: models.Enrolment, after: EnrolmentState, on: date, deed: Deed, *, back: bool = False) -> None:
    """One step of an enrolment, checked and written down. `back` takes a step back, which no rule of order holds."""
    before = EnrolmentState(row.state)
    if not back:
        enrolment.check(before, after, deed.reason)
    row.state, row.reason = after, deed.reason.strip()
    number = db.session().scalar(select(func.count()).where(models.EnrolmentChange.enrolment_id == row.id))
    _write(row, before, after, on, number or 0, deed)


def _write(
    row: models.Enrolment, before: EnrolmentState | None, after: EnrolmentState, on: date, number: int, deed: Deed
) -> None:
    session = db.session()
    session.add(
        models.EnrolmentChange(
            enrolment_id=row.id,
            learner_id=row.learner_id,
            number=number,
            before=before or "",
            after=after,
            on_day=on,
            reason=deed.reason.strip(),
            note=deed.note.strip(),
            by=deed.actor.name,
            at=deed.now,
            facts=dict(deed.facts),
        )
    )
    session.flush()


def end(row: models.Enrolment, state: EnrolmentState, on: date, deed: Deed) -> date:
    """An enrolment ends, with the seat it held. Returns the first day on which she belongs there no more."""
    held = row.state in models.HOLDS_SEAT
    first = enrolment.first_day_elsewhere(max(on, row.from_date), _last_marked(row.id))
    dropped = _drop_apologies(row, first)
    step(row, state, first, replace(deed, facts={**deed.facts, "apologies": dropped}) if dropped else deed)
    row.to_date, row.obstacle, row.rests_until = first, None, None
    db.session().flush()
    if held:
        vacate(row, first, deed.actor, deed.now)
    return first


def vacate(row: models.Enrolment, first: date, actor: Actor, now: datetime) -> None:
    """The seat of an enrolment is free, and what plug-ins kept with it from a day on. Announces `seat_released`."""
    give_back(row.section_id)
    release(queries.booking_for(row.section_id, row.learner_id, first, enrolment_id=row.id), actor)
    signals.announce(
        signals.seat_released, row.id, section_id=row.section_id, learner_id=row.learner_id, actor=actor, now=now
    )


def occupy(row: models.Enrolment, first: date, actor: Actor) -> tuple[Reservation, ...]:
    """The seat of an enrolment again, with what plug-ins keep. Raises Conflict when it is gone."""
    booking = queries.booking_for(row.section_id, row.learner_id, first, enrolment_id=row.id)
    refuse_obstacles(booking)
    take(row.section_id)
    return reserve(booking, actor)


def _last_marked(enrolment_id: str) -> date | None:
    return db.session().scalar(
        select(func.max(models.Session.day))
        .join(models.Mark, models.Mark.session_id == models.Session.id)
        .where(models.Mark.enrolment_id == enrolment_id)
    )


def _drop_apologies(row: models.Enrolment, first: date) -> list[list[str]]:
    """Apologies for sessions that are hers no more. Returns them, so that they can be put back."""
    session = db.session()
    wanted = select(models.Session.id).where(models.Session.section_id == row.section_id, models.Session.day >= first)
    mine = (models.Apology.learner_id == row.learner_id, models.Apology.session_id.in_(wanted))
    found = [
        [one.session_id, one.reason, one.at.isoformat()] for one in session.scalars(select(models.Apology).where(*mine))
    ]
    if found:
        session.execute(delete(models.Apology).where(*mine).execution_options(synchronize_session="fetch"))
    return found


def put_back_apologies(row: models.Enrolment, kept: list[list[str]], actor: Actor, now: datetime) -> None:
    """What she had said before the step that is taken back. Announces `apology_given` again."""
    for session_id, reason, at in kept:
        db.session().add(
            models.Apology(
                session_id=session_id, learner_id=row.learner_id, reason=reason, at=datetime.fromisoformat(at)
            )
        )
        db.session().flush()
        signals.announce(
            signals.apology_given, session_id, learner_id=row.learner_id, reason=reason, actor=actor, now=now
        )
