"""Asking about care: groups, hours, who comes when, what is left for a booking or a timetable."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from sqlalchemy import select

from childcare import models, packs
from childcare.domain.ages import AgeGroup, age_group_on, age_in_months
from childcare.domain.capacity import CareRoom, capacity
from childcare.domain.day import CareBooking as Expected
from childcare.domain.day import Duty, HalfHour, Interval, ratio_by_half_hour
from childcare.domain.ratios import RatioRule, rule_on
from lms.kernel import db
from lms.kernel.contracts import Booking, Message, ResourceGroup, SharedResource, WeekInterval
from lms.learners import queries as learners
from lms.organisations import queries as organisations


@dataclass(frozen=True)
class GroupInfo:
    """A care group of a centre."""

    id: str
    centre_id: str
    name: str
    picture: str
    from_months: int
    to_months: int
    places: int
    square_metres: int | None

    @property
    def ages(self) -> AgeGroup:
        """The ages it takes."""
        return AgeGroup(self.id, self.from_months, self.to_months)


@dataclass(frozen=True)
class ChildToday:
    """A child expected on a day, with what carers must know."""

    booking_id: str
    child_id: str
    learner_id: str
    group_id: str
    name: str
    picture: str
    months: int
    birth_date: date
    parent: str
    starts: time
    ends: time
    arrived_at: datetime | None
    left_at: datetime | None
    collected_by: str
    allergies: str
    medicine: str
    may_collect: tuple[str, ...]


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


def half_hours(starts: time, ends: time) -> range:
    """Numbers of the half hours that a span touches, counted from midnight."""
    return range((starts.hour * 60 + starts.minute) // 30, -(-(ends.hour * 60 + ends.minute) // 30))


@lru_cache(maxsize=1)
def _rules() -> tuple[RatioRule, ...]:
    return packs.load_rules()


def rule_of(country: str, day: date) -> RatioRule | None:
    """The ratio rule of a country on a day, None where none is shipped."""
    return rule_on(_rules(), country, day)


def groups(centre_id: str | None = None) -> list[GroupInfo]:
    """Care groups, the youngest first."""
    statement = select(models.CareGroup).order_by(models.CareGroup.from_months, models.CareGroup.name)
    if centre_id:
        statement = statement.where(models.CareGroup.centre_id == centre_id)
    return [
        GroupInfo(r.id, r.centre_id, r.name, r.picture, r.from_months, r.to_months, r.places, r.square_metres)
        for r in db.session().scalars(statement)
    ]


def hours(centre_id: str) -> list[WeekInterval]:
    """When children are taken in."""
    rows = db.session().scalars(
        select(models.CareHours)
        .where(models.CareHours.centre_id == centre_id)
        .order_by(models.CareHours.weekday, models.CareHours.starts)
    )
    return [WeekInterval(row.weekday, row.starts, row.ends) for row in rows]


def _minutes(wall: time) -> int:
    return wall.hour * 60 + wall.minute


def _interval(starts: time, ends: time) -> Interval:
    return Interval(_minutes(starts), _minutes(ends))


def is_open(open_hours: Iterable[WeekInterval], weekday: int, starts: time, ends: time) -> bool:
    """Whether care is open for the whole of a session."""
    return any(one.weekday == weekday and one.starts <= starts and ends <= one.ends for one in open_hours)


# --- one booking -----------------------------------------------------------------------------------------------------


def places_wanted(booking: Booking) -> tuple[list[PlaceWanted], list[PlaceWanted]]:
    """The places a seat needs: (those within care hours, those outside). Age decides the group on each session's day.

    A child that no group of the centre takes on that day (a school child) needs no place.
    """
    learner = learners.learner(booking.learner_id)
    children = learners.children([booking.person_id]).get(booking.person_id, ())
    if not children or not booking.sessions:
        return [], []
    centre_groups = groups(learner.centre_id)
    ages, open_hours = [group.ages for group in centre_groups], hours(learner.centre_id)
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


def first_full(places: Sequence[PlaceWanted]) -> PlaceWanted | None:
    """The first wanted place for which no room is left, counting siblings together."""
    if not places:
        return None
    taken = {
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
                models.HalfHour.day >= min(place.day for place in places),
            )
        )
    }
    wanted: Counter[tuple[str, date, int]] = Counter()
    sizes = {group.id: group.places for group in groups()}
    for place in places:
        for number in place.half_hours:
            key = (place.group_id, place.day, number)
            wanted[key] += 1
            if wanted[key] > taken.get(key, sizes[place.group_id]):
                return place
    return None


# --- the timetable ---------------------------------------------------------------------------------------------------


def shared_resource(
    centre_id: str, country: str, intervals: Sequence[WeekInterval], learner_ids: Sequence[str], on: date
) -> SharedResource | None:
    """Places per interval and age group, carers, open hours, and each learner's demand by her children's ages on `on`.

    Places that other learners hold in the week of `on` are not offered again. None where the centre has no care group.
    """
    centre_groups = groups(centre_id)
    rule = rule_of(country, on)
    if not centre_groups:
        return None
    open_hours = hours(centre_id)
    duties = {day: duties_on_weekday(centre_id, day) for day in range(7)}
    held = _held_by_others(set(learner_ids), on)
    opened, staff = [], []
    places: dict[str, list[int]] = {group.id: [] for group in centre_groups}
    ratios = {group.id: group.places for group in centre_groups}
    for interval in intervals:
        fits = is_open(open_hours, interval.weekday, interval.starts, interval.ends)
        opened.append(fits)
        count, offered = _offer(centre_groups, duties[interval.weekday], rule, interval, fits)
        staff.append(count)
        for group in centre_groups:
            size, ratio = offered[group.id]
            if fits:
                ratios[group.id] = ratio
            places[group.id].append(max(0, size - _peak(held, group.id, interval)))
    ages = [group.ages for group in centre_groups]
    demand = {
        learner_id: tuple(
            found.key for child in children if (found := age_group_on(child.birth_date, on, ages)) is not None
        )
        for learner_id, children in learners.children_of_learners(learner_ids).items()
    }
    return SharedResource(
        key="childcare",
        groups=tuple(
            ResourceGroup(group.id, group.name, tuple(places[group.id]), ratios[group.id], ages_in_words(group))
            for group in centre_groups
        ),
        staff=tuple(staff),
        opened=tuple(opened),
        demand={learner_id: wanted for learner_id, wanted in demand.items() if wanted},
    )


def ages_in_words(group: GroupInfo) -> Message:
    """What a child of this group is called by its age. The last year is the one in which a child becomes too old."""
    first, last = group.from_months // 12, (group.to_months - 1) // 12
    if group.from_months == 0 and group.to_months % 12 == 0:
        return Message("childcare.child_under", {"years": group.to_months // 12})
    return Message("childcare.child_between", {"first": first, "last": last})


def _offer(
    centre_groups: Sequence[GroupInfo],
    duties: Sequence[Duty],
    rule: RatioRule | None,
    interval: WeekInterval,
    fits: bool,
) -> tuple[int, dict[str, tuple[int, int]]]:
    if not fits:
        return 0, {group.id: (0, 1) for group in centre_groups}
    if rule is None:
        # No rule is shipped for this country: the rooms alone decide, and pages say that nobody checked the ratio.
        return len(duties), {group.id: (group.places, group.places) for group in centre_groups}
    when = _interval(interval.starts, interval.ends)
    rooms = [CareRoom(group.id, group.places, frozenset({group.id}), (when,)) for group in centre_groups]
    found = capacity([group.ages for group in centre_groups], rooms, duties, rule, [when])[0]
    # Places are those of the room: carers are counted once, by `staff` and the ratio, so that what is missing has a name.
    sizes = {group.id: group.places for group in centre_groups}
    return found.carers, {one.group: (sizes[one.group], one.children_per_carer) for one in found.groups}


def duties_on_weekday(centre_id: str, weekday: int) -> list[Duty]:
    """Carers' hours on a weekday."""
    return [
        Duty(carer.id, _interval(stretch.starts, stretch.ends))
        for carer in organisations.staff(kind="carer", centre_id=centre_id)
        for stretch in carer.hours
        if stretch.weekday == weekday
    ]


