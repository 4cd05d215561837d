"""What people on a waiting list are told: a seat is kept for her, an offer is over, does she still wait. Every word is logged."""

from datetime import datetime
from typing import Any

from lms.accounts import queries as accounts
from lms.courses import queries, services
from lms.courses.services import fits
from lms.kernel import clock, config, db, signals
from lms.kernel.actor import Role
from lms.learners import queries as learners
from lms.messages import queries as to_whom
from lms.messages import services as messages
from lms.organisations import queries as organisations


@signals.hear(signals.seat_offered)
def tell_of_the_seat(enrolment_id: str, *, expires_at: datetime, now: datetime, **_more: Any) -> None:
    """A seat is kept for her until a day and time."""
    _tell(enrolment_id, "offer", now, until=expires_at)


@signals.hear(signals.offer_expired)
def tell_that_it_is_over(enrolment_id: str, *, now: datetime, **_more: Any) -> None:
    """She did not answer in time: the office is asked to call, whatever else reaches her."""
    _tell(enrolment_id, "expired", now, call=True)


@signals.hear(signals.still_waiting_asked)
def ask_whether_she_waits(enrolment_id: str, *, now: datetime, **_more: Any) -> None:
    """Does she still want the seat."""
    _tell(enrolment_id, "still_waiting", now)


@signals.hear(signals.week_changed)
def propose_other_times(learner_id: str, *, now: datetime, **_more: Any) -> None:
    """Her week changed: where too little of a class fits, the office and she are told what would. Seats stay."""
    person = learners.learner(learner_id)
    centre = organisations.centre(person.centre_id)
    for fit, _others in fits.propose(learner_id, today=clock.local(now, centre.zone).date(), now=now):
        words = {
            "section": queries.section(fit.section_id).name,
            "can": fit.attends + fit.replaced,
            "all": fit.sessions,
            "link": f"{config.read().base_url}/my-times",
            "centre": centre.name,
            "phone": centre.phone,
        }
        messages.write_or_call(person, "courses.mail_week", words, now=now)


def _tell(enrolment_id: str, about: str, now: datetime, *, until: datetime | None = None, call: bool = False) -> None:
    """On her page, by e-mail where she has an address, and by a call of the office where she has none."""
    place = queries.placed(enrolment_id)
    person, centre = learners.learner(place.learner_id), organisations.centre(place.centre_id)
    facts: dict[str, Any] = {"name": person.name, "section": place.section}
    if until is not None:
        local = clock.local(until, centre.zone)
        facts |= {"day": local.date(), "time": local.time()}

    def note(channel: str, message_id: str = "") -> None:
        services.note_told(enrolment_id, person.id, about, channel, message_id, now=now)

    if accounts.learner_locale(person.id, db.require_provider()) is not None:
        note("page")
    link = f"{config.read().base_url}/my-place"
    words = {**facts, "centre": centre.name, "phone": centre.phone, "link": link}
    way, letter = to_whom.channel_for(person), messages.write_to(person, f"courses.mail_{about}", words, now=now)
    if letter and way != "page":
        note(way, letter)
    if call or letter is None:
        due = facts.get("day") or now.date()
        task = messages.ask(
            Role.ADMINISTRATOR,
            f"courses.call_{about}",
            facts,
            now=now,
            learner_id=person.id,
            due_on=due,
            link=f"/enrolments/{enrolment_id}",
            unique_key=f"courses.{about}:{enrolment_id}:{now.isoformat()}",
        )
        note("office", task or "")
