"""What one booking needs: a place for every child and session, and the first one that is full."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time

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

    @property
    def order(self) -> tuple[str, date, time]:
        """The order in which places are taken, the same for everybody: two who want the same never block each other."""
        return self.group_id, self.day, self.starts


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


@dataclass(frozen=True)
class Followed:
    """A place that a seat wants after its sessions changed."""

    enrolment_id: str
    learner_id: str
    place: PlaceWanted


@dataclass(frozen=True)
class Standing:
    """A place as it is kept: which child in which session, and where: group, day, beginning, end."""

    id: str
    session_id: str
    child_id: str
    at: tuple[str, date, time, time]


def places_to_follow(
    section_id: str, from_date: date, now: datetime
) -> tuple[list[Followed], list[Followed], list[Standing]]:
    """What the seats of a section want from a day on: (places, places outside care hours, what is kept so far).

    Only sessions ahead count; who said that she cannot come wants nothing for that session, and a child that is here stays.
    """
    seats = courses.enrolments_of_section(section_id)
    parents = set(learners.children_of_learners([one.learner_id for one in seats])) if seats else set()
    inside: list[Followed] = []
    outside: list[Followed] = []
    standing: list[Standing] = []
    for seat in (one for one in seats if one.learner_id in parents):
        booking = courses.booking_for(section_id, seat.learner_id, max(from_date, seat.from_date), enrolment_id=seat.id)
        told = courses.apologies_of(seat.learner_id, [one.session_id for one in booking.sessions])
        ahead = [one for one in booking.sessions if one.starts_at > now and one.session_id not in told]
        found = places_wanted(replace(booking, sessions=tuple(ahead)))
        for places, into in zip(found, (inside, outside), strict=True):
            into += [Followed(seat.id, seat.learner_id, place) for place in places]
        standing += _standing(seat.id, from_date, now)
    return inside, outside, standing


def _standing(enrolment_id: str, from_date: date, now: datetime) -> list[Standing]:
    row = models.CareBooking
    rows = db.session().scalars(
        select(row).where(row.enrolment_id == enrolment_id, row.day >= from_date, row.arrived_at.is_(None))
    )
    return [
        Standing(one.id, one.session_id, one.child_id, (one.group_id, one.day, one.starts, one.ends))
        for one in rows
        # A place of a day that is over stays on record.
        if one.day >= now.date()
    ]


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
