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
class HalfHour:
    """The worst moment of a half hour. `refuses`: the rule behind it is verified, so too few carers is a no."""

    start: int
    children: int
    needed: int
    on_duty: int
    refuses: bool

    @property
    def ok(self) -> bool:
        """Whether there are carers enough all the time."""
        return self.on_duty >= self.needed


def free_places(places: int, bookings: Iterable[CareBooking], when: Interval) -> int:
    """Places left for all of a span: the places less the most children there at one time within it."""
    return max(0, places - most_children(bookings, when))


def most_children(bookings: Iterable[CareBooking], when: Interval) -> int:
    """The most children present at one time within a span."""
    present = [booking for booking in bookings if booking.when.overlaps(when)]
    moments = {when.start} | {booking.when.start for booking in present if booking.when.start > when.start}
    return max((len(_present(present, moment)) for moment in moments), default=0)


def ratio_by_half_hour(
    bookings: Sequence[CareBooking],
    duties: Sequence[Duty],
    rule: RatioRule,
    day: date,
    minimum_staff: int | None = None,
) -> tuple[HalfHour, ...]:
    """Children, carers needed and carers on duty for each half hour from the first child to the last."""
    if not bookings:
        return ()
    first, last = min(booking.when.start for booking in bookings), max(booking.when.end for booking in bookings)
    return tuple(
        _worst(bookings, duties, rule, day, Interval(start, min(start + HALF_HOUR, last)), minimum_staff)
        for start in range(first, last, HALF_HOUR)
    )


@dataclass(frozen=True, slots=True)
class HouseHalfHour:
    """The worst moment of a half hour in a house whose groups are looked after apart and share the carers."""

    start: int
    children: Mapping[str, int]
    needed: Mapping[str, int]
    on_duty: int

    @property
    def carers_needed(self) -> int:
        """In all groups together."""
        return sum(self.needed.values())

    @property
    def ok(self) -> bool:
        """Whether there are carers enough all the time."""
        return self.on_duty >= self.carers_needed


def house_by_half_hour(
    groups: Mapping[str, Sequence[CareBooking]], duties: Sequence[Duty], rule: RatioRule | None, day: date
) -> tuple[HouseHalfHour, ...]:
    """Children and carers of a whole house by clock half hours, from the first child to the last.

    Without a rule nobody says how many carers are needed: then none are.
    """
    everybody = [booking for bookings in groups.values() for booking in bookings]
    if not everybody:
        return ()
    first = min(booking.when.start for booking in everybody) // HALF_HOUR * HALF_HOUR
    last = max(booking.when.end for booking in everybody)
    return tuple(_worst_in_house(groups, duties, rule, day, start) for start in range(first, last, HALF_HOUR))


def _worst_in_house(
    groups: Mapping[str, Sequence[CareBooking]], duties: Sequence[Duty], rule: RatioRule | None, day: date, start: int
) -> HouseHalfHour:
    spans = [booking.when for bookings in groups.values() for booking in bookings] + [duty.when for duty in duties]
    edges = {edge for span in spans for edge in (span.start, span.end) if start < edge < start + HALF_HOUR}
    states = [house_at(groups, duties, rule, day, moment) for moment in sorted({start, *edges})]
    worst = max(states, key=lambda state: (state.carers_needed - state.on_duty, sum(state.children.values())))
    return replace(worst, start=start)


def house_at(
    groups: Mapping[str, Sequence[CareBooking]], duties: Sequence[Duty], rule: RatioRule | None, day: date, moment: int
) -> HouseHalfHour:
    """A house at one minute."""
    ages = {
        key: [age_in_months(booking.birth_date, day) for booking in _present(bookings, moment)]
        for key, bookings in groups.items()
    }
    return HouseHalfHour(
        moment,
        {key: len(found) for key, found in ages.items()},
        {key: carers_needed(found, rule) if rule else 0 for key, found in ages.items()},
        carers_on_duty(duties, moment),
    )


def carers_on_duty(duties: Iterable[Duty], moment: int) -> int:
    """How many different carers are there at one minute."""
    return len({duty.carer for duty in duties if duty.when.start <= moment < duty.when.end})


def affected_by_absence(
    bookings: Sequence[CareBooking],
    duties: Sequence[Duty],
    carer: int | str,
    rule: RatioRule,
    day: date,
    minimum_staff: int | None = None,
) -> tuple[int | str, ...]:
    """The children present in half hours that are short of carers only because one carer is away."""
    left = [duty for duty in duties if duty.carer != carer]
    before = {half.start: half.ok for half in ratio_by_half_hour(bookings, duties, rule, day, minimum_staff)}
    short = [
        Interval(half.start, half.start + HALF_HOUR)
        for half in ratio_by_half_hour(bookings, left, rule, day, minimum_staff)
        if before[half.start] and not half.ok
    ]
    return tuple(booking.child for booking in bookings if any(booking.when.overlaps(when) for when in short))


def _worst(
    bookings: Sequence[CareBooking],
    duties: Sequence[Duty],
    rule: RatioRule,
    day: date,
    when: Interval,
    minimum_staff: int | None,
) -> HalfHour:
    """Somebody may come or go within the half hour, so every such minute is looked at."""
    spans = [*(booking.when for booking in bookings), *(duty.when for duty in duties)]
    edges = [edge for span in spans for edge in (span.start, span.end)]
    moments = {when.start, *(edge for edge in edges if when.start < edge < when.end)}
    states = [_state(bookings, duties, rule, day, moment, when.start, minimum_staff) for moment in sorted(moments)]
    return max(states, key=lambda state: (state.needed - state.on_duty, state.children))


def _state(
    bookings: Sequence[CareBooking],
    duties: Sequence[Duty],
    rule: RatioRule,
    day: date,
    moment: int,
    start: int,
    minimum_staff: int | None,
) -> HalfHour:
    ages = [age_in_months(booking.birth_date, day) for booking in _present(bookings, moment)]
    needed = carers_needed(ages, rule, minimum_staff)
    return HalfHour(start, len(ages), needed, carers_on_duty(duties, moment), may_refuse(ages, rule))


def _present(bookings: Iterable[CareBooking], moment: int) -> list[CareBooking]:
    return [booking for booking in bookings if booking.when.start <= moment < booking.when.end]
