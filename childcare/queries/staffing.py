"""Carers: whose papers count, who is on duty on a day, what a day looks like when one is away."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from childcare import models
from childcare.domain.day import CareBooking as Expected
from childcare.domain.day import Duty, HouseHalfHour, Interval, house_by_half_hour
from childcare.domain.outage import Break, affected, breaks, fewest
from childcare.domain.staffing import PAPERS, Helper, Standing, on_duty, standing, who_could_step_in
from childcare.queries.days import ChildToday, children_on, expected
from childcare.queries.groups import interval_of, least_staff, minutes_of, rule_for, settings
from lms.kernel import db
from lms.organisations import queries as organisations

SOON = timedelta(days=60)
"""Papers that end within so many days are named."""


@dataclass(frozen=True)
class Entry:
    """A day that differs from the weekly hours, as it can be taken back."""

    id: str
    kind: str
    when: Interval


@dataclass(frozen=True)
class Carer:
    """A carer on a day: her papers, when she is there, and what differs from her weekly hours."""

    id: str
    name: str
    picture: str
    phone: str
    papers: Mapping[str, date | None]
    standing: Standing
    hours: tuple[Interval, ...]
    entries: tuple[Entry, ...] = field(default=())

    @property
    def away(self) -> tuple[Entry, ...]:
        """When she is away."""
        return tuple(one for one in self.entries if one.kind == "away")

    @property
    def present(self) -> tuple[Interval, ...]:
        """When she works that day."""
        return on_duty(
            self.hours,
            [one.when for one in self.away],
            [one.when for one in self.entries if one.kind == "extra"],
        )

    @property
    def is_away(self) -> bool:
        """Whether she misses hours of that day, so that nobody should ask her to step in."""
        return bool(self.away)


def carer_names(centre_id: str) -> dict[str, str]:
    """Names of the carers of a centre by id."""
    return {one.id: one.name for one in organisations.staff(kind="carer", centre_id=centre_id)}


def carers(centre_id: str, day: date) -> list[Carer]:
    """Carers of a centre on a day, by name."""
    required, entries = settings(centre_id).papers, _entries(centre_id, day, day)
    return [_carer(one, day, required, entries.get((one.id, day), [])) for one in _staff(centre_id)]


def carers_between(centre_id: str, days: Iterable[date]) -> dict[date, list[Carer]]:
    """The same for several days."""
    wanted = sorted(days)
    required, staff = settings(centre_id).papers, _staff(centre_id)
    entries = _entries(centre_id, wanted[0], wanted[-1]) if wanted else {}
    return {day: [_carer(one, day, required, entries.get((one.id, day), [])) for one in staff] for day in wanted}


def _staff(centre_id: str) -> list[organisations.Staff]:
    return organisations.staff(kind="carer", centre_id=centre_id)


def _carer(one: organisations.Staff, day: date, required: Iterable[str], entries: Sequence[models.Duty]) -> Carer:
    papers = {name: until for name, until in one.qualifications if name in PAPERS}
    return Carer(
        one.id,
        one.name,
        one.picture,
        one.phone,
        papers,
        standing(papers, required, day),
        tuple(interval_of(span.starts, span.ends) for span in one.hours if span.weekday == day.weekday()),
        tuple(Entry(row.id, row.kind, interval_of(row.starts, row.ends)) for row in entries),
    )


def _entries(centre_id: str, first: date, last: date) -> dict[tuple[str, date], list[models.Duty]]:
    row = models.Duty
    found: dict[tuple[str, date], list[models.Duty]] = {}
    for one in db.session().scalars(
        select(row).where(row.centre_id == centre_id, row.day >= first, row.day <= last).order_by(row.starts)
    ):
        found.setdefault((one.staff_id, one.day), []).append(one)
    return found


def duties_on(centre_id: str, day: date) -> list[Duty]:
    """When carers who count in the ratio are there on a day."""
    return duties_of(carers(centre_id, day))


def duties_of(people: Iterable[Carer]) -> list[Duty]:
    """The same of carers that are known already."""
    return [Duty(one.id, span) for one in people if one.standing.counts for span in one.present]


def usual_duties(centre_id: str, day: date) -> list[Duty]:
    """The weekly hours of carers who count on a day: what is planned with, whatever happens on single days."""
    return [Duty(one.id, span) for one in carers(centre_id, day) if one.standing.counts for span in one.hours]


def carers_at(centre_id: str, at: datetime) -> list[str]:
    """Names of the people on duty at a moment in wall time: also of those who do not count, for they are in the house."""
    minute = minutes_of(at.time())
    return [
        one.name for one in carers(centre_id, at.date()) if any(span.start <= minute < span.end for span in one.present)
    ]


# --- the plan --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class DayPlan:
    """A day of the staff plan: carers, and by steps of the clock children, carers needed and carers on duty."""

    day: date
    carers: tuple[Carer, ...]
    steps: tuple[HouseHalfHour, ...]

    @property
    def short(self) -> tuple[HouseHalfHour, ...]:
        """Steps with too few carers."""
        return tuple(one for one in self.steps if not one.ok)


def plan(centre_id: str, days: Sequence[date], step: int) -> list[DayPlan]:
    """The staff plan of some days, by steps of so many minutes."""
    people = carers_between(centre_id, days)
    found = []
    for day in days:
        rule = rule_for(centre_id, day)
        groups = expected(children_on(day, centre_id), centre_id)
        steps = house_by_half_hour(groups, duties_of(people[day]), rule, day, least_staff(centre_id, rule), step)
        found.append(DayPlan(day, tuple(people[day]), steps))
    return found


@dataclass(frozen=True)
class Outage:
    """What a day looks like with the carers it has: groups that lack one, the children there, and who could step in."""

    day: date
    breaks: tuple[Break, ...]
    children: tuple[ChildToday, ...]
    proposed: frozenset[str]
    """Parents: if their children stay at home, the others have carers enough."""
    helpers: tuple[tuple[Carer, Helper], ...]
    wanted: tuple[Interval, ...]
    """When somebody is missing, joined over the groups."""


def outage(centre_id: str, day: date, *, without: str = "", span: Interval | None = None) -> Outage:
    """A day as it stands or, with `without`, as it would be if this carer were away (for a span of it)."""
    people = carers(centre_id, day)
    if without:
        gone = span or Interval(0, 24 * 60)
        people = [_without(one, gone) if one.id == without else one for one in people]
    children = [child for child in children_on(day, centre_id) if child.left_at is None]
    return _outage(centre_id, day, people, children)


def _without(one: Carer, gone: Interval) -> Carer:
    return replace(one, entries=(*one.entries, Entry("", "away", gone)))


def _outage(centre_id: str, day: date, people: Sequence[Carer], children: Sequence[ChildToday]) -> Outage:
    rule, duties, groups = rule_for(centre_id, day), duties_of(people), expected(children, centre_id)
    least = least_staff(centre_id, rule)
    found = breaks(house_by_half_hour(groups, duties, rule, day, least), 30)
    hit = set(affected(groups, found))
    parents: dict[int | str, str] = {child.child_id: child.learner_id for child in children}
    wanted = on_duty([one.when for one in found], [], [])
    # A child that is here already stays: nobody can send it home as if it had never come.
    free = {child.learner_id for child in children if child.arrived_at is None}
    chosen = fewest(groups, parents, duties, rule, day, least) if found else ()
    known = {one.id: one for one in people}
    helpers = who_could_step_in(
        [one.id for one in people if one.standing.counts], [one.id for one in people if one.is_away], duties, wanted
    )
    return Outage(
        day,
        found,
        tuple(child for child in children if child.child_id in hit),
        frozenset(one for one in chosen if one in free),
        tuple((known[one.carer], one) for one in helpers),
        wanted,
    )


def is_short(centre_id: str, day: date) -> bool:
    """Whether carers are missing at some time of a day."""
    return any(one.short for one in plan(centre_id, [day], 30))


# --- papers ----------------------------------------------------------------------------------------------------------


def papers_due(centre_id: str, today: date) -> int:
    """How many papers of a centre have ended, end soon, or are missing where the centre asks for them."""
    count = 0
    for one in carers(centre_id, today):
        count += len(one.standing.missing)
        count += sum(until is not None and until <= today + SOON for until in one.papers.values())
    return count


Groups = Mapping[str, Sequence[Expected]]


def wall_of(minutes: int) -> time:
    """Minutes after midnight as wall time."""
    return time(min(minutes, 24 * 60 - 1) // 60, min(minutes, 24 * 60 - 1) % 60)
