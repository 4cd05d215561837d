"""From one section to another: seats, bookings and what plug-ins keep move together; marks stay hers. And back again."""

from datetime import date, datetime

from sqlalchemy import select

from lms.courses import models, queries
from lms.courses.domain import enrolment
from lms.courses.domain.enrolment import ByRule
from lms.courses.queries import StepInfo
from lms.courses.services import booking, offers, seats
from lms.kernel import clock, db, errors, signals
from lms.kernel.actor import Actor
from lms.kernel.vocabulary import EnrolmentState
from lms.organisations import queries as organisations


def transfer(
    enrolment_id: str,
    section_id: str,
    *,
    reason: str,
    on: date,
    actor: Actor,
    now: datetime,
    note: str = "",
) -> booking.Seat:
    """Move a learner to another section: the old seat is given back and the new one booked, or nothing happens.

    Her marks stay where she got them and count for her; hours were charged there and are not charged again; apologies
    for sessions that are hers no more are dropped. The seat she leaves is offered to the next who waits for it.
    """
    row = seats.locked(enrolment_id, section_id)
    _refuse_same(row, section_id)
    with db.session().begin_nested():
        leaving = _leave(row, reason, note, on, actor, now)
        moved = _arrive(row, section_id, leaving, actor, now)
    _point_forward(row, moved[0])
    offers.advance(row.section_id, actor=actor, now=now)
    return moved


def swap(
    first_id: str, second_id: str, *, reason: str, on: date, actor: Actor, now: datetime
) -> tuple[booking.Seat, booking.Seat]:
    """Two people change places, though both sections may be full. Both move or nobody does."""
    other_section = queries.placed(second_id).section_id
    first = seats.locked(first_id, other_section)
    second = seats.fresh(second_id)
    _refuse_same(first, second.section_id)
    if first.learner_id == second.learner_id:
        raise errors.Conflict("courses.same_person")
    with db.session().begin_nested():
        leaving = [_leave(row, reason, "", on, actor, now) for row in (first, second)]
        there = _arrive(first, second.section_id, leaving[0], actor, now)
        here = _arrive(second, first.section_id, leaving[1], actor, now)
    for row, new, partner in ((first, there, second), (second, here, first)):
        _point_forward(row, new[0], swapped_with=partner.id)
    return there, here


def _refuse_same(row: models.Enrolment, section_id: str) -> None:
    if row.section_id == section_id:
        raise errors.Conflict("courses.same_section")


def _leave(
    row: models.Enrolment, reason: str, note: str, on: date, actor: Actor, now: datetime
) -> tuple[date, EnrolmentState, str]:
    """Out of the old section. Returns the first day elsewhere, and how she stood there with the reason."""
    before, why = EnrolmentState(row.state), row.reason
    first = seats.end(row, EnrolmentState.TRANSFERRED, on, seats.Deed(actor, now, reason, note))
    return first, before, why


def _arrive(
    row: models.Enrolment,
    section_id: str,
    leaving: tuple[date, EnrolmentState, str],
    actor: Actor,
    now: datetime,
) -> booking.Seat:
    """Into the new section, as she stood in the old one: who pauses goes on pausing."""
    first, before, why = leaving
    own = next((one.id for one in queries.placed_in(section_id, models.OPEN) if one.learner_id == row.learner_id), None)
    moved = booking.enter(
        section_id,
        row.learner_id,
        from_date=first,
        own=seats.fresh(own) if own else None,
        deed=seats.Deed(actor, now, facts={"from": row.id}),
        attempt=row.attempt,
        follows_id=row.id,
    )
    if before is EnrolmentState.PAUSED:
        new = seats.fresh(moved[0])
        seats.step(new, EnrolmentState.PAUSED, new.from_date, seats.Deed(actor, now, why))
    signals.announce(
        signals.enrolment_transferred,
        moved[0],
        section_id=section_id,
        from_id=row.id,
        learner_id=row.learner_id,
        on=first,
        actor=actor,
        now=now,
    )
    return moved


