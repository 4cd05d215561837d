"""What decides when a person can come: patterns, dated exceptions, rest, travel and needs, as plain values."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cached_property
from math import lcm

from lms.kernel.vocabulary import Shift
from lms.learners.domain.patterns import DAY, Kind, Pattern, Preset, preset_pattern

LONGEST_AREA = 60
MOST_WEEKS = 26
"""A cycle that meets the week only later than this is judged by its first half year."""


class Need(StrEnum):
    """What somebody says she needs of a class. What offers it stands in `needs`; it decides about nobody."""

    WOMEN_ONLY = "women_only"
    WOMAN_TEACHER = "woman_teacher"
    STEP_FREE = "step_free"
    QUIET = "quiet"
    SMALL_GROUP = "small_group"
    LARGE_PRINT = "large_print"
    HEARING = "hearing"
    SIGN_LANGUAGE = "sign_language"
    FROM_HOME = "from_home"
    SENIORS = "seniors"


class Why(StrEnum):
    """Kinds of what is in the way."""

    WORK = "work"
    REST = "rest"
    SCHOOL = "school"
    NOT_FREE = "not_free"
    EXCEPTION = "exception"
    TRAVEL = "travel"
    FAR = "far"
    ON_CALL = "on_call"


@dataclass(frozen=True, slots=True)
class DatedTime:
    """A stretch of one date that differs from the pattern: busy or free, whole days from 0 to 1440."""

    day: date
    free: bool
    starts: int = 0
    ends: int = DAY
    reason: str = ""

    @property
    def whole_day(self) -> bool:
        """Whether all of the day is meant."""
        return self.starts <= 0 and self.ends >= DAY


@dataclass(frozen=True)
class Availability:
    """What decides when somebody can come. `shift` alone names a usual pattern; `patterns` stand for themselves."""

    shift: Shift = Shift.NONE
    rotation_anchor: date | None = None
    travel_minutes: int = 30
    rest_hours: int = 8
    patterns: tuple[Pattern, ...] = ()
    exceptions: tuple[DatedTime, ...] = ()
    travel_by_centre: tuple[tuple[str, int], ...] = ()
    travel_limit: int | None = None
    online: bool = False
    needs: frozenset[Need] = frozenset()
    area: str = ""
    """Part of town, village or dormitory where the way begins; never a street."""

    @cached_property
    def all_patterns(self) -> tuple[Pattern, ...]:
        """Every pattern, the one that `shift` names among them."""
        named = None if self.patterns else preset_pattern(Preset(self.shift.value), self.rotation_anchor)
        return self.patterns if named is None else (named,)

    @cached_property
    def usual(self) -> tuple[Pattern, ...]:
        """What goes on: the newest work without an end (where all work is dated, the newest of it), and all else."""
        work = [one for one in self.all_patterns if one.kind is Kind.WORK]
        others = tuple(one for one in self.all_patterns if one.kind is not Kind.WORK and one.until is None)
        if not work:
            return others
        lasting = [one for one in work if one.until is None] or work
        newest = max(lasting, key=lambda one: one.since or date.min)
        return (*others, replace(newest, since=None, until=None))

    @cached_property
    def work(self) -> Pattern | None:
        """The usual work pattern, or being on call."""
        return max(
            (one for one in self.usual if one.kind in (Kind.WORK, Kind.ON_CALL)),
            key=lambda one: (one.kind is Kind.WORK, one.since or date.min),
            default=None,
        )

    @property
    def preset(self) -> Preset:
        """The name of the usual work pattern."""
        return self.work.preset if self.work else Preset.NONE

    @property
    def said(self) -> bool:
        """Whether anything is known that could be in the way of a class."""
        return bool(self.all_patterns or self.exceptions)

    @cached_property
    def weeks(self) -> int:
        """Weeks until the usual pattern meets the same weekdays again."""
        return min(MOST_WEEKS, lcm(7, *(one.cycle for one in self.usual)) // 7)

    def travel_to(self, centre_id: str | None) -> int:
        """Minutes from home to a centre, one way."""
        if not self.travel_by_centre:
            return self.travel_minutes
        return dict(self.travel_by_centre).get(centre_id or "", self.travel_minutes)


@dataclass(frozen=True, slots=True)
class Hindrance:
    """The first thing in the way. `behind` is what the travel would have to begin in, or what it ends in."""

    why: Why
    shift: Shift = Shift.NONE
    note: str = ""
    behind: Why | None = None

    @property
    def soft(self) -> bool:
        """Whether somebody can come in spite of it."""
        return self.why is Why.ON_CALL


@dataclass(frozen=True)
class Answer:
    """Whether somebody can attend, and the first thing that is or may be in the way."""

    can: bool
    hindrance: Hindrance | None = None


YES = Answer(True)
MAYBE = Answer(True, Hindrance(Why.ON_CALL))
