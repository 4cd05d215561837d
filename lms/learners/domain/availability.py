"""When a person can come: work shifts with rest and travel, over the weeks of her rotation. Pure.

Shift times are the usual ones of European employers (early 06-14, late 14-22, night 22-06) and are data, not law.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time

from lms.kernel.contracts import WeekInterval
from lms.kernel.vocabulary import Shift

WORKDAYS = range(5)


@dataclass(frozen=True)
class Busy:
    """A stretch of work on a weekday, in minutes after midnight; an end over 1440 runs into the next day."""

    weekday: int
    starts: int
    ends: int


SHIFT_HOURS: Mapping[Shift, tuple[int, int]] = {
    Shift.DAY: (8 * 60, 16 * 60 + 30),
    Shift.EARLY: (6 * 60, 14 * 60),
    Shift.LATE: (14 * 60, 22 * 60),
    Shift.NIGHT: (22 * 60, 30 * 60),
}

NIGHT_DAYS = (6, 0, 1, 2, 3)
"""A working week of nights begins on Sunday evening."""


@dataclass(frozen=True)
class Availability:
    """What decides when somebody can come."""

    shift: Shift = Shift.NONE
    rotation_anchor: date | None = None
    travel_minutes: int = 30
    rest_hours: int = 8

    @property
    def weeks(self) -> int:
        """Length of the rotation in weeks."""
        return 2 if self.shift is Shift.ROTATING else 1


def shift_in_week(availability: Availability, week: int) -> Shift:
    """The shift worked in week `week` of the rotation (0 is the anchor's week, an early one)."""
    if availability.shift is Shift.ROTATING:
        return Shift.EARLY if week % 2 == 0 else Shift.LATE
    return availability.shift


def rotation_week(availability: Availability, day: date) -> int:
    """Which week of the rotation `day` lies in, counted from the anchor date and never from the calendar's week number."""
    if availability.rotation_anchor is None:
        return 0
    return (day - availability.rotation_anchor).days // 7 % availability.weeks


def work_hours(shift: Shift) -> Sequence[Busy]:
    """The stretches of work in one week of a shift."""
    if shift not in SHIFT_HOURS:
        return ()
    starts, ends = SHIFT_HOURS[shift]
    days = NIGHT_DAYS if shift is Shift.NIGHT else WORKDAYS
    return tuple(Busy(day, starts, ends) for day in days)


def can_come(availability: Availability, interval: WeekInterval, week: int) -> bool:
    """Whether a weekly class in `interval` fits in week `week` of the rotation, with travel and rest after a night."""
    wanted = (
        _minutes(interval.starts) - availability.travel_minutes,
        _minutes(interval.ends) + availability.travel_minutes,
    )
    before = work_hours(shift_in_week(availability, week - 1))
    this = work_hours(shift_in_week(availability, week))
    return not any(
        _overlap(wanted, blocked)
        for worked, shift_days in ((this, 0), (before, -7))
        for busy in worked
        for blocked in _blocked(availability, busy, interval.weekday, shift_days)
    )


def _blocked(availability: Availability, busy: Busy, weekday: int, shift_days: int) -> Sequence[tuple[int, int]]:
    """Minutes of `weekday` that a stretch of work, begun up to a day before, takes; after a night with the rest."""
    rest = availability.rest_hours * 60 if busy.ends > 24 * 60 else 0
    offset = (busy.weekday + shift_days - weekday) * 24 * 60
    return ((busy.starts + offset, busy.ends + rest + offset),)


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _minutes(wall: time) -> int:
    return wall.hour * 60 + wall.minute


def share(availability: Availability, intervals: Sequence[WeekInterval]) -> float:
    """Mean share of a section's weekly meetings that fit, over the weeks of the rotation. 1.0 for no meetings."""
    if not intervals:
        return 1.0
    fitting = sum(
        can_come(availability, interval, week) for week in range(availability.weeks) for interval in intervals
    )
    return fitting / (len(intervals) * availability.weeks)
