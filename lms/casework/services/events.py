"""Meetings beside the course: published, booked, attended, called off. A place is taken by the database, never by a look."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from lms.casework import models, queries
from lms.casework.domain import events
from lms.casework.domain.credentials import is_grown
from lms.casework.domain.events import NewEvent, PlaceState
from lms.casework.services.plans import today_of
from lms.courses.services import seats
from lms.kernel import clock, db, errors, plugins
from lms.kernel.actor import Actor
from lms.kernel.contracts import Booking, SessionTime
from lms.learners import queries as learners
from lms.messages import services as messages
from lms.organisations import queries as organisations


def publish_event(centre_id: str, new: NewEvent, *, actor: Actor, now: datetime) -> list[str]:
    """Everybody of the centre can book it from now on. Raises Invalid naming the field that lacks."""
    trouble = events.event_trouble(new, today_of(actor, now))
    if trouble is not None or new.starts is None or new.ends is None:
        field, code = trouble or ("starts", "casework.event_time_missing")
        raise errors.Invalid(code, field=field)
    if new.host_id and not organisations.staff(ids=[new.host_id]):
        raise errors.Invalid("casework.event_host_missing", field="host_id")
    series = db.new_id()
    rows = [
        models.Event(
            id=db.new_id(),
            centre_id=centre_id,
            kind=new.kind,
            title=new.title.strip(),
            detail=new.detail.strip(),
            language=new.language.strip(),
            day=day,
            starts=new.starts,
            ends=new.ends,
            place=new.place.strip(),
            host_id=new.host_id or None,
            seats=events.seats_of(new),
            series=series,
            target=list(new.target),
            care=new.care,
        )
        for day in new.days()
    ]
    db.session().add_all(rows)
    db.session().flush()
    return [row.id for row in rows]


def book_event(event_id: str, learner_id: str, *, actor: Actor, now: datetime) -> None:
    """A place is hers. Twice is once. Raises Conflict where none is left, or the meeting has begun or was called off."""
    found, learner = queries.event(event_id), learners.learner(learner_id)
    if found.centre_id != learner.centre_id:
        raise errors.NotFound("casework.no_event")
    if found.cancelled or events.has_begun(found.day, found.starts, clock.local(now, actor.zone)):
        raise errors.Conflict("casework.event_over")
    if found.kind is events.EventKind.YOUTH and is_grown(learner.birth_date, today_of(actor, now)):
        raise errors.Conflict("casework.event_youth")
    if learner.id in queries.places_in(event_id):
        return
    _take(event_id)
    place_id = _add(event_id, learner.id, PlaceState.BOOKED, 0, actor, now)
    if found.care:
        _keep_care(found, place_id, learner, actor)


def invite_household(event_id: str, learner_id: str, *, actor: Actor, now: datetime) -> list[str]:
    """A place for everybody of a household who learns here, and care for its children; or nothing. Returns the names.

    Who has a place keeps it. Raises Conflict where places or care are not enough for all of them.
    """
    learner = learners.learner(learner_id)
    household = learners.household(learner.household_id) if learner.household_id else [learner]
    taken = queries.places_in(event_id)
    invited = [
        one for one in household if one.id not in taken and one.centre_id == learner.centre_id and one.until is None
    ]
    with db.session().begin_nested():
        for one in invited:
            book_event(event_id, one.id, actor=actor, now=now)
    return [one.name for one in invited]


def _keep_care(found: queries.EventInfo, place_id: str, learner: learners.LearnerInfo, actor: Actor) -> None:
    """Raises Conflict where the children of who comes cannot be looked after: then nothing is kept."""
    booking = _care_beside(found, place_id, learner)
    for obstacle in plugins.installed().ask("booking_obstacles", booking):
        if obstacle.refuses:
            raise errors.Conflict(obstacle.code, **obstacle.facts)
    seats.reserve(booking, actor)


def _care_beside(found: queries.EventInfo, place_id: str, learner: learners.LearnerInfo) -> Booking:
    """A place in a meeting, as plug-ins know it."""
    zone = organisations.zone_of(found.centre_id)
    starts_at, ends_at = (clock.instant(found.day, wall, zone) for wall in (found.starts, found.ends))
    return Booking(
        enrolment_id=place_id,
        provider_id=db.require_provider(),
        section_id="",
        course_id="",
        module_key="",
        track="",
        level="",
        learner_id=learner.id,
        person_id=learner.person_id,
        from_date=found.day,
        sessions=(SessionTime(found.id, found.day, found.starts, found.ends, starts_at, ends_at),),
        part=True,
    )


def _take(event_id: str) -> None:
    event = models.Event
    taken = db.changed(
        update(event)
        .where(event.id == event_id, event.cancelled_at.is_(None), event.seats.is_(None) | (event.taken < event.seats))
        .values(taken=event.taken + 1)
    )
    if taken != 1:
        raise errors.Conflict("casework.event_full")


def _add(event_id: str, learner_id: str, state: PlaceState, minutes: int, actor: Actor, now: datetime) -> str:
    row = models.EventPlace(
        id=db.new_id(),
        event_id=event_id,
        learner_id=learner_id,
        state=state,
        booked=state is PlaceState.BOOKED,
        minutes=minutes,
        at=now,
        by=actor.name,
    )
    try:
        with db.session().begin_nested():
            db.session().add(row)
    except IntegrityError as again:
        # Two devices of one person at once: one place is enough, the other is given back with the whole deed.
        raise errors.Conflict("casework.event_twice") from again
    return row.id


def leave_event(event_id: str, learner_id: str, *, actor: Actor, now: datetime) -> None:
    """Somebody else may have the place. Only what lies ahead is given back."""
    found = queries.event(event_id)
    begun = events.has_begun(found.day, found.starts, clock.local(now, actor.zone))
    if begun or queries.places_in(event_id).get(learner_id) is not PlaceState.BOOKED:
        raise errors.Conflict("casework.event_over")
    event, row = models.Event, _place(event_id, learner_id)
    if found.care:
        seats.release(_care_beside(found, row.id, learners.learner(learner_id)), actor)
    db.session().delete(row)
    db.session().flush()
    db.session().execute(update(event).where(event.id == event_id, event.taken > 0).values(taken=event.taken - 1))


def mark_event(event_id: str, learner_id: str, state: str, *, actor: Actor, now: datetime) -> None:
    """Who had a place came, or did not; booked again takes a mark back. The last word counts.

    Raises Conflict before the day and where the meeting was called off.
    """
    found = queries.event(event_id)
    if state not in set(PlaceState):
        raise errors.Invalid("casework.event_mark_missing", field="state")
    if found.cancelled or found.day > today_of(actor, now):
        raise errors.Conflict("casework.event_not_yet")
    row = _place(event_id, learner_id)
    row.state, row.at, row.by = state, now, actor.name
    row.minutes = events.minutes_between(found.starts, found.ends) if state == PlaceState.CAME else 0


def _place(event_id: str, learner_id: str) -> models.EventPlace:
    row = db.session().scalar(
        select(models.EventPlace).where(
            models.EventPlace.event_id == event_id, models.EventPlace.learner_id == learner_id
        )
    )
    if row is None:
        raise errors.NotFound("casework.no_event")
    return row


def drop_in(event_id: str, learner_id: str | None = None, *, actor: Actor, now: datetime) -> None:
    """Somebody is here without a booking: a learner by name, anybody else as one more. One tap, no form.

    Nobody who is here is sent away by a number: whoever drops in takes no booked place.
    """
    found = queries.event(event_id)
    if found.cancelled or found.day > today_of(actor, now):
        raise errors.Conflict("casework.event_not_yet")
    if learner_id is None:
        event = models.Event
        db.session().execute(update(event).where(event.id == event_id).values(newcomers=event.newcomers + 1))
        return
    learner = learners.learner(learner_id)
    if learner.centre_id != found.centre_id:
        raise errors.NotFound("learners.absent")
    if learner.id not in queries.places_in(event_id):
        _add(event_id, learner.id, PlaceState.CAME, events.minutes_between(found.starts, found.ends), actor, now)
    else:
        mark_event(event_id, learner.id, PlaceState.CAME, actor=actor, now=now)


def take_back_drop_in(event_id: str, learner_id: str | None = None, *, actor: Actor, now: datetime) -> None:
    """A tap too many. Who had booked has the place as before."""
    if learner_id is None:
        event = models.Event
        changed = update(event).where(event.id == event_id, event.newcomers > 0).values(newcomers=event.newcomers - 1)
        db.session().execute(changed)
    elif learner_id in queries.places_in(event_id):
        row = _place(event_id, learner_id)
        if row.booked:
            mark_event(event_id, learner_id, PlaceState.BOOKED, actor=actor, now=now)
        else:
            db.session().delete(row)
            db.session().flush()


def cancel_event(event_id: str, *, actor: Actor, now: datetime) -> int:
    """It does not take place. Everybody who has booked is written to. Returns how many letters wait."""
    found = queries.event(event_id)
    row = db.session().scalars(select(models.Event).where(models.Event.id == event_id)).one()
    if found.cancelled or found.day < today_of(actor, now):
        raise errors.Conflict("casework.event_over")
    row.cancelled_at = now
    db.session().flush()
    known = learners.by_ids(queries.places_in(event_id))
    for learner in known.values() if found.care else ():
        seats.release(_care_beside(found, _place(event_id, learner.id).id, learner), actor)
    facts = {"title": found.title, "day": found.day, "time": found.starts}
    letters = [messages.write_or_call(one, "casework.event_off", facts, now=now) for one in known.values()]
    return sum(way in ("email", "sms", "page") for way, _reference in letters)
