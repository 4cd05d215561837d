"""What somebody says to an offered seat: yes, also instead of a seat she has elsewhere; no; not now."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from lms.courses import models, queries
from lms.courses.domain import enrolment_waiting as waiting
from lms.courses.domain.enrolment import ByRule, LeaveReason
from lms.courses.services import offers, seats
from lms.kernel import db, errors, signals
from lms.kernel.actor import Actor
from lms.kernel.vocabulary import EnrolmentState


def accept(enrolment_id: str, *, leaving: Collection[str] = (), actor: Actor, now: datetime) -> None:
    """She comes. Accepted twice is accepted once. Announces `seat_booked`.

    `leaving` are her enrolments elsewhere that she gives up for it, together with the yes or not at all; one of the same
    module moves over with everything that hangs on it. Raises Conflict when the offer is over, and
    `courses.seat_elsewhere` for a seat in the same module of which nothing was said.
    """
    elsewhere = {one.id: one for one in queries.seats_elsewhere(enrolment_id)}
    if unknown := set(leaving) - set(elsewhere):
        raise errors.NotFound("courses.absent", ids=sorted(unknown))
    row = seats.locked(enrolment_id, *(elsewhere[one].section_id for one in leaving))
    if row.state == EnrolmentState.ENROLLED:
        return
    _refuse_over(row, now)
    unsaid = [one for one in queries.given_up_for(enrolment_id) if one.id not in leaving]
    if unsaid:
        raise errors.Conflict("courses.seat_elsewhere", section=unsaid[0].section)
    with db.session().begin_nested():
        _come(row, [elsewhere[one] for one in leaving], actor, now)
    for one in leaving:
        offers.advance(elsewhere[one].section_id, actor=actor, now=now)


def _refuse_over(row: models.Enrolment, now: datetime) -> None:
    found = offers.open_offer(row.id)
    if row.state != EnrolmentState.OFFERED or (found is not None and found.expires_at <= now):
        raise errors.Conflict("courses.offer_over")


def _come(row: models.Enrolment, leaving: Collection[queries.Placed], actor: Actor, now: datetime) -> None:
    today = seats.today_at(row.section_id, now)
    moved = [one for one in leaving if one.id in {other.id for other in queries.given_up_for(row.id)}]
    first = max([row.from_date, today, *(_give_up(one, row, one in moved, actor, now) for one in leaving)])
    if row.from_date < first:
        _begin_later(row, first, actor)
    offers.close_offer(row.id, "accepted", actor=actor, now=now)
    row.unanswered, row.confirmed_on = 0, today
    if moved:
        row.follows_id, row.attempt = moved[0].id, moved[0].attempt
    facts = {"from": moved[0].id} if moved else {}
    seats.step(row, EnrolmentState.ENROLLED, row.from_date, seats.Deed(actor, now, facts=facts))
    said = {"section_id": row.section_id, "learner_id": row.learner_id, "actor": actor, "now": now}
    signals.announce(signals.seat_booked, row.id, **said)
    if moved:
        signals.announce(signals.enrolment_transferred, row.id, from_id=moved[0].id, on=row.from_date, **said)


def _give_up(one: queries.Placed, new: models.Enrolment, same_module: bool, actor: Actor, now: datetime) -> date:
    """The seat elsewhere is free from her first day here. Returns the first day on which she does not belong there."""
    after = EnrolmentState.TRANSFERRED if same_module else EnrolmentState.LEFT
    deed = seats.Deed(actor, now, "" if same_module else LeaveReason.OTHER_COURSE, facts={"to": new.id})
    return seats.end(seats.fresh(one.id), after, max(new.from_date, seats.today_at(one.section_id, now)), deed)


def _begin_later(row: models.Enrolment, first: date, actor: Actor) -> None:
    """Days that went by while she thought about it are not hers: nothing stays reserved for them."""
    seats.release(queries.booking_for(row.section_id, row.learner_id, row.from_date, enrolment_id=row.id), actor)
    row.from_date = first
    db.session().flush()
    seats.reserve(queries.booking_for(row.section_id, row.learner_id, first, enrolment_id=row.id), actor)


def decline(enrolment_id: str, *, actor: Actor, now: datetime) -> None:
    """She does not want this seat: it goes to the next one at once. Declined twice is declined once."""
    row = seats.locked(enrolment_id)
    if row.state == EnrolmentState.LEFT and row.reason == ByRule.DECLINED:
        return
    if row.state != EnrolmentState.OFFERED:
        raise errors.Conflict("courses.offer_over")
    offers.close_offer(enrolment_id, "declined", actor=actor, now=now)
    today = seats.today_at(row.section_id, now)
    seats.end(row, EnrolmentState.LEFT, today, seats.Deed(actor, now, ByRule.DECLINED))
    offers.advance(row.section_id, actor=actor, now=now)


def not_now(enrolment_id: str, *, actor: Actor, now: datetime) -> date:
    """She wants a seat, but later: this one goes to the next, and she goes on waiting by the provider's rule.

    Returns the day from which a seat may be offered to her again. Said twice it is said once.
    """
    row = seats.locked(enrolment_id)
    if row.state == EnrolmentState.WAITING and row.rests_until is not None:
        return row.rests_until
    _refuse_over(row, now)
    rule, today = queries.waiting_rule(), seats.today_at(row.section_id, now)
    offers.close_offer(enrolment_id, "not_now", actor=actor, now=now)
    row.rests_until, row.unanswered, row.confirmed_on = today + timedelta(days=rule.not_now_days), 0, today
    since = row.waiting_since.isoformat() if row.waiting_since else None
    offers.back_to_the_list(row, seats.Deed(actor, now, ByRule.NOT_NOW, facts={"since": since}))
    if rule.not_now is waiting.NotNow.END_OF_LIST:
        row.waiting_since = now
    db.session().flush()
    offers.advance(row.section_id, actor=actor, now=now)
    return row.rests_until