def _point_forward(row: models.Enrolment, new_id: str, **more: str) -> None:
    last = _last_row(row.id)
    last.facts = {**last.facts, "to": new_id, **more}
    db.session().flush()


def _last_row(enrolment_id: str) -> models.EnrolmentChange:
    row = models.EnrolmentChange
    return (
        db.session()
        .scalars(select(row).where(row.enrolment_id == enrolment_id).order_by(row.number.desc()).limit(1))
        .one()
    )


# --- taking back -----------------------------------------------------------------------------------------------------


def take_back_step(enrolment_id: str, *, actor: Actor, now: datetime) -> None:
    """Take back the last step of an enrolment, on the day it was made. A move brings everything back both ways.

    Raises Conflict("courses.undo_over") later, `courses.section_full` when the seat has gone to somebody else meanwhile,
    and `courses.moved_and_marked` for a move after which she was marked in the new class.
    """
    last = _last(enrolment_id)
    if last.after is EnrolmentState.TRANSFERRED:
        _undo_move(enrolment_id, last, actor, now)
    elif "from" in last.facts:
        _undo_move(last.facts["from"], _last(last.facts["from"]), actor, now)
    else:
        _undo_step(enrolment_id, last, actor, now)


def _last(enrolment_id: str) -> StepInfo:
    steps = queries.history(enrolment_id)
    if not steps:
        raise errors.NotFound("courses.absent")
    return steps[-1]


def _state_before(section_id: str, last: StepInfo, now: datetime) -> EnrolmentState | None:
    if last.reason == ByRule.UNDONE:
        raise errors.Conflict("courses.undo_over")
    zone = organisations.centre(seats.section_of(section_id).centre_id).zone
    today, written = clock.local(now, zone).date(), clock.local(last.at, zone).date()
    return enrolment.taken_back(last.change, today, written)


def _undo_step(enrolment_id: str, last: StepInfo, actor: Actor, now: datetime) -> None:
    row = seats.locked(enrolment_id)
    before = _state_before(row.section_id, last, now)
    if before in enrolment.OPEN:
        _refuse_second(row)
    if before is None:
        _never_was(row, actor, now)
    elif before is EnrolmentState.OFFERED:
        _ask_again(row, last, actor, now)
    elif last.after is EnrolmentState.OFFERED or (last.after is EnrolmentState.WAITING):
        # An offer is out and was told; it is taken back by withdrawing it.
        raise errors.Conflict("courses.undo_over")
    else:
        _restore(row, before, last, actor, now)
    offers.look_after(row.section_id, actor=actor, now=now)


def _refuse_second(row: models.Enrolment) -> None:
    """Who left and came again on the same day has a new enrolment, which stands."""
    other = models.Enrolment
    again = select(other.id).where(
        other.section_id == row.section_id,
        other.learner_id == row.learner_id,
        other.state.in_(models.OPEN),
        other.id != row.id,
    )
    if db.session().scalar(again.limit(1)) is not None:
        raise errors.Conflict("courses.booked_already")


def _never_was(row: models.Enrolment, actor: Actor, now: datetime) -> None:
    """A seat or a place on the list that was given by mistake: it goes, and its trace stays."""
    held = row.state in models.HOLDS_SEAT
    if queries.was_marked(row.id):
        raise errors.Conflict("courses.moved_and_marked")
    deed = seats.Deed(actor, now, ByRule.BY_MISTAKE)
    seats.step(row, EnrolmentState.LEFT, row.from_date, deed, back=True)
    row.to_date = row.from_date
    db.session().flush()
    if held:
        seats.vacate(row, row.from_date, actor, now)


def _ask_again(row: models.Enrolment, last: StepInfo, actor: Actor, now: datetime) -> None:
    """An answer was a slip. Who said yes gives the seat back to the list; who said no or "not now" stands where she stood."""
    held = row.state in models.HOLDS_SEAT
    seats.step(row, EnrolmentState.WAITING, last.on, seats.Deed(actor, now, ByRule.UNDONE), back=True)
    row.to_date, row.rests_until = None, None
    if since := last.facts.get("since"):
        row.waiting_since = datetime.fromisoformat(since)
    db.session().flush()
    if held:
        seats.vacate(row, row.from_date, actor, now)


