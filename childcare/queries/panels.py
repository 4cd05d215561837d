"""What host pages show of care: a household's week, a learner's day, places taken in a week, who has a place."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from sqlalchemy import bindparam, func, select

from childcare import models
from childcare.domain.alone import Alone, Stretch, everybody_away, is_small, unwatched
from childcare.queries.groups import GroupInfo, groups, hours
from lms.courses import queries as courses
from lms.kernel import db
from lms.kernel.contracts import WeekInterval
from lms.kernel.questions import Question
from lms.learners import queries as learners

NOON = time(12)


@dataclass(frozen=True)
class PlaceInWeek:
    """One child's place on one day, for the week of a household."""

    child_id: str
    child: str
    group: str
    picture: str
    day: date
    starts: time
    ends: time


def places_between(learner_ids: Sequence[str], first: date, last: date) -> list[PlaceInWeek]:
    """Places of the children of some learners, by child and time."""
    rows = list(
        db.session().execute(
            select(models.CareBooking, models.CareGroup.name, models.CareGroup.picture)
            .join(models.CareGroup, models.CareBooking.group_id == models.CareGroup.id)
            .where(
                models.CareBooking.learner_id.in_(list(learner_ids)),
                models.CareBooking.day >= first,
                models.CareBooking.day <= last,
            )
            .order_by(models.CareBooking.day, models.CareBooking.starts)
        )
    )
    names = {
        key: child.name
        for found in learners.children_of_learners(list(learner_ids)).values()
        for child in found
        for key in (child.id, *child.also)
    }
    places = [
        PlaceInWeek(row.child_id, names[row.child_id], group, picture, row.day, row.starts, row.ends)
        for row, group, picture in rows
        if row.child_id in names
    ]
    return sorted(places, key=lambda one: (one.child, one.child_id))


def places_by_centre(provider_ids: Iterable[str]) -> dict[str, int]:
    """Places of all groups by centre. Only inside a named crossing."""
    group = models.CareGroup
    rows = db.session().execute(
        select(group.centre_id, func.sum(group.places))
        .where(group.provider_id.in_(list(provider_ids)))
        .group_by(group.centre_id)
    )
    return {centre_id: int(places) for centre_id, places in rows}


def count_of_learner(learner_id: str, since: date) -> tuple[int, int]:
    """(children, places from a day on) of a learner."""
    children = learners.children_of_learners([learner_id]).get(learner_id, ())
    places = db.session().scalar(
        select(func.count()).where(models.CareBooking.learner_id == learner_id, models.CareBooking.day >= since)
    )
    return len(children), places or 0


_PLACES = Question(
    select(models.CareBooking.child_id, models.CareGroup.name, models.CareGroup.picture)
    .join(models.CareGroup, models.CareBooking.group_id == models.CareGroup.id)
    .where(models.CareBooking.learner_id == bindparam("learner_id"), models.CareBooking.day == bindparam("day"))
    .distinct()
    .order_by(models.CareBooking.child_id)
)
_WITH_PLACE = Question(
    select(models.CareBooking.learner_id).where(
        models.CareBooking.learner_id.in_(bindparam("ids")), models.CareBooking.day == bindparam("day")
    )
)


def bookings_of_learner(learner_id: str, day: date) -> list[tuple[str, str, str]]:
    """(child's name, group's name, group's picture) for a learner's children with a place on a day."""
    rows = _PLACES.ask(learner_id=learner_id, day=day).all()
    if not rows:
        return []
    person_id = learners.learner(learner_id).person_id
    of_person = learners.children([person_id]).get(person_id, ())
    names = {key: child.name for child in of_person for key in (child.id, *child.also)}
    return [(names[child_id], name, picture) for child_id, name, picture in rows if child_id in names]


def learners_with_place(learner_ids: Iterable[str], day: date) -> set[str]:
    """Which of these learners have a care place on a day: all that teachers see."""
    ids = list(learner_ids)
    return set(_WITH_PLACE.ask(ids=ids, day=day).scalars()) if ids else set()


@dataclass(frozen=True)
class BoardRow:
    """A group on the week board: for each day the halves in which it is open, with the most places taken at one time."""

    group: GroupInfo
    days: Mapping[date, tuple[tuple[str, int], ...]]


