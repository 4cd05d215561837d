"""Work patterns: stretches on the days of a cycle of any length, counted from an anchor date. Pure.

Shift times are the usual ones of European employers (early 06-14, late 14-22, night 22-06) and are data, not law.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from lms.kernel.vocabulary import Shift

DAY = 24 * 60
"""Minutes of a day in wall time."""
LONGEST_CYCLE = 366


class Preset(StrEnum):
    """Patterns that people choose by picture. `OWN` is tapped in day by day, `ROTA` was read from a file."""

    NONE = "none"
    DAY = "day"
    EARLY = "early"
    LATE = "late"
    NIGHT = "night"
    ROTATING = "rotating"
    TWO_TWO_TWO = "two_two_two"
    FOUR_FOUR = "four_four"
    SPLIT = "split"
    WEEKEND = "weekend"
    ON_CALL = "on_call"
    OWN = "own"
    ROTA = "rota"


class Kind(StrEnum):
    """What the stretches of a pattern are."""

    WORK = "work"
    ON_CALL = "on_call"
    """May be called to work: a warning, never an obstacle."""
    SCHOOL = "school"
    """A child is at school or kindergarten."""
    FREE = "free"
    """The only hours that are free."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Minutes after midnight of a day of the cycle; an end over 1440 runs into the next day."""

    day: int
    starts: int
    ends: int

    @property
    def crosses_midnight(self) -> bool:
        """Whether it ends on another day."""
        return self.ends > DAY


@dataclass(frozen=True)
class Pattern:
    """Stretches that come again every `cycle` days. Day 0 is `anchor`.

    Without an anchor nobody knows which part of the cycle this week is: every Monday then begins it anew. `since` and
    `until` bound a season. For a child's school, `run_minutes` is what bringing and fetching take, and `alone` says that
    nobody else is with the child at other hours.
    """

    kind: Kind
    stretches: tuple[Stretch, ...]
    cycle: int = 7
    anchor: date | None = None
    since: date | None = None
    until: date | None = None
    preset: Preset = Preset.OWN
    run_minutes: int = 0
    alone: bool = False

    def covers(self, day: date) -> bool:
        """Whether it holds on a day."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)

    def day_of_cycle(self, day: date) -> int:
        """Which day of the cycle a date is: counted from the anchor, over year ends, never from a week's number."""
        if self.anchor is None:
            return day.weekday() % self.cycle
        return (day - self.anchor).days % self.cycle

    def on(self, day: date) -> tuple[Stretch, ...]:
        """The stretches that begin on a date."""
        if not self.covers(day):
            return ()
        place = self.day_of_cycle(day)
        return tuple(stretch for stretch in self.stretches if stretch.day == place)


def monday_of(day: date) -> date:
    """First day of the week that `day` lies in."""
    return day - timedelta(days=day.weekday())


def in_force(patterns: Iterable[Pattern], day: date) -> Pattern | None:
    """The work pattern of a day: a season stands before what is usual, and of two seasons the one that began later."""
    covering = [one for one in patterns if one.kind is Kind.WORK and one.covers(day)]
    return max(covering, key=lambda one: (one.until is not None, one.since or date.min), default=None)


# --- presets ---------------------------------------------------------------------------------------------------------

HOURS: dict[Shift, tuple[int, int]] = {
    Shift.DAY: (8 * 60, 16 * 60 + 30),
    Shift.EARLY: (6 * 60, 14 * 60),
    Shift.LATE: (14 * 60, 22 * 60),
    Shift.NIGHT: (22 * 60, 30 * 60),
}
LONG_DAY = (7 * 60, 19 * 60)
SPLIT_HOURS = ((5 * 60, 8 * 60), (18 * 60, 21 * 60))
ON_CALL_HOURS = (6 * 60, 22 * 60)
WORKDAYS = tuple(range(5))
WEEKEND = (5, 6)
NIGHT_DAYS = (6, 0, 1, 2, 3)
"""A working week of nights begins on Sunday evening."""


def _days(days: Iterable[int], *hours: tuple[int, int]) -> tuple[Stretch, ...]:
    return tuple(Stretch(day, starts, ends) for day in days for starts, ends in hours)


def _row(shifts: Sequence[Shift]) -> tuple[Stretch, ...]:
    return tuple(Stretch(day, *HOURS[shift]) for day, shift in enumerate(shifts) if shift in HOURS)


