"""Deciding again: who would be placed otherwise when a cost, a cut or a rule has changed, and whether the groups were right."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

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
