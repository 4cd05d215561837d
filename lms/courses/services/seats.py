"""Seats and steps: taking and giving back a seat with what plug-ins keep, and writing every step into the history.

Whoever works here has locked the section first, then the enrolment: two who want the same things never block each other.
"""

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


def refuse_obstacles(booking: Booking) -> None:
    """Raises Conflict for another class at the same time, and for what a plug-in refuses."""
    clash = queries.clash(booking)
    if clash is not None:
        raise errors.Conflict("courses.two_at_once", section=clash)
    for obstacle in plugins.installed().ask("booking_obstacles", booking):
        if obstacle.refuses:
            raise errors.Conflict(obstacle.code, **obstacle.facts)


def take(section_id: str) -> None:
    """One seat. Raises Conflict when there is none."""
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


def begin(booking: Booking, state: EnrolmentState, *, actor: Actor, now: datetime, **more: Any) -> models.Enrolment:
    """A new enrolment with its first step. Raises Conflict when the learner is in the section or waits for it already."""
    session = db.session()
    reason, facts = more.pop("reason", ""), more.pop("facts", None)
    row = models.Enrolment(
        id=booking.enrolment_id,
        section_id=booking.section_id,
        learner_id=booking.learner_id,
        state=state,
        from_date=booking.from_date,
        at=now,
        **more,
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError as twice:
        raise errors.Conflict("courses.booked_already") from twice
    _write(row, None, state, booking.from_date, 0, reason=reason, actor=actor, now=now, facts=facts)
    return row


def step(
    row: models.Enrolment,
    after: EnrolmentState,
    on: date,
    *,
    reason: str = "",
    note: str = "",
    actor: Actor,
    now: datetime,
    facts: dict[str, Any] | None = None,
    back: bool = False,
) -> None:
    """One step of an enrolment, checked and written down. `back` takes a step back, which no rule of order holds."""
    before = EnrolmentState(row.state)
    if not back:
        enrolment.check(before, after, reason)
    row.state, row.reason = after, reason.strip()
    number = db.session().scalar(select(func.count()).where(models.EnrolmentChange.enrolment_id == row.id))
    _write(row, before, after, on, number or 0, reason=reason, note=note, actor=actor, now=now, facts=facts)


def _write(
    row: models.Enrolment,
    before: EnrolmentState | None,
    after: EnrolmentState,
    on: date,
    number: int,
    *,
    reason: str = "",
    note: str = "",
    actor: Actor,
    now: datetime,
    facts: dict[str, Any] | None = None,
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
            reason=reason.strip(),
            note=note.strip(),
            by=actor.name,
            at=now,
            facts=facts or {},
        )
    )
    session.flush()


def end(
    row: models.Enrolment,
    state: EnrolmentState,
    on: date,
    *,
    reason: str = "",
    note: str = "",
    actor: Actor,
    now: datetime,
    facts: dict[str, Any] | None = None,
) -> date:
    """An enrolment ends, with the seat it held. Returns the first day on which she belongs there no more."""
    held = row.state in models.HOLDS_SEAT
    first = enrolment.first_day_elsewhere(max(on, row.from_date), _last_marked(row.id))
    dropped = _drop_apologies(row, first)
    facts = {**(facts or {}), **({"apologies": dropped} if dropped else {})}
    step(row, state, first, reason=reason, note=note, actor=actor, now=now, facts=facts)
    row.to_date, row.obstacle = first, None
    db.session().flush()
    if held:
        vacate(row, first, actor, now)
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
