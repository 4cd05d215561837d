"""What people on a waiting list are told: a seat is kept for her, an offer is over, does she still wait. Every word is logged."""

from datetime import datetime
from typing import Any

from lms.accounts import queries as accounts
from lms.courses import queries, services
from lms.courses.services import fits
from lms.kernel import clock, config, db, language, signals
from lms.kernel.actor import Role
from lms.learners import queries as learners
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
        if person.email:
            locale = accounts.learner_locale(person.id, db.require_provider()) or "en"
            words = {
                "name": person.given_name,
                "section": queries.section(fit.section_id).name,
                "can": fit.attends + fit.replaced,
                "all": fit.sessions,
                "link": f"{config.read().base_url}/my-times",
                "centre": centre.name,
                "phone": centre.phone,
            }
            subject = language.say("courses.mail_week.subject", words, locale=locale)
            body = language.say("courses.mail_week.body", words, locale=locale)
            messages.queue_mail(person.email, subject, body, locale=locale, now=now, provider_id=db.require_provider())


def _tell(enrolment_id: str, about: str, now: datetime, *, until: datetime | None = None, call: bool = False) -> None:
    """On her page, by e-mail where she has an address, and by a call of the office where she has none."""
    place = queries.placed(enrolment_id)
    person, centre = learners.learner(place.learner_id), organisations.centre(place.centre_id)
    facts: dict[str, Any] = {"name": person.name, "section": place.section}
    if until is not None:
        local = clock.local(until, centre.zone)
        facts |= {"day": local.date(), "time": local.time()}
    locale = accounts.learner_locale(person.id, db.require_provider())

    def note(channel: str, message_id: str = "") -> None:
        services.note_told(enrolment_id, person.id, about, channel, message_id, now=now)

    if locale is not None:
        note("page")
    if person.email:
        note(
            "email", _mail(about, person, {**facts, "centre": centre.name, "phone": centre.phone}, locale or "en", now)
        )
    if call or not person.email:
        link = f"/enrolments/{enrolment_id}"
        due = facts.get("day") or now.date()
        task = messages.ask(
            Role.ADMINISTRATOR,
            f"courses.call_{about}",
            facts,
            now=now,
            learner_id=person.id,
            due_on=due,
            link=link,
            unique_key=f"courses.{about}:{enrolment_id}:{now.isoformat()}",
        )
        note("office", task or "")


def _mail(about: str, person: learners.LearnerInfo, facts: dict[str, Any], locale: str, now: datetime) -> str:
    words = {**facts, "name": person.given_name, "link": f"{config.read().base_url}/my-place"}
    subject = language.say(f"courses.mail_{about}.subject", words, locale=locale)
    body = language.say(f"courses.mail_{about}.body", words, locale=locale)
    return messages.queue_mail(person.email, subject, body, locale=locale, now=now, provider_id=db.require_provider())
