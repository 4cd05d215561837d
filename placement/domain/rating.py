"""Rating: rubrics for what people write and say, and how the scores of raters become points of an item.

A criterion is scored 0 to 3 and is a GPCM item of its own. All criteria of one task share its discrimination, so their
sum says all that they say together, and the sum is again a GPCM item whose thresholds follow from theirs. So the engine
needs no other rule for a rated task than for any item with partial credit. Raters tend to see one task as a whole;
the criteria are then not independent, which is why a rated task carries a lower discrimination in the bank.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import ceil

import numpy as np

from lms.kernel import errors
from placement.domain.item_bank import ItemType

HIGHEST = 3
"""The best score of a criterion: 0 not yet, 1 a little, 2 mostly, 3 fully."""
APART_FROM = 2
"""Raters so many points apart on one criterion talk about it."""


class Criterion(StrEnum):
    """What a rater looks at."""

    TASK = "task"
    COHERENCE = "coherence"
    GRAMMAR = "grammar"
    WORDS = "words"
    FLOW = "flow"


RUBRICS: Mapping[ItemType, Mapping[Criterion, float]] = {
    ItemType.WRITING_TASK: {
        Criterion.TASK: -0.3,
        Criterion.COHERENCE: 0.1,
        Criterion.GRAMMAR: 0.3,
        Criterion.WORDS: -0.1,
    },
    ItemType.SPEAKING_TASK: {Criterion.TASK: -0.3, Criterion.FLOW: 0.1, Criterion.GRAMMAR: 0.2},
}
"""Criteria of each kind of task with how much harder each is than the task; assumptions until raters are measured."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One criterion that two raters see far apart."""

    criterion: Criterion
    lowest: int
    highest: int


def criteria(type: ItemType) -> tuple[Criterion, ...]:
    """What a rater scores in this kind of task."""
    return tuple(RUBRICS.get(type, ()))


def combined_steps(type: ItemType, a: float, steps: Sequence[float]) -> tuple[float, ...]:
    """Thresholds of the sum of all criteria, each with these thresholds moved by its own difficulty.

    For GPCM items with one discrimination a the sum s has P(s) proportional to exp(a s theta) K(s), where K is the
    convolution of exp(-a (b_1 + ... + b_k)) over the items; so its thresholds are log(K(s - 1) / K(s)) / a.
    """
    weights = np.ones(1)
    for harder in RUBRICS[type].values():
        climbs = np.concatenate([[0.0], np.cumsum(np.asarray(steps) + harder)])
        weights = np.convolve(weights, np.exp(-a * climbs))
    return tuple(float(step) for step in np.round(np.log(weights[:-1] / weights[1:]) / a, 6))


def points(type: ItemType, given: Mapping[str, int]) -> int:
    """Points of one rater: the sum over all criteria. Raises Invalid when one is missing or out of range."""
    asked = criteria(type)
    if set(given) != {criterion.value for criterion in asked}:
        raise errors.Invalid("placement.score_each", criteria=len(asked))
    if not all(0 <= score <= HIGHEST for score in given.values()):
        raise errors.Invalid("placement.score_out_of_range", highest=HIGHEST)
    return sum(given.values())


def agreed(type: ItemType, ratings: Sequence[Mapping[str, int]]) -> int:
    """Points of all raters together: the mean, half a point to the lower side, so that nobody is placed too high."""
    total = sum(points(type, each) for each in ratings)
    return -(-(2 * total - len(ratings)) // (2 * len(ratings)))


def fair(type: ItemType, ratings: Sequence[tuple[Mapping[str, int], float]]) -> int:
    """The same with the severity of each rater taken off: what she gives less than others is added to her points."""
    highest = HIGHEST * len(criteria(type))
    mean = sum(points(type, given) + severity for given, severity in ratings) / len(ratings)
    return min(max(ceil(mean - 0.5), 0), highest)


def settled(type: ItemType, ratings: Sequence[Mapping[str, int]]) -> int:
    """Points after a third person has looked: of each criterion the middle score, so that nobody alone decides."""
    for each in ratings:
        points(type, each)
    return sum(
        sorted(each[criterion.value] for each in ratings)[(len(ratings) - 1) // 2] for criterion in criteria(type)
    )


def differences(ratings: Sequence[Mapping[str, int]]) -> list[Difference]:
    """Criteria on which raters are two or more points apart."""
    found = []
    for code in dict.fromkeys(code for each in ratings for code in each):
        scores = [each[code] for each in ratings if code in each]
        if max(scores) - min(scores) >= APART_FROM:
            found.append(Difference(Criterion(code), min(scores), max(scores)))
    return found
