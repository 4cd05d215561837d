"""Deciding again: who would be placed otherwise when a cost, a cut or a rule has changed, and whether the groups were right."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from lms.kernel.vocabulary import Level

COSTS, CUTS, RULES, TEST = "costs", "cuts", "rules", "test"


class Verdict(StrEnum):
    """What a teacher says four to six weeks later about the group."""

    RIGHT = "right"
    TOO_EASY = "too_easy"
    TOO_HARD = "too_hard"
    OTHER = "other"


CHECK_FROM_DAYS, CHECK_UNTIL_DAYS = 28, 84
"""A group is checked after four to six weeks; later than twelve nobody is asked any more."""
ENOUGH_FOR_A_RATE = 20
"""With fewer check-ins a share says nothing, so counts stand alone."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a result puts somebody: group, level, and the country's course with its entry."""

    track: str
    level: str
    probability: float
    course: str = ""
    entry: str = ""

    def to_json(self) -> dict[str, Any]:
        """Plain values for storage."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Shift:
    """So many people would stand at another level, or in another group. `up` is `None` where neither is higher."""

    before: str
    after: str
    people: int
    up: bool | None = None


@dataclass(frozen=True, slots=True)
class DecidedWith:
    """What spoke in a decision, by version: the centre's cost table, its cuts, the country's rules, the questions."""

    costs: str = ""
    cuts: str = ""
    rules: str = ""
    test: str = ""

    def to_json(self) -> dict[str, Any]:
        """Plain values for storage."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "DecidedWith":
        """The same again; a result from before this was kept has empty versions."""
        return cls(**{name: str(values.get(name, "")) for name in (COSTS, CUTS, RULES, TEST)})


@dataclass(frozen=True, slots=True)
class Rate:
    """How many groups were checked after some weeks, and how many of these were not right."""

    checked: int
    not_right: int
    moved: int

    @property
    def in_hundred(self) -> int | None:
        """Wrong groups of a hundred, `None` with too few to say."""
        return round(100 * self.not_right / self.checked) if self.checked >= ENOUGH_FOR_A_RATE else None


def differs(before: Standing, after: Standing) -> bool:
    """Whether somebody would be placed otherwise: another group, level, course or entry. How sure it is does not count.

    A result from before courses were kept says nothing about its course.
    """
    if (before.track, before.level) != (after.track, after.level):
        return True
    return bool(before.course) and (before.course, before.entry) != (after.course, after.entry)


def level_shifts(moves: Iterable[tuple[Standing, Standing]]) -> tuple[Shift, ...]:
    """From which level to which, and how many; most people first. Whoever keeps her level is not counted."""
    many = Counter((before.level, after.level) for before, after in moves if before.level != after.level)
    return tuple(Shift(*pair, count, _rank(pair[1]) > _rank(pair[0])) for pair, count in _most(many))


def group_shifts(moves: Iterable[tuple[Standing, Standing]]) -> tuple[Shift, ...]:
    """The same for groups; none of them is higher than another."""
    many = Counter((before.track, after.track) for before, after in moves if before.track != after.track)
    return tuple(Shift(*pair, count) for pair, count in _most(many))


def at_levels(before: Iterable[str], shifts: Iterable[Shift]) -> tuple[tuple[str, int, int], ...]:
    """Level, how many stand there now, how many would: levels at which anybody stands, lowest first."""
    now = Counter(before)
    then = Counter(now)
    for shift in shifts:
        then[shift.before] -= shift.people
        then[shift.after] += shift.people
    levels = sorted((level for level in {*now, *then} if now[level] or then[level]), key=_rank)
    return tuple((level, now[level], then[level]) for level in levels)


def _rank(level: str) -> int:
    """Place of a level; without one below all."""
    return Level(level).rank if level else -1


def _most(many: Counter[tuple[str, str]]) -> list[tuple[tuple[str, str], int]]:
    return sorted(many.items(), key=lambda one: (-one[1], one[0]))


def causes(before: DecidedWith, after: DecidedWith, *, rule_ended: bool = False) -> tuple[str, ...]:
    """What has another version now; a rule that has ended by its date counts as another rule.

    Nothing: only answers or records of the person have changed.
    """
    other = [name for name in (COSTS, CUTS, RULES, TEST) if getattr(before, name) != getattr(after, name)]
    return tuple(dict.fromkeys([*other, RULES])) if rule_ended else tuple(other)


def rate(check_ins: Iterable[tuple[str, bool]]) -> Rate:
    """From verdicts, and whether the person was moved."""
    known = list(check_ins)
    return Rate(len(known), sum(verdict != Verdict.RIGHT for verdict, _ in known), sum(moved for _, moved in known))
