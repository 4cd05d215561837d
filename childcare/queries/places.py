"""What one booking needs: a place for every child and session, the first one that is full, and what there is instead."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from sqlalchemy import select

from childcare import models
from childcare.domain.ages import age_in_months
from childcare.domain.choosing import candidates, choose
from childcare.domain.day import CareBooking as Expected
from childcare.domain.day import house_by_half_hour
from childcare.domain.together import Taken
from childcare.queries.days import children_on, expected
from childcare.queries.groups import (
    GroupInfo,
    centre_of_group,
    groups,
    half_hours,
    hours,
    interval_of,
    is_open,
    least_staff,
    rule_for,
)
from childcare.queries.staffing import usual_duties
from lms.courses import queries as courses
from lms.kernel import db
from lms.kernel.contracts import Booking, SessionTime
from lms.kernel.vocabulary import EnrolmentState
from lms.learners import queries as learners
from lms.organisations import queries as organisations


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
    birth_date: date
    shared: bool = False
    """Two adults of a household bring this child."""

    @property
    def half_hours(self) -> range:
        """Half hours since midnight that the place takes."""
        return half_hours(self.starts, self.ends)

    @property
    def taken(self) -> frozenset[Taken]:
        """The half hours as the child takes them."""
        return frozenset(Taken(self.group_id, self.day, self.child_id, number) for number in self.half_hours)

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
    of_centre, open_hours = groups(centre_id), hours(centre_id)
    chosen = _chosen(booking.sessions, children, of_centre)
    inside: list[PlaceWanted] = []
    outside: list[PlaceWanted] = []
    for one in booking.sessions:
        fits = is_open(open_hours, one.day.weekday(), one.starts, one.ends)
        for child in children:
            group_id = chosen.get((one.session_id, child.id))
            if group_id is not None:
                when = (one.session_id, one.day, one.starts, one.ends)
                place = PlaceWanted(child.id, child.name, group_id, *when, child.birth_date, bool(child.also))
                (inside if fits else outside).append(place)
    return inside, outside


Chosen = dict[tuple[str, str], str]
"""Which group, by session and child. A child that no group takes is absent."""


def _chosen(
    sessions: Sequence[SessionTime], children: Sequence[learners.ChildInfo], of_centre: Sequence[GroupInfo]
) -> Chosen:
    """The group of every child in every session: the one it has there already, else by age and free places.

    Through a term a child stays in one group as long as its age allows, where that has places all the time.
    """
    ages = [group.ages for group in of_centre]
    held = _held(sessions, children)
    found: Chosen = {}
    alike: dict[tuple[tuple[str, tuple[str, ...]], ...], list[SessionTime]] = {}
    for one in sessions:
        months = {child.id: age_in_months(child.birth_date, one.day) for child in children}
        open_to = {key: tuple(g.key for g in candidates(old, ages)) for key, old in months.items()}
        if all(len(options) < 2 for options in open_to.values()):
            found |= {(one.session_id, key): options[0] for key, options in open_to.items() if options}
        else:
            alike.setdefault(tuple(sorted(open_to.items())), []).append(one)
    for together in alike.values():
        found |= _chosen_alike(together, children, of_centre)
    return found | held


def _held(sessions: Sequence[SessionTime], children: Sequence[learners.ChildInfo]) -> Chosen:
    """Groups in which the children are at those times already, by this seat or by another adult's of the household."""
    if not children or not sessions:
        return {}
    row = models.CareBooking
    rows = db.session().execute(
        select(row.session_id, row.child_id, row.group_id, row.day, row.starts, row.ends).where(
            row.child_id.in_([child.id for child in children]),
            row.day.between(sessions[0].day, max(one.day for one in sessions)),
        )
    )
    known = {group.id: group.ages for group in groups()}
    births = {child.id: child.birth_date for child in children}
    of_day: dict[date, list[SessionTime]] = {}
    for one in sessions:
        of_day.setdefault(one.day, []).append(one)
    days = {one.session_id: one.day for one in sessions}
    found: Chosen = {}
    for held in rows:
        same = [held.session_id] if held.session_id in days else []
        beside = [
            other.session_id
            for other in of_day.get(held.day, ())
            if interval_of(other.starts, other.ends).overlaps(interval_of(held.starts, held.ends))
        ]
        for session_id in same or beside:
            # A session that moved to a day on which the child is older needs another group.
            if known[held.group_id].holds(age_in_months(births[held.child_id], days[session_id])):
                key = (session_id, held.child_id)
                found[key] = held.group_id if same else found.get(key, held.group_id)
    return found


