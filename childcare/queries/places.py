"""What one booking needs: a place for every child and session, and the first one that is full."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, time

from sqlalchemy import select

from childcare import models
from childcare.domain.ages import age_group_on
from childcare.queries.groups import groups, half_hours, hours, is_open
from lms.courses import queries as courses
from lms.kernel import db
from lms.kernel.contracts import Booking
from lms.learners import queries as learners


@dataclass(frozen=True)
class PlaceWanted:
    """One child's place during one session."""

    child_id: str
    child: str
    group_id: str
    session_id: str
    day: date
    starts: time
    ends: time

    @property
    def half_hours(self) -> range:
        """Half hours since midnight that the place takes."""
        return half_hours(self.starts, self.ends)


def places_wanted(booking: Booking) -> tuple[list[PlaceWanted], list[PlaceWanted]]:
    """The places a seat needs: (those within care hours, those outside). Age decides the group on each session's day.

    A child that no group of the centre takes on that day (a school child) needs no place.
    """
    children = learners.children([booking.person_id]).get(booking.person_id, ())
    if not children or not booking.sessions:
        return [], []
    centre_id = learners.learner(booking.learner_id).centre_id
    ages, open_hours = [group.ages for group in groups(centre_id)], hours(centre_id)
    inside: list[PlaceWanted] = []
    outside: list[PlaceWanted] = []
    for one in booking.sessions:
        fits = is_open(open_hours, one.day.weekday(), one.starts, one.ends)
        for child in children:
            group = age_group_on(child.birth_date, one.day, ages)
            if group is not None:
                place = PlaceWanted(child.id, child.name, group.key, one.session_id, one.day, one.starts, one.ends)
                (inside if fits else outside).append(place)
    return inside, outside


def booking_at(learner_id: str, session_id: str) -> Booking | None:
    """The seat of a learner as far as one session goes; None where she holds no seat in its section."""
    session = courses.session(session_id)
    held = courses.enrolments_of([learner_id]).get(learner_id, [])
    seat = next((one for one in held if one.section_id == session.section_id), None)
    if seat is None:
        return None
    booking = courses.booking_for(session.section_id, learner_id, session.day, enrolment_id=seat.id)
    return replace(booking, sessions=tuple(one for one in booking.sessions if one.session_id == session_id))


def without_place(learner_id: str, session_id: str) -> list[PlaceWanted]:
    """Children for whom a learner needs a place during a session and has none. Whoever said that she cannot come needs none."""
    if courses.apologies_of(learner_id, [session_id]):
        return []
    if learner_id not in learners.children_of_learners([learner_id]):
        return []
    booking = booking_at(learner_id, session_id)
    wanted, _ = places_wanted(booking) if booking else ([], [])
    kept = set(
        db.session().scalars(select(models.CareBooking.child_id).where(models.CareBooking.session_id == session_id))
    )
    return [one for one in wanted if one.child_id not in kept]


def first_full(places: Sequence[PlaceWanted]) -> PlaceWanted | None:
    """The first wanted place for which no room is left, counting siblings together."""
    if not places:
        return None
    wanted = Counter((place.group_id, place.day, number) for place in places for number in place.half_hours)
    left = {
        (row.group_id, row.day, row.number): row.places - row.taken
        for row in db.session().execute(
            select(
                models.HalfHour.group_id,
                models.HalfHour.day,
                models.HalfHour.number,
                models.HalfHour.places,
                models.HalfHour.taken,
            ).where(
                models.HalfHour.group_id.in_({place.group_id for place in places}),
                models.HalfHour.day.between(min(place.day for place in places), max(place.day for place in places)),
                # Half hours with room enough for all siblings need no look.
                models.HalfHour.taken + max(wanted.values()) > models.HalfHour.places,
            )
        )
    }
    sizes = {group.id: group.places for group in groups()}
    full = {key for key, count in wanted.items() if count > left.get(key, sizes[key[0]])}
    return next((one for one in places if any((one.group_id, one.day, n) in full for n in one.half_hours)), None)