def _held_by_others(learner_ids: set[str], on: date) -> list[models.CareBooking]:
    rows = db.session().scalars(
        select(models.CareBooking).where(models.CareBooking.day >= on, models.CareBooking.day < on + timedelta(days=7))
    )
    return [row for row in rows if row.learner_id not in learner_ids]


def _peak(held: Sequence[models.CareBooking], group_id: str, interval: WeekInterval) -> int:
    counts: Counter[int] = Counter()
    for row in held:
        if row.group_id == group_id and row.day.weekday() == interval.weekday:
            counts.update(half_hours(row.starts, row.ends))
    return max((counts[number] for number in half_hours(interval.starts, interval.ends)), default=0)


# --- a day -----------------------------------------------------------------------------------------------------------


def children_on(day: date, centre_id: str) -> list[ChildToday]:
    """Children expected on a day, by time and name."""
    rows = list(
        db.session().scalars(
            select(models.CareBooking)
            .join(models.CareGroup, models.CareBooking.group_id == models.CareGroup.id)
            .where(models.CareBooking.day == day, models.CareGroup.centre_id == centre_id)
            .order_by(models.CareBooking.starts)
        )
    )
    parents = learners.by_ids({row.learner_id for row in rows})
    known = {
        child.id: child
        for found in learners.children(parent.person_id for parent in parents.values()).values()
        for child in found
    }
    records = _records(known)
    return [_child(row, known[row.child_id].name, known[row.child_id].birth_date, parents[row.learner_id].name, records, day)
            for row in rows if row.child_id in known and row.learner_id in parents]  # fmt: skip