def taken_already(places: Iterable[PlaceWanted]) -> set[Taken]:
    """Half hours that these children have in these groups already, whoever of the household they come with."""
    wanted = list(places)
    if not wanted:
        return set()
    row = models.CareBooking
    rows = db.session().execute(
        select(row.group_id, row.day, row.child_id, row.starts, row.ends).where(
            row.child_id.in_({one.child_id for one in wanted}),
            row.day.between(min(one.day for one in wanted), max(one.day for one in wanted)),
        )
    )
    return {Taken(one.group_id, one.day, one.child_id, n) for one in rows for n in half_hours(one.starts, one.ends)}


def _chosen_alike(
    sessions: Sequence[SessionTime], children: Sequence[learners.ChildInfo], of_centre: Sequence[GroupInfo]
) -> Chosen:
    ages = [group.ages for group in of_centre]
    free = _free(sessions, of_centre)
    throughout = {
        group.id: min(free.get((group.id, one.session_id), group.places) for one in sessions) for group in of_centre
    }
    found: Chosen = {}
    for one in sessions:
        months = {child.id: age_in_months(child.birth_date, one.day) for child in children}
        choice = choose(months, ages, throughout)
        if any(throughout[group_id] < list(choice.values()).count(group_id) for group_id in choice.values()):
            here = {group.id: free.get((group.id, one.session_id), group.places) for group in of_centre}
            choice = choose(months, ages, here)
        found |= {(one.session_id, child_id): group_id for child_id, group_id in choice.items()}
    return found


def _free(sessions: Sequence[SessionTime], of_centre: Sequence[GroupInfo]) -> dict[tuple[str, str], int]:
    """Places left by group and session, where some half hour of it was ever asked for."""
    row = models.HalfHour
    rows = db.session().execute(
        select(row.group_id, row.day, row.number, row.places - row.taken).where(
            row.group_id.in_([group.id for group in of_centre]),
            row.day >= min(one.day for one in sessions),
            row.day <= max(one.day for one in sessions),
            row.taken > 0,
        )
    )
    left: dict[tuple[str, date], dict[int, int]] = {}
    for group_id, day, number, free in rows:
        left.setdefault((group_id, day), {})[number] = free
    found = {}
    for one in sessions:
        wanted = half_hours(one.starts, one.ends)
        for group in of_centre:
            taken = left.get((group.id, one.day), {})
            found[group.id, one.session_id] = min((taken.get(number, group.places) for number in wanted), default=0)
    return found


@dataclass(frozen=True)
class Short:
    """A session beside which there would be too few carers."""

    day: date
    starts: time
    needed: int
    on_duty: int
    refuses: bool


def first_short(places: Sequence[PlaceWanted]) -> Short | None:
    """The first session of an ordinary week with too few carers if these children came, too.

    Each weekly time is looked at once, at its first date: single days on which a carer is away are mended day by day and
    stand in nobody's way. It refuses only where the rule is verified and the centre plans its carers' hours at all.
    """
    first: dict[tuple[int, time, time], list[PlaceWanted]] = {}
    for one in places:
        slot = (one.day.weekday(), one.starts, one.ends)
        if slot not in first or first[slot][0].session_id == one.session_id:
            first.setdefault(slot, []).append(one)
    if not first:
        return None
    centre_id = centre_of_group(places[0].group_id)
    planned = any(one.hours for one in organisations.staff(kind="carer", centre_id=centre_id))
    for wanted in sorted(first.values(), key=lambda found: (found[0].day, found[0].starts)):
        short = _short_at(centre_id, wanted, planned)
        if short is not None:
            return short
    return None


