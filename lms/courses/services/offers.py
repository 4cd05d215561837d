"""Seats that became free go to those who wait: offering, running out, the next one. What she says is in `answers`."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import select

from lms.courses import models, queries
from lms.courses.domain import enrolment_waiting as waiting
from lms.courses.domain.enrolment import ByRule
from lms.courses.services import seats
from lms.kernel import db, errors, signals
from lms.kernel.actor import Actor, system
from lms.kernel.language import Marked
from lms.kernel.vocabulary import EnrolmentState
from lms.messages import domain as kept
from lms.messages import services as messages

THE_LIST = "waiting list"
"""In whose name the list offers seats and lets offers run out."""


def look_after(section_id: str, *, actor: Actor, now: datetime) -> None:
    """Let offers run out whose time is over, then offer what is free."""
    with _for_everybody() as the_list:
        _let_run_out(section_id, actor=the_list, now=now)
    advance(section_id, actor=actor, now=now)


@contextmanager
def _for_everybody() -> Iterator[Actor]:
    """What the list does concerns other people: a learner whose answer sets it going may not see them, the list may.

    It acts in its own name. Who caused it stands in the audit.
    """
    provider_id = db.require_provider()
    with db.scoped(provider_id):
        yield system(THE_LIST, provider_id)


def advance(section_id: str, *, actor: Actor, now: datetime) -> list[str]:
    """Offer every free seat to the next who can take it. Returns the enrolments that were offered one.

    Nothing is offered after the section's last day to join. Who cannot take the seat (another class at that time, no
    care place) keeps her place on the list, with what stands in the way.
    """
    with _for_everybody() as the_list:
        return _advance(section_id, actor=the_list, now=now)


def _advance(section_id: str, *, actor: Actor, now: datetime) -> list[str]:
    _wake(section_id, now)
    people = queries.on_the_list(section_id)
    awake = [one for one in people if not queries.entry_of(one).on_hold]
    if not awake:
        return []
    closes_at = queries.closes(section_id)[1]
    if now >= closes_at:
        return []
    seats.lock_sections(section_id)
    offered = []
    for one in awake:
        if not _has_free_seat(section_id):
            break
        if _try(one.id, closes_at, actor=actor, now=now):
            offered.append(one.id)
    return offered


def _wake(section_id: str, now: datetime) -> None:
    """Who said "not now" long enough ago may be offered a seat again."""
    today = seats.today_at(section_id, now)
    row = models.Enrolment
    for one in db.session().scalars(
        select(row).where(row.section_id == section_id, row.state == "waiting", row.rests_until <= today)
    ):
        one.rests_until = None
    db.session().flush()


def _has_free_seat(section_id: str) -> bool:
    row = models.Section
    return bool(
        db.session().scalar(select(row.id).where(row.id == section_id, row.state == "published", row.taken < row.seats))
    )


def _try(enrolment_id: str, closes_at: datetime, *, actor: Actor, now: datetime) -> bool:
    row = seats.fresh(enrolment_id)
    if row.state != EnrolmentState.WAITING:
        return False
    try:
        with db.session().begin_nested():
            _offer(row, closes_at, actor=actor, now=now)
    except errors.Conflict as refused:
        _note_obstacle(seats.fresh(enrolment_id), refused)
        return False
    return True


def _note_obstacle(row: models.Enrolment, refused: errors.Conflict) -> None:
    facts = {name: {"say": str(value)} if isinstance(value, Marked) else value for name, value in refused.facts.items()}
    found = {"code": refused.code, "facts": kept.kept(facts)}
    # Written only where it says something new: every write leaves a line in the audit.
    if row.obstacle != found:
        row.obstacle = found
        db.session().flush()


def _offer(row: models.Enrolment, closes_at: datetime, *, actor: Actor, now: datetime, reason: str = "") -> None:
    """The seat is kept for her, with what plug-ins keep, until she answers. Announces `seat_offered`."""
    section, today = seats.section_of(row.section_id), seats.today_at(row.section_id, now)
    first = waiting.first_entry_day(today, section.starts_on, section.entry_weekdays or ())
    last = waiting.last_entry_day(section.entry_until, section.ends_on)
    if first > last:
        # The next day to begin comes after the last day to join: there is nothing left to offer.
        raise errors.Conflict("courses.entry_closed", section=section.name, day=last)
    booking = queries.booking_for(row.section_id, row.learner_id, first, enrolment_id=row.id)
    # Who waits for another time of the same module gives the seat back that she has when she says yes.
    seats.refuse_obstacles(booking, left_for_it=[one.section_id for one in queries.given_up_for(row.id)])
    seats.take(row.section_id)
    row.from_date, row.obstacle, row.rests_until = booking.from_date, None, None
    seats.step(row, EnrolmentState.OFFERED, today, seats.Deed(actor, now, reason))
    until = waiting.offer_until(now, queries.waiting_rule().offer_hours, closes_at)
    offer = models.Offer(
        id=db.new_id(), enrolment_id=row.id, learner_id=row.learner_id, at=now, by=actor.name, expires_at=until
    )
    db.session().add(offer)
    db.session().flush()
    seats.reserve(booking, actor)
    signals.announce(
        signals.seat_offered,
        row.id,
        section_id=row.section_id,
        learner_id=row.learner_id,
        expires_at=until,
        actor=actor,
        now=now,
    )


def offer(enrolment_id: str, *, actor: Actor, now: datetime, reason: str = "") -> None:
    """A free seat for this one now, also for somebody who did not answer before.

    Raises Conflict when nothing is free, when the last day to join is over, and for what stands in the way.
    """
    row = seats.locked(enrolment_id)
    if row.state != EnrolmentState.WAITING:
        raise errors.Conflict("courses.no_such_step")
    last, closes_at = queries.closes(row.section_id)
    if now >= closes_at:
        raise errors.Conflict("courses.entry_closed", section=seats.section_of(row.section_id).name, day=last)
    with db.session().begin_nested():
        _offer(row, closes_at, actor=actor, now=now, reason=reason)


def offer_instead(enrolment_id: str, waiting_id: str, *, reason: str, actor: Actor, now: datetime) -> None:
    """The seat that is offered to one goes to another, out of turn: Invalid without a reason, which both steps keep.

    The first one stands on the list where she stood.
    """
    if not reason.strip():
        raise errors.Invalid("courses.out_of_turn", field="reason")
    row = seats.locked(enrolment_id)
    if row.state != EnrolmentState.OFFERED or seats.fresh(waiting_id).section_id != row.section_id:
        raise errors.Conflict("courses.offer_over")
    with db.session().begin_nested():
        close_offer(enrolment_id, "withdrawn", actor=actor, now=now)
        back_to_the_list(row, seats.Deed(actor, now, reason))
        offer(waiting_id, actor=actor, now=now, reason=reason)
    advance(row.section_id, actor=actor, now=now)


# --- the end of an offer ---------------------------------------------------------------------------------------------


def open_offer(enrolment_id: str) -> models.Offer | None:
    """The offer of an enrolment that waits for an answer."""
    return db.session().scalar(
        select(models.Offer).where(models.Offer.enrolment_id == enrolment_id, models.Offer.answer == "")
    )


def close_offer(enrolment_id: str, answer: str, *, actor: Actor, now: datetime) -> None:
    """The open offer of an enrolment has its answer. Without one nothing happens."""
    found = open_offer(enrolment_id)
    if found is not None:
        found.answer, found.answered_at, found.answered_by = answer, now, actor.name
        db.session().flush()
        settle_calls(enrolment_id, actor=actor, now=now)


def settle_calls(enrolment_id: str, *, actor: Actor, now: datetime) -> None:
    """Nobody needs to call her any more about what she has answered."""
    asked = select(models.Notice.message_id).where(
        models.Notice.enrolment_id == enrolment_id, models.Notice.channel == "office"
    )
    if calls := list(db.session().scalars(asked)):
        messages.settle(calls, by=actor.name, now=now)


# --- running out -----------------------------------------------------------------------------------------------------


def _let_run_out(section_id: str, *, actor: Actor, now: datetime) -> None:
    due = select(models.Offer.enrolment_id).join(models.Enrolment, models.Enrolment.id == models.Offer.enrolment_id)
    due = due.where(
        models.Offer.answer == "", models.Offer.expires_at <= now, models.Enrolment.section_id == section_id
    )
    for enrolment_id in sorted(db.session().scalars(due)):
        _run_out(enrolment_id, actor=actor, now=now)


def _run_out(enrolment_id: str, *, actor: Actor, now: datetime) -> None:
    """An offer had no answer. What becomes of her place is the provider's rule; the office is asked to call her."""
    row = seats.locked(enrolment_id)
    if row.state != EnrolmentState.OFFERED:
        return
    close_offer(enrolment_id, "expired", actor=actor, now=now)
    silence, today = queries.waiting_rule().silence, seats.today_at(row.section_id, now)
    row.unanswered += 1
    if silence is waiting.Silence.LEAVE:
        seats.end(row, EnrolmentState.LEFT, today, seats.Deed(actor, now, ByRule.NO_ANSWER))
    else:
        back_to_the_list(row, seats.Deed(actor, now, ByRule.NO_ANSWER))
        if silence is waiting.Silence.END_OF_LIST:
            row.waiting_since = now
    db.session().flush()
    signals.announce(
        signals.offer_expired, row.id, section_id=row.section_id, learner_id=row.learner_id, actor=actor, now=now
    )


