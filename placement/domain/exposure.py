"""Exposure: how often items have been asked, the cap on it, and the price of showing an item that many tests want.

A cap alone hands popular items to whoever comes first. With prices they go to the learners for whom they do most: an
item is chosen by its worth less its price, and the prices are those at which the cap is kept of itself. They are the
multipliers of the linear programme that an exposure cap makes of item selection, found in a rehearsal by subgradient
steps (`practice`), as in the shadow-test models of van der Linden & Veldkamp (2004, Journal of Educational and
Behavioral Statistics 29).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from placement.domain.irt import Array

Counts = npt.NDArray[np.int64]


class Tally(Mapping[str, int]):
    """Times that each item was asked, kept in the order of an item table, so that nobody has to gather them again."""

    def __init__(self, index: Mapping[str, int]) -> None:
        self.index, self.counts = index, np.zeros(len(index), dtype=np.int64)

    def __getitem__(self, key: str) -> int:
        return int(self.counts[self.index[key]])

    def __iter__(self) -> Iterator[str]:
        return iter(self.index)

    def __len__(self) -> int:
        return len(self.index)

    def add(self, key: str) -> None:
        """An item was asked once more."""
        self.counts[self.index[key]] += 1


@dataclass(frozen=True, slots=True)
class Exposure:
    """How often items have been asked so far: finished and running sittings with this item set, and items asked."""

    sittings: int = 0
    asked: Mapping[str, int] = field(default_factory=dict)


NO_EXPOSURE = Exposure()
HEAD_START = 20
"""Sittings the cap pretends to have seen already: without them the very first learner could be asked nothing."""
AIMED_AT = 0.96
"""The part of the cap at which prices aim, so that the cap itself seldom has to step in."""
STIFFNESS = 5.0
"""How far the price of an item moves with the share of sittings by which it is ahead of what prices aim at, or behind."""


def highest_count(cap: float, sittings: int) -> float:
    """How often an item may have been asked after so many sittings, the next showing included."""
    return np.inf if cap >= 1.0 else cap * (sittings + HEAD_START)


def counts_of(shown: Exposure, index: Mapping[str, int]) -> Counts:
    """How often each item of a table has been asked. `index` holds its rows by key."""
    if isinstance(shown.asked, Tally) and shown.asked.index is index:
        return shown.asked.counts
    counts = np.zeros(len(index), dtype=np.int64)
    known = [(row, times) for key, times in shown.asked.items() if (row := index.get(key)) is not None]
    if known:
        rows, times = zip(*known, strict=True)
        counts[list(rows)] = times
    return counts


def prices_now(rehearsed: Array, counts: Counts, sittings: int, cap: float) -> Array:
    """Prices as rehearsed, corrected by what has really been asked: people are never quite those of a rehearsal."""
    prices = counts * (STIFFNESS / (sittings + HEAD_START))
    prices += rehearsed
    prices -= STIFFNESS * AIMED_AT * cap
    return np.asarray(np.maximum(prices, 0.0), dtype=np.float64)
