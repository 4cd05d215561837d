"""One day of care: who is there when, how many places are free, and whether the carers suffice by half hour."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from childcare.domain.ages import age_in_months
from childcare.domain.ratios import RatioRule, carers_needed, may_refuse

HALF_HOUR = 30


@dataclass(frozen=True, slots=True)
class Interval:
    """A span of wall time on one day in minutes after midnight; the end does not belong to it."""

    start: int
    end: int

    def overlaps(self, other: "Interval") -> bool:
        """Whether some minute lies in both."""
        return self.start < other.end and other.start < self.end

    def covers(self, other: "Interval") -> bool:
        """Whether the other lies wholly inside."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class CareBooking:
    """A child expected in a care group for a span of the day."""

    child: int | str
    birth_date: date
    when: Interval


@dataclass(frozen=True, slots=True)
class Duty:
    """A carer on duty for a span of the day."""

    carer: int | str
    when: Interval


@dataclass(frozen=True, slots=True)
class HouseHalfHour:
    """The worst moment of a half hour in a house whose groups are looked after apart and share the carers."""

    start: int
    children: Mapping[str, int]
    needed: Mapping[str, int]
    on_duty: int
    least: int = 0
    """Fewest carers in the house, whatever the groups need."""
    refuses: bool = False
    """The rule behind it is verified for all ages there."""

    @property
    def carers_needed(self) -> int:
        """In all groups together."""
        return max(sum(self.needed.values()), self.least if any(self.children.values()) else 0)

    @property
    def shared(self) -> dict[str, int]:
        """Carers by group when they go to the smallest children first: `needed` is kept in that order."""
        left, found = self.on_duty, {}
        for key, needed in self.needed.items():
            found[key] = min(left, needed)
            left -= found[key]
        # Who is left over helps where there are children, the first group first.
        if left and (busy := [key for key, needed in self.needed.items() if needed]):
            found[busy[0]] += left
        return found

    @property
    def broken(self) -> tuple[str, ...]:
        """Groups with children for whom a carer is missing. Where only the house as a whole has too few, every group."""
        shared = self.shared
        short = tuple(key for key, needed in self.needed.items() if shared[key] < needed)
        if short or self.ok:
            return short
        return tuple(key for key, count in self.children.items() if count)

    @property
    def ok(self) -> bool:
        """Whether there are carers enough all the time."""
        return self.on_duty >= self.carers_needed


Groups = Mapping[str, Sequence[CareBooking]]
"""Children expected in each group, the group of the smallest children first."""


def house_by_half_hour(
    groups: Groups,
    duties: Sequence[Duty],
    rule: RatioRule | None,
    day: date,
    minimum_staff: int | None = None,
    step: int = HALF_HOUR,
) -> tuple[HouseHalfHour, ...]:
    """Children and carers of a whole house by steps of the clock, from the first child to the last.

    Without a rule nobody says how many carers are needed: then none are.
    """
    everybody = [booking for bookings in groups.values() for booking in bookings]
    if not everybody:
        return ()
    first = min(booking.when.start for booking in everybody) // step * step
    last = max(booking.when.end for booking in everybody)
    return tuple(
        _worst_in_house(groups, duties, rule, day, Interval(start, min(start + step, last)), minimum_staff)
        for start in range(first, last, step)
    )


def _worst_in_house(
    groups: Groups,
    duties: Sequence[Duty],
    rule: RatioRule | None,
    day: date,
    when: Interval,
    minimum_staff: int | None,
) -> HouseHalfHour:
    start = when.start
    spans = [booking.when for bookings in groups.values() for booking in bookings] + [duty.when for duty in duties]
    edges = {edge for span in spans for edge in (span.start, span.end) if start < edge < when.end}
    states = [house_at(groups, duties, rule, day, moment, minimum_staff) for moment in sorted({start, *edges})]
    worst = max(states, key=lambda state: (state.carers_needed - state.on_duty, sum(state.children.values())))
    return replace(worst, start=start)


def house_at(
    groups: Groups,
    duties: Sequence[Duty],
    rule: RatioRule | None,
    day: date,
    moment: int,
    minimum_staff: int | None = None,
) -> HouseHalfHour:
    """A house at one minute."""
    count = rule.months if rule else age_in_months
    ages = {
        key: [count(booking.birth_date, day) for booking in _present(bookings, moment)]
        for key, bookings in groups.items()
    }
    everybody = [months for found in ages.values() for months in found]
    return HouseHalfHour(
        moment,
        {key: len(found) for key, found in ages.items()},
        {key: carers_needed(found, rule, minimum_staff) if rule else 0 for key, found in ages.items()},
        carers_on_duty(duties, moment),
        rule.minimum_on_site if rule else 0,
        rule is not None and may_refuse(everybody, rule),
    )


def carers_on_duty(duties: Iterable[Duty], moment: int) -> int:
    """How many different carers are there at one minute."""
    return len({duty.carer for duty in duties if duty.when.start <= moment < duty.when.end})


def _present(bookings: Iterable[CareBooking], moment: int) -> list[CareBooking]:
    return [booking for booking in bookings if booking.when.start <= moment < booking.when.end]