def _restore(row: models.Enrolment, before: EnrolmentState, last: StepInfo, actor: Actor, now: datetime) -> None:
    """The state before, with the seat where it was given back."""
    if before in enrolment.HOLDS_SEAT and row.state not in models.HOLDS_SEAT:
        seats.occupy(row, last.on, actor)
    elif row.state in models.HOLDS_SEAT and before is EnrolmentState.WAITING:
        seats.vacate(row, row.from_date, actor, now)
    seats.step(row, before, last.on, seats.Deed(actor, now, ByRule.UNDONE, facts=_pause_again(row, before)), back=True)
    if before in enrolment.OPEN:
        row.to_date = None
    db.session().flush()
    seats.put_back_apologies(row, last.facts.get("apologies", []), actor, now)
    if EnrolmentState.PAUSED in (before, last.after) and before in enrolment.HOLDS_SEAT:
        _tell_of_pause(row, before, last.on, actor, now)


def _pause_again(row: models.Enrolment, before: EnrolmentState) -> dict[str, str]:
    """Who pauses again means to be back on the day that she named before."""
    if before is not EnrolmentState.PAUSED:
        return {}
    began = [one for one in queries.history(row.id) if one.after is EnrolmentState.PAUSED and "until" in one.facts]
    return {"until": began[-1].facts["until"]} if began else {}


def _tell_of_pause(row: models.Enrolment, before: EnrolmentState, on: date, actor: Actor, now: datetime) -> None:
    """What is kept with the seat follows a pause that is taken back, and one that goes on after all."""
    signals.announce(
        signals.enrolment_paused if before is EnrolmentState.PAUSED else signals.enrolment_resumed,
        row.id,
        section_id=row.section_id,
        learner_id=row.learner_id,
        on=on,
        actor=actor,
        now=now,
    )


def _undo_move(old_id: str, last: StepInfo, actor: Actor, now: datetime) -> None:
    """Back to the old section; for a swap both people go back."""
    moves = [(old_id, last)]
    if partner := last.facts.get("swapped_with"):
        moves.append((partner, _last(partner)))
    if any(one.after is not EnrolmentState.TRANSFERRED for _, one in moves):
        raise errors.Conflict("courses.undo_over")
    sections = [queries.placed(key).section_id for old, one in moves for key in (old, one.facts["to"])]
    seats.lock_sections(*sections)
    with db.session().begin_nested():
        for _, one in moves:
            _out_again(seats.fresh(one.facts["to"]), actor, now)
        for old, one in moves:
            row = seats.fresh(old)
            before = _state_before(row.section_id, one, now)
            _refuse_second(row)
            _restore(row, before or EnrolmentState.ENROLLED, one, actor, now)
    for section_id in sorted(set(sections)):
        offers.look_after(section_id, actor=actor, now=now)


def _out_again(row: models.Enrolment, actor: Actor, now: datetime) -> None:
    """Out of the new section as if she had never come: back on its list where she waited for it."""
    if row.state not in models.HOLDS_SEAT:
        raise errors.Conflict("courses.undo_over")
    if queries.was_marked(row.id):
        raise errors.Conflict("courses.moved_and_marked")
    arrived = next(one for one in reversed(queries.history(row.id)) if "from" in one.facts)
    waited = arrived.before in {EnrolmentState.WAITING, EnrolmentState.OFFERED}
    after = EnrolmentState.WAITING if waited else EnrolmentState.LEFT
    seats.step(row, after, row.from_date, seats.Deed(actor, now, ByRule.UNDONE), back=True)
    row.to_date, row.follows_id = (None, None) if waited else (row.from_date, row.follows_id)
    db.session().flush()
    seats.vacate(row, row.from_date, actor, now)
