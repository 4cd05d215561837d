"""The waiting list: coming onto it, saying that one still waits, who comes first, more seats, the last day to join."""

from datetime import date, datetime

from sqlalchemy import select, update

from lms.courses import models, queries
from lms.courses.domain import enrolment_waiting as waiting
from lms.courses.services import offers, seats
from lms.kernel import db, errors, signals
from lms.kernel.actor import Actor
from lms.kernel.vocabulary import EnrolmentState


def wait(
    section_id: str,
    learner_id: str,
    *,
    actor: Actor,
    now: datetime,
    needed_by: date | None = None,
    need: int = 0,
) -> str:
    """Onto the list of a section. Where a seat is free it is offered at once: nobody waits beside an empty chair.

    Returns the enrolment's id. Raises Conflict for who is in the section or on its list, and after the last day to join.
    """
    _check_need(need)
    last, closes_at = queries.closes(section_id)
    if now >= closes_at:
        raise errors.Conflict("courses.entry_closed", section=seats.section_of(section_id).name, day=last)
    today = seats.today_at(section_id, now)
    booking = queries.booking_for(section_id, learner_id, today)
    row = seats.begin(
        booking,
        EnrolmentState.WAITING,
        seats.Deed(actor, now),
        waiting_since=now,
        needed_by=needed_by,
        need=need,
        confirmed_on=today,
    )
    offers.look_after(section_id, actor=actor, now=now)
    return row.id


def _check_need(need: int) -> None:
    if not 0 <= need <= waiting.MOST_NEED:
        raise errors.Invalid("courses.need", field="need")


def still_waits(enrolment_id: str, *, actor: Actor, now: datetime) -> None:
    """Somebody on the list was heard of: she still wants the seat. A free one is offered to her in her turn."""
    row = seats.locked(enrolment_id)
    if row.state != EnrolmentState.WAITING:
        raise errors.Conflict("courses.no_such_step")
    row.confirmed_on, row.unanswered, row.rests_until = seats.today_at(row.section_id, now), 0, None
    db.session().flush()
    offers.settle_calls(enrolment_id, actor=actor, now=now)
    offers.look_after(row.section_id, actor=actor, now=now)


def set_priority(enrolment_id: str, *, needed_by: date | None, need: int, actor: Actor, now: datetime) -> None:
    """By when somebody has to begin, and how much she needs it. What counts is the provider's rule."""
    _check_need(need)
    row = seats.locked(enrolment_id)
    if row.state != EnrolmentState.WAITING:
        raise errors.Conflict("courses.no_such_step")
    row.needed_by, row.need = needed_by, need


def set_waiting_rule(rule: waiting.Rule, *, actor: Actor, now: datetime) -> None:
    """How this provider runs its lists, from now on. Offers that are out keep their time."""
    waiting.check_rule(rule)
    session = db.session()
    row = session.get(models.WaitingRule, db.require_provider())
    if row is None:
        row = models.WaitingRule(provider_id=db.require_provider())
        session.add(row)
    row.ordering, row.offer_hours = rule.order, rule.offer_hours
    row.silence, row.confirm_days = rule.silence, rule.confirm_days
    row.not_now, row.not_now_days = rule.not_now, rule.not_now_days
    session.flush()


def set_seats(section_id: str, number: int, *, actor: Actor, now: datetime) -> None:
    """More seats or fewer. New ones go to those who wait, at once.

    Raises Invalid for none, Conflict when more people hold a seat than there would be.
    """
    if number < 1:
        raise errors.Invalid("courses.no_seats", field="seats")
    section = seats.section_of(section_id)
    changed = db.changed(
        update(models.Section)
        .where(models.Section.id == section_id, models.Section.taken <= number)
        .values(seats=number)
        .execution_options(synchronize_session="fetch")
    )
    if changed != 1:
        raise errors.Conflict("courses.seats_held", field="seats", taken=section.taken)
    offers.look_after(section_id, actor=actor, now=now)


def set_last_day_to_join(section_id: str, day: date | None, *, actor: Actor, now: datetime) -> None:
    """The last day on which somebody may come in; None for any week.

    A later day offers free seats again; with an earlier one no offer that is out holds beyond it.
    """
    seats.section_of(section_id).entry_until = day
    db.session().flush()
    offers.shorten(section_id)
    offers.look_after(section_id, actor=actor, now=now)


def ask_who_still_waits(*, actor: Actor, now: datetime) -> int:
    """Ask everybody on a list of this provider who was not heard of for so many days. Returns how many were asked."""
    days, asked = queries.waiting_rule().confirm_days, 0
    for row in db.session().scalars(
        select(models.Enrolment).where(models.Enrolment.state == EnrolmentState.WAITING).order_by(models.Enrolment.id)
    ):
        today = seats.today_at(row.section_id, now)
        if waiting.asks_again(row.confirmed_on or row.from_date, row.asked_on, today, days):
            row.asked_on = today
            db.session().flush()
            asked += 1
            signals.announce(
                signals.still_waiting_asked,
                row.id,
                section_id=row.section_id,
                learner_id=row.learner_id,
                actor=actor,
                now=now,
            )
    return asked


def note_told(enrolment_id: str, learner_id: str, about: str, channel: str, message_id: str, *, now: datetime) -> None:
    """Somebody was told something about her place: kept as the log of what was sent."""
    db.session().add(
        models.Notice(
            enrolment_id=enrolment_id,
            learner_id=learner_id,
            about=about,
            channel=channel,
            message_id=message_id,
            at=now,
        )
    )