def _short_at(centre_id: str, wanted: Sequence[PlaceWanted], planned: bool) -> Short | None:
    day, span = wanted[0].day, interval_of(wanted[0].starts, wanted[0].ends)
    rule = rule_for(centre_id, day)
    if rule is None:
        return None
    there = expected(children_on(day, centre_id), centre_id)
    known = {one.child for bookings in there.values() for one in bookings if one.when.overlaps(span)}
    for one in wanted:
        if one.child_id not in known:
            there[one.group_id].append(Expected(one.child_id, one.birth_date, span))
    within = {key: [one for one in found if one.when.overlaps(span)] for key, found in there.items()}
    duties, least = usual_duties(centre_id, day), least_staff(centre_id, rule)
    steps = house_by_half_hour(within, duties, rule, day, least)
    touching = [one for one in steps if one.start < span.end and one.start + 30 > span.start and not one.ok]
    if not touching:
        return None
    worst = max(touching, key=lambda one: one.carers_needed - one.on_duty)
    return Short(day, wanted[0].starts, worst.carers_needed, worst.on_duty, worst.refuses and planned)


def alternatives(booking: Booking, most: int = 3) -> list[str]:
    """Names of other classes of the same module with a seat, and with places for all children beside it."""
    found: list[str] = []
    centre_id = learners.learner(booking.learner_id).centre_id
    for one in courses.sections(centre_id=centre_id, module_keys=[booking.module_key]):
        if one.id == booking.section_id or one.free < 1 or one.ends_on < booking.from_date:
            continue
        other = courses.booking_for(one.id, booking.learner_id, booking.from_date)
        inside, outside = places_wanted(other)
        if other.sessions and not outside and first_full(inside) is None and courses.clash(other) is None:
            found.append(one.name)
        if len(found) == most:
            break
    return found


def lacking(booking: Booking, child_id: str, now: datetime) -> list[PlaceWanted] | None:
    """The places that one child lacks beside a seat from now on; None where some lie outside the hours of care."""
    told = courses.apologies_of(booking.learner_id, [one.session_id for one in booking.sessions])
    ahead = [one for one in booking.sessions if one.starts_at > now and one.session_id not in told]
    inside, outside = places_wanted(replace(booking, sessions=tuple(ahead)))
    if any(one.child_id == child_id for one in outside):
        return None
    kept = set(
        db.session().scalars(
            select(models.CareBooking.session_id).where(
                models.CareBooking.child_id == child_id, models.CareBooking.learner_id == booking.learner_id
            )
        )
    )
    return [one for one in inside if one.child_id == child_id and one.session_id not in kept]


def seat(enrolment_id: str) -> courses.Placed:
    """The seat beside which a child has its places. Raises NotFound."""
    return courses.placed(enrolment_id)


def pause_of(enrolment_id: str) -> tuple[date, date | None] | None:
    """From when until when somebody stays away now; None for who does not pause."""
    steps = courses.history(enrolment_id)
    if not steps or steps[-1].after is not EnrolmentState.PAUSED:
        return None
    began = steps[-1]
    until = began.facts.get("until")
    return began.on, date.fromisoformat(until) if until else None


def in_pause(day: date, span: tuple[date, date | None] | None) -> bool:
    """Whether a day lies in a pause."""
    return span is not None and span[0] <= day and (span[1] is None or day < span[1])