def _records(child_ids: Iterable[str]) -> dict[str, models.ChildRecord]:
    rows = db.session().scalars(select(models.ChildRecord).where(models.ChildRecord.child_id.in_(list(child_ids))))
    return {row.child_id: row for row in rows}


def _child(
    row: models.CareBooking,
    name: str,
    birth_date: date,
    parent: str,
    records: Mapping[str, models.ChildRecord],
    day: date,
) -> ChildToday:
    record = records.get(row.child_id)
    return ChildToday(
        booking_id=row.id,
        child_id=row.child_id,
        learner_id=row.learner_id,
        group_id=row.group_id,
        name=name,
        picture=record.picture if record else "",
        months=age_in_months(birth_date, day),
        birth_date=birth_date,
        parent=parent,
        starts=row.starts,
        ends=row.ends,
        arrived_at=row.arrived_at,
        left_at=row.left_at,
        collected_by=row.collected_by,
        allergies=record.allergies if record else "",
        medicine=record.medicine if record else "",
        may_collect=tuple(record.may_collect) if record else (),
    )


def half_hour_strip(children: Sequence[ChildToday], centre_id: str, country: str, day: date) -> tuple[HalfHour, ...]:
    """Children, carers needed and on duty by half hour; empty without children or without a rule for the country."""
    rule = rule_of(country, day)
    if rule is None:
        return ()
    expected = [Expected(child.child_id, child.birth_date, _interval(child.starts, child.ends)) for child in children]
    return ratio_by_half_hour(expected, duties_on_weekday(centre_id, day.weekday()), rule, day)


def bookings_of_learner(learner_id: str, day: date) -> list[tuple[str, str, str]]:
    """(child's name, group's name, group's picture) for a learner's children with a place on a day."""
    rows = db.session().execute(
        select(models.CareBooking.child_id, models.CareGroup.name, models.CareGroup.picture)
        .join(models.CareGroup, models.CareBooking.group_id == models.CareGroup.id)
        .where(models.CareBooking.learner_id == learner_id, models.CareBooking.day == day)
        .distinct()
    )
    person_id = learners.learner(learner_id).person_id
    names = {child.id: child.name for child in learners.children([person_id]).get(person_id, ())}
    return [(names[child_id], name, picture) for child_id, name, picture in rows if child_id in names]


def learners_with_place(learner_ids: Iterable[str], day: date) -> set[str]:
    """Which of these learners have a care place on a day: all that teachers see."""
    return set(
        db.session().scalars(
            select(models.CareBooking.learner_id).where(
                models.CareBooking.learner_id.in_(list(learner_ids)), models.CareBooking.day == day
            )
        )
    )


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


def count_places() -> int:
    """Children with at least one place from the provider in scope."""
    return len(set(db.session().scalars(select(models.CareBooking.child_id).distinct())))