_CYCLES: dict[Preset, tuple[int, tuple[Stretch, ...]]] = {
    Preset.DAY: (7, _days(WORKDAYS, HOURS[Shift.DAY])),
    Preset.EARLY: (7, _days(WORKDAYS, HOURS[Shift.EARLY])),
    Preset.LATE: (7, _days(WORKDAYS, HOURS[Shift.LATE])),
    Preset.NIGHT: (7, _days(NIGHT_DAYS, HOURS[Shift.NIGHT])),
    Preset.ROTATING: (
        14,
        (*_days(WORKDAYS, HOURS[Shift.EARLY]), *_days((day + 7 for day in WORKDAYS), HOURS[Shift.LATE])),
    ),
    Preset.TWO_TWO_TWO: (
        8,
        _row([shift for shift in (Shift.EARLY, Shift.LATE, Shift.NIGHT, Shift.NONE) for _ in range(2)]),
    ),
    Preset.FOUR_FOUR: (8, _days(range(4), LONG_DAY)),
    Preset.SPLIT: (7, _days(WORKDAYS, *SPLIT_HOURS)),
    Preset.WEEKEND: (7, _days(WEEKEND, HOURS[Shift.DAY])),
    Preset.ON_CALL: (7, _days(range(7), ON_CALL_HOURS)),
}
CHOOSABLE = (*_CYCLES, Preset.OWN)


def preset_pattern(
    preset: Preset, anchor: date | None = None, *, since: date | None = None, until: date | None = None
) -> Pattern | None:
    """A pattern by its name; None where nobody works, and for patterns that have no usual hours.

    A pattern of whole weeks is anchored on a Monday.
    """
    if preset not in _CYCLES:
        return None
    cycle, stretches = _CYCLES[preset]
    kind = Kind.ON_CALL if preset is Preset.ON_CALL else Kind.WORK
    day = monday_of(anchor) if anchor is not None and cycle % 7 == 0 else anchor
    return Pattern(kind, stretches, cycle, day, since, until, preset)


def own_pattern(
    shifts: Sequence[Shift], anchor: date, *, since: date | None = None, until: date | None = None
) -> Pattern:
    """A pattern from the shift of each day of a cycle, day 0 first. Any length."""
    return Pattern(Kind.WORK, _row(shifts), len(shifts), anchor, since, until, Preset.OWN)


def shift_of(stretch: Stretch) -> Shift:
    """The nearest usual name of a stretch of work."""
    if stretch.crosses_midnight or stretch.starts >= 20 * 60:
        return Shift.NIGHT
    if stretch.starts < 7 * 60:
        return Shift.EARLY
    return Shift.LATE if stretch.starts >= 12 * 60 else Shift.DAY


_COARSE = {
    Preset.TWO_TWO_TWO: Shift.ROTATING,
    Preset.FOUR_FOUR: Shift.ROTATING,
    Preset.SPLIT: Shift.DAY,
    Preset.WEEKEND: Shift.DAY,
    Preset.ON_CALL: Shift.DAY,
}


def coarse(pattern: Pattern | None) -> Shift:
    """The nearest word of the shared vocabulary for a work pattern."""
    if pattern is None:
        return Shift.NONE
    if pattern.preset.value in set(Shift):
        return Shift(pattern.preset.value)
    if pattern.preset in _COARSE:
        return _COARSE[pattern.preset]
    kinds = {shift_of(one) for one in pattern.stretches}
    return kinds.pop() if len(kinds) == 1 else Shift.ROTATING if kinds else Shift.NONE


def phases(pattern: Pattern) -> tuple[tuple[Shift, ...], ...]:
    """What somebody can say about today or this week: the shifts of each week or, where weeks do not count, each day."""
    step = 7 if pattern.cycle % 7 == 0 else 1
    return tuple(
        tuple(dict.fromkeys(shift_of(one) for one in pattern.stretches if first <= one.day < first + step))
        for first in range(0, pattern.cycle, step)
    )


def anchored(pattern: Pattern, phase: int, day: date) -> Pattern:
    """The pattern such that `day` lies in this phase of it: its week of the cycle, or its day."""
    if pattern.cycle % 7 == 0:
        return replace(pattern, anchor=monday_of(day) - timedelta(weeks=phase))
    return replace(pattern, anchor=day - timedelta(days=phase))


def repeats(days: Sequence[frozenset[tuple[int, int]]]) -> int | None:
    """The shortest cycle that these consecutive days keep from first to last, at least twice over. None without one."""
    for cycle in range(1, len(days) // 2 + 1):
        if all(days[place] == days[place - cycle] for place in range(cycle, len(days))):
            return cycle
    return None