def booking_at(learner_id: str, session_id: str) -> Booking | None:
    """The seat of a learner as far as one session goes; None where she holds no seat in its section."""
    session = courses.session(session_id)
    held = courses.enrolments_of([learner_id]).get(learner_id, [])
    seat = next((one for one in held if one.section_id == session.section_id), None)
    seat = seat or courses.visit_at(learner_id, session_id)
    if seat is None:
        return None
    booking = courses.booking_for(seat.section_id, learner_id, session.day, enrolment_id=seat.id)
    return replace(booking, sessions=tuple(one for one in booking.sessions if one.session_id == session_id))


def without_place(learner_id: str, session_id: str) -> list[PlaceWanted]:
    """Children for whom a learner needs a place during a session and has none. Whoever said that she cannot come needs none."""
    if courses.apologies_of(learner_id, [session_id]):
        return []
    if learner_id not in learners.children_of_learners([learner_id]):
        return []
    booking = booking_at(learner_id, session_id)
    wanted, _ = places_wanted(booking) if booking else ([], [])
    if booking and booking.sessions and in_pause(booking.sessions[0].day, pause_of(booking.enrolment_id)):
        return []
    kept = set(
        db.session().scalars(
            select(models.CareBooking.child_id).where(
                models.CareBooking.session_id == session_id, models.CareBooking.learner_id == learner_id
            )
        )
    )
    return [one for one in wanted if one.child_id not in kept]


@dataclass(frozen=True)
class Followed:
    """A place that a seat wants after its sessions changed."""

    enrolment_id: str
    learner_id: str
    place: PlaceWanted

    @property
    def key(self) -> tuple[str, str, str]:
        """Seat, session and child."""
        return self.enrolment_id, self.place.session_id, self.place.child_id


@dataclass(frozen=True)
class Standing:
    """A place as it is kept: which child in which session, and where: group, day, beginning, end."""

    id: str
    enrolment_id: str
    session_id: str
    child_id: str
    at: tuple[str, date, time, time]

    @property
    def key(self) -> tuple[str, str, str]:
        """Seat, session and child."""
        return self.enrolment_id, self.session_id, self.child_id


def places_to_follow(
    section_id: str, from_date: date, now: datetime
) -> tuple[list[Followed], list[Followed], list[Standing]]:
    """What the seats of a section want from a day on: (places, places outside care hours, what is kept so far).

    Only sessions ahead count; who said that she cannot come wants nothing for that session, and a child that is here stays.
    """
    seats = [*courses.enrolments_of_section(section_id), *courses.visiting(section_id, from_date)]
    parents = set(learners.children_of_learners([one.learner_id for one in seats])) if seats else set()
    inside: list[Followed] = []
    outside: list[Followed] = []
    standing: list[Standing] = []
    for seat in (one for one in seats if one.learner_id in parents):
        first = max(from_date, seat.from_date)
        booking = courses.booking_for(seat.section_id, seat.learner_id, first, enrolment_id=seat.id)
        told = courses.apologies_of(seat.learner_id, [one.session_id for one in booking.sessions])
        away = pause_of(seat.id) if seat.state == EnrolmentState.PAUSED else None
        ahead = [
            one
            for one in booking.sessions
            if one.starts_at > now and one.session_id not in told and not in_pause(one.day, away)
        ]
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
        Standing(one.id, one.enrolment_id, one.session_id, one.child_id, (one.group_id, one.day, one.starts, one.ends))
        for one in rows
        # A place of a day that is over stays on record.
        if one.day >= now.date()
    ]


def first_full(places: Sequence[PlaceWanted]) -> PlaceWanted | None:
    """The first wanted place for which no room is left, counting siblings together and each child once."""
    if not places:
        return None
    new = {taken for place in places for taken in place.taken} - taken_already(places)
    if not new:
        return None
    wanted = Counter((one.group_id, one.day, one.number) for one in new)
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
    return next((one for one in places if any((t.group_id, t.day, t.number) in full for t in one.taken & new)), None)