def shorten(section_id: str) -> None:
    """No offer that is out holds beyond the section's last day to join."""
    closes_at = queries.closes(section_id)[1]
    out = select(models.Offer).join(models.Enrolment, models.Enrolment.id == models.Offer.enrolment_id)
    out = out.where(
        models.Offer.answer == "", models.Offer.expires_at > closes_at, models.Enrolment.section_id == section_id
    )
    for late in db.session().scalars(out):
        late.expires_at = closes_at
    db.session().flush()


def back_to_the_list(row: models.Enrolment, deed: seats.Deed) -> None:
    """Her seat is free again, and she stands on the list where she stood."""
    seats.step(row, EnrolmentState.WAITING, seats.today_at(row.section_id, deed.now), deed)
    seats.vacate(row, row.from_date, deed.actor, deed.now)


def withdraw(enrolment_id: str, *, reason: str, actor: Actor, now: datetime) -> None:
    """Take an offer back; she keeps her place on the list and is not asked again before somebody spoke with her.

    A reason is asked: Invalid without one. Raises Conflict where nothing is offered.
    """
    if not reason.strip():
        raise errors.Invalid("courses.withdraw_why", field="reason")
    row = seats.locked(enrolment_id)
    if row.state != EnrolmentState.OFFERED:
        raise errors.Conflict("courses.offer_over")
    close_offer(enrolment_id, "withdrawn", actor=actor, now=now)
    row.unanswered += 1
    back_to_the_list(row, seats.Deed(actor, now, reason))
    advance(row.section_id, actor=actor, now=now)
