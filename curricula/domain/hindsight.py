"""What the model said of people half a year ago, and what became of them since: whether its probabilities hold. Pure.

Nobody knows who truly stood still. What can be counted is who passed, and whose later checks show less than a fifth of
the gain that her lessons since should have brought.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from curricula.domain.flag_rates import SMALL, interval
from curricula.domain.progress import Assessment
from lms.kernel.vocabulary import Skill

WEEKS = 26
"""So long ago the model spoke."""
ENOUGH_SINCE = 0.25
"""Lessons since, as a share of the expected ones: fewer say nothing about a pace."""
STOOD_STILL = 0.2
"""A gain below a fifth of the usual one, as in `gain.TRULY_STALLED`."""
ENDS = (0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0)
"""Where the groups of said probabilities begin and end."""
ENOUGH_IN_ALL = 50
"""With fewer people no error of all is told."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A probability that was said, and whether she stood still in the time after."""

    said: float
    stood_still: bool


@dataclass(frozen=True, slots=True)
class Group:
    """People of whom about the same was said. Numbers of fewer than ten people are left out: `few`."""

    low: float
    high: float
    people: int
    said: float
    became: float
    became_low: float
    became_high: float
    few: bool

    @property
    def holds(self) -> bool:
        """Whether what was said lies in the interval of what became of them."""
        return self.became_low <= self.said <= self.became_high


def stood_still(
    before: Sequence[Assessment], since: Sequence[Assessment], *, passed: bool, expected: int, points_per_level: float
) -> bool | None:
    """Whether somebody stood still after a day: nothing where neither a pass nor enough later lessons with a check tell.

    `before` and `since`: her checks of one level until that day and after it, in order of day.
    """
    if passed:
        return False
    old, new = _last_of(before), _last_of(since)
    both = [skill for skill in new if skill in old]
    if not both:
        return None
    lessons = sum(new[one].attended_minutes_at - old[one].attended_minutes_at for one in both) / len(both) / expected
    if lessons < ENOUGH_SINCE:
        return None
    gained = sum(new[one].score - old[one].score for one in both) / len(both) / points_per_level
    return gained / lessons < STOOD_STILL


def _last_of(checks: Iterable[Assessment]) -> dict[Skill, Assessment]:
    return {one.skill: one for one in checks}


def counted(claims: Iterable[Claim]) -> list[list[float]]:
    """(People, sum of what was said, how many stood still) of each group, for keeping."""
    sums = [[0.0, 0.0, 0.0] for _ in ENDS[1:]]
    for one in claims:
        place = next(at for at, end in enumerate(ENDS[1:]) if one.said < end or end == ENDS[-1])
        sums[place] = [sums[place][0] + 1, sums[place][1] + one.said, sums[place][2] + one.stood_still]
    return sums


@dataclass(frozen=True, slots=True)
class Hindsight:
    """Groups in order of what was said, how many people in all, and the error of calibration where they are enough."""

    groups: tuple[Group, ...]
    people: int
    unknown: int
    """Of whom nobody can tell what became."""
    error: float | None


def told(kept: Mapping[str, Any] | None) -> Hindsight:
    """What was kept, as a page tells it. Without anything there is nobody in it."""
    sums = kept["groups"] if kept else [[0, 0, 0] for _ in ENDS[1:]]
    groups = tuple(_group(low, high, *each) for low, high, each in zip(ENDS, ENDS[1:], sums, strict=False))
    people = int(sum(each[0] for each in sums))
    off = sum(abs(said - became) for _, said, became in sums)
    return Hindsight(
        groups, people, int(kept["unknown"]) if kept else 0, off / people if people >= ENOUGH_IN_ALL else None
    )


def _group(low: float, high: float, people: float, said: float, became: float) -> Group:
    if people < SMALL:
        return Group(low, high, int(people), 0.0, 0.0, 0.0, 0.0, True)
    return Group(low, high, int(people), said / people, became / people, *interval(int(became), int(people)), False)
