"""How often people of one group are called blocked beside others: for seeing bias, with small numbers hidden. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import sqrt

SMALL = 10
"""A group of fewer people is not shown: one could work out who is meant."""
CERTAIN = 1.96


class Kind(StrEnum):
    """What people are told apart by, for this page alone: none of it decides a verdict."""

    SEX = "sex"
    AGE = "age"
    FIRST_LANGUAGE = "first_language"
    SCHOOLING = "schooling"


@dataclass(frozen=True, slots=True)
class Person:
    """A reviewed learner: what she is, by kind, and whether the last review called her blocked. `past`: her hours are past
    tolerance, so that it could."""

    groups: Mapping[Kind, str]
    flagged: bool
    past: bool = True


@dataclass(frozen=True, slots=True)
class Rate:
    """Of `people` in a group `flagged` are called blocked; the share lies between `low` and `high` nineteen times of
    twenty. `hidden`: too few to be shown, the numbers are left out."""

    value: str
    people: int
    flagged: int
    low: float
    high: float
    hidden: bool = False


def rates(people: Iterable[Person], kind: Kind, smallest: int = SMALL) -> tuple[Rate, ...]:
    """Every group of a kind, the largest first; where one would be alone in hiding, the next smallest hides with it.

    A single hidden group could be worked out from the total.
    """
    counts: dict[str, list[int]] = {}
    for one in people:
        count = counts.setdefault(one.groups.get(kind, ""), [0, 0])
        count[0] += 1
        count[1] += one.flagged
    small = {value for value, (of, _) in counts.items() if of < smallest}
    if len(small) == 1 and len(counts) > 1:
        small.add(min((value for value in counts if value not in small), key=lambda value: counts[value][0]))
    found = [
        Rate(value, 0, 0, 0.0, 0.0, True) if value in small else Rate(value, of, flagged, *interval(flagged, of))
        for value, (of, flagged) in counts.items()
    ]
    return tuple(sorted(found, key=lambda one: (one.hidden, -one.people, one.value)))


def lie_apart(found: Iterable[Rate]) -> bool:
    """Whether the intervals of two groups do not touch: then somebody should look why."""
    shown = [one for one in found if not one.hidden]
    return any(one.low > other.high for one in shown for other in shown)


def interval(count: int, of: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share."""
    share, square = count / of, CERTAIN**2
    middle = (share + square / (2 * of)) / (1 + square / of)
    wide = CERTAIN * sqrt(share * (1 - share) / of + square / (4 * of * of)) / (1 + square / of)
    return max(0.0, middle - wide), min(1.0, middle + wide)


def age_group(birth_date: date | None, day: date) -> str:
    """Bands of age, empty where it is not known."""
    if birth_date is None:
        return ""
    years = (day - birth_date).days / 365.25
    return "under_25" if years < 25 else "25_to_39" if years < 40 else "40_and_over"


def schooling_group(years: float | None) -> str:
    """Bands of years at school, empty where they are not known."""
    if years is None:
        return ""
    return "0_to_5" if years < 6 else "6_to_9" if years < 10 else "10_and_more"
