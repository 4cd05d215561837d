"""Quality of placement at a centre: how sure levels are, whether decisions would come out again, whether what is claimed holds.

Accuracy and consistency follow from the posterior of each person: how much of it lies on the side that was chosen, and how
often two draws from it lie on the same side (as Rudner 2005, Practical Assessment, Research & Evaluation 10, does for a
normal error). Parameter error is in the posterior, so that it is in these figures too.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

ENOUGH = 20
"""People, without which a share says nothing."""
SMALLEST_GROUP = 10
"""Groups with fewer people are hidden: a figure about so few is a figure about somebody."""
STEPS = (0.0, 0.5, 0.7, 0.85, 1.0)
"""Edges of how sure a recommendation was, for holding it against what came of it."""
NORMAL_95 = 1.96


@dataclass(frozen=True, slots=True)
class Found:
    """What a part of a test found about one person: chance of every band, lowest first, best estimate, its error."""

    bands: tuple[float, ...]
    theta: float
    error: float

    @property
    def at(self) -> int:
        """Place of the most likely band."""
        return max(range(len(self.bands)), key=lambda place: self.bands[place])


@dataclass(frozen=True, slots=True)
class Decided:
    """How right a decision is expected to be, and how often it would come out the same again. Shares of 1."""

    people: int
    accuracy: float
    consistency: float


@dataclass(frozen=True, slots=True)
class Held:
    """What was claimed of some decisions, and what came of them. `low` and `high` hold 95 of 100."""

    lowest: float
    highest: float
    people: int
    claimed: float
    right: float
    low: float
    high: float


def error_by_band(found: Sequence[Found]) -> dict[int, tuple[int, float]]:
    """Conditional standard error: of the people of each band how many they are, and the root of their mean squared error."""
    by_band: dict[int, list[float]] = {}
    for one in found:
        by_band.setdefault(one.at, []).append(one.error**2)
    return {band: (len(errors), math.sqrt(sum(errors) / len(errors))) for band, errors in sorted(by_band.items())}


def reliability(found: Sequence[Found]) -> float | None:
    """Marginal reliability of the estimates: their variance over that and the mean squared error."""
    if len(found) < ENOUGH:
        return None
    spread = float(np.var([one.theta for one in found]))
    noise = sum(one.error**2 for one in found) / len(found)
    return spread / (spread + noise) if spread + noise > 0 else None


def of_bands(found: Sequence[Found]) -> Decided | None:
    """Of the band as a whole."""
    return _decided([one.bands for one in found])


def of_cuts(found: Sequence[Found]) -> list[Decided | None]:
    """Of each cut alone: on which side of it somebody is."""
    many = len(found[0].bands) if found else 0
    return [_decided([(sum(one.bands[:cut]), sum(one.bands[cut:])) for one in found]) for cut in range(1, many)]


def _decided(shares: Sequence[tuple[float, ...]]) -> Decided | None:
    if len(shares) < ENOUGH:
        return None
    accuracy = sum(max(one) for one in shares) / len(shares)
    consistency = sum(sum(share**2 for share in one) for one in shares) / len(shares)
    return Decided(len(shares), accuracy, consistency)


def claimed_against_actual(known: Iterable[tuple[float, bool]]) -> list[Held]:
    """How sure recommendations were against how often they were right, by steps; steps with too few are left out."""
    pairs = list(known)
    found = []
    for low, high in pairwise(STEPS):
        here = [one for one in pairs if low <= one[0] < high or (high == STEPS[-1] and one[0] == high)]
        if len(here) >= ENOUGH:
            right = sum(was for _, was in here)
            edges = wilson(right, len(here))
            found.append(Held(low, high, len(here), sum(p for p, _ in here) / len(here), right / len(here), *edges))
    return found


def wilson(right: int, of: int) -> tuple[float, float]:
    """An interval that holds a share 95 times of 100 (Wilson 1927, JASA 22)."""
    share, z = right / of, NORMAL_95
    middle = (share + z**2 / (2 * of)) / (1 + z**2 / of)
    wide = z / (1 + z**2 / of) * math.sqrt(share * (1 - share) / of + z**2 / (4 * of**2))
    return max(middle - wide, 0.0), min(middle + wide, 1.0)


def found_of(level: Mapping[str, Any], bands: Sequence[str]) -> Found:
    """A stored finding of one skill."""
    shares: Mapping[str, float] = level["bands"]
    return Found(
        tuple(float(shares.get(band, 0.0)) for band in bands),
        float(level["theta"]),
        float(level["standard_error"]),
    )