def board_rows(centre_id: str, first: date, last: date) -> list[BoardRow]:
    """Groups of a centre with the places taken in a week, "am" before noon and "pm" after it."""
    taken, open_hours = taken_by_half(centre_id, first, last), hours(centre_id)
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return [
        BoardRow(
            group,
            {
                day: tuple((half, taken.get((group.id, day, half), 0)) for half in _open_halves(open_hours, day))
                for day in days
            },
        )
        for group in groups(centre_id)
    ]


def _open_halves(open_hours: Sequence[WeekInterval], day: date) -> list[str]:
    of_day = [one for one in open_hours if one.weekday == day.weekday()]
    return [
        half for half in ("am", "pm") if any(one.starts < NOON if half == "am" else one.ends > NOON for one in of_day)
    ]


def taken_by_half(centre_id: str, first: date, last: date) -> dict[tuple[str, date, str], int]:
    """Most places taken by (group id, day, "am" or "pm"): the care rows of the week board."""
    rows = db.session().execute(
        select(models.HalfHour.group_id, models.HalfHour.day, models.HalfHour.number, models.HalfHour.taken)
        .join(models.CareGroup, models.HalfHour.group_id == models.CareGroup.id)
        .where(models.CareGroup.centre_id == centre_id, models.HalfHour.day >= first, models.HalfHour.day <= last)
    )
    found: dict[tuple[str, date, str], int] = {}
    for group_id, day, number, taken in rows:
        key = (group_id, day, "am" if number < 24 else "pm")
        found[key] = max(found.get(key, 0), taken)
    return found


@dataclass(frozen=True)
class ChildWeek:
    """One child of a household with its places by day."""

    name: str
    group: str
    picture: str
    places: Mapping[date, tuple[PlaceInWeek, ...]]


def household_children(learner_ids: Sequence[str], first: date, last: date) -> list[ChildWeek]:
    """Children with a place in these days. A child of two parents of the house stands once."""
    by_child: dict[str, list[PlaceInWeek]] = {}
    for place in places_between(learner_ids, first, last):
        by_child.setdefault(place.child_id, []).append(place)
    return [
        ChildWeek(
            name=places[0].child,
            group=places[0].group,
            picture=places[0].picture,
            places={day: tuple(one for one in places if one.day == day) for day in {one.day for one in places}},
        )
        for places in by_child.values()
    ]


def left_alone(learner_ids: Sequence[str], first: date, last: date) -> list[Alone]:
    """Small children of a household whom nobody watches: every adult is in class, and there is no place at that time."""
    if len(learner_ids) < 2:
        return []
    away = everybody_away(_classes(learner_ids, first, last))
    if not away:
        return []
    kept: dict[str, list[Stretch]] = {}
    for place in places_between(learner_ids, first, last):
        kept.setdefault(place.child_id, []).append(Stretch(place.day, place.starts, place.ends))
    children = {
        child.id: child for found in learners.children_of_learners(list(learner_ids)).values() for child in found
    }
    return [
        Alone(child.name, when)
        for child in sorted(children.values(), key=lambda one: one.name)
        for when in unwatched(
            [one for one in away if is_small(child.birth_date, one.day)],
            [one for key in (child.id, *child.also) for one in kept.get(key, ())],
        )
    ]


def _classes(learner_ids: Sequence[str], first: date, last: date) -> list[list[Stretch]]:
    """The lessons of each adult."""
    seats = courses.enrolments_of(list(learner_ids))
    meetings = [
        one
        for one in courses.sessions_between(
            first, last, section_ids={seat.section_id for found in seats.values() for seat in found}
        )
        if one.state != "cancelled"
    ]
    return [
        [
            Stretch(one.day, one.starts, one.ends)
            for seat in seats.get(learner_id, ())
            for one in meetings
            if one.section_id == seat.section_id
            and seat.from_date <= one.day
            and (seat.to_date is None or one.day < seat.to_date)
        ]
        for learner_id in learner_ids
    ]


def booked_children(centre_id: str, since: date) -> list[str]:
    """Children with a place at a centre on or after a day, in the order of their first booking."""
    rows = db.session().execute(
        select(models.CareBooking.child_id, func.min(models.CareBooking.id).label("first"))
        .join(models.CareGroup, models.CareBooking.group_id == models.CareGroup.id)
        .where(models.CareGroup.centre_id == centre_id, models.CareBooking.day >= since)
        .group_by(models.CareBooking.child_id)
        .order_by("first")
    )
    return [row.child_id for row in rows]


def count_places() -> int:
    """Children with at least one place from the provider in scope."""
    return len(set(db.session().scalars(select(models.CareBooking.child_id).distinct())))
