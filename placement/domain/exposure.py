"""Exposure: how often items have been asked, the cap on it, and the price of showing an item that many tests want.

A cap alone hands popular items to whoever comes first. With prices they go to the learners for whom they do most: an
item is chosen by its worth less its price, and the prices are those at which the cap is kept of itself. They are the
multipliers of the linear programme that an exposure cap makes of item selection, found in a rehearsal by subgradient
steps (`practice`), as in the shadow-test models of van der Linden & Veldkamp (2004, Journal of Educational and
Behavioral Statistics 29).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol, overload

import numpy as np
import numpy.typing as npt

from placement.domain.irt import Array

Counts = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


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
"""The cap counts so many sittings at least: else the very first learner could be asked nothing. To prices they are sittings
before the first, in which every item was asked as often as prices aim at."""
AIMED_AT = 0.99
"""The part of the cap at which prices aim, so that the cap itself seldom has to step in."""
STIFFNESS = 30.0
"""How far the price of an item moves with the share of sittings by which it is ahead of what prices aim at, or behind."""


def highest_count(cap: float, sittings: int) -> float:
    """How often an item may have been asked after so many sittings, the next showing included."""
    return np.inf if cap >= 1.0 else cap * max(sittings, HEAD_START)


@overload
def is_full(counts: int, cap: float, sittings: int) -> bool: ...
@overload
def is_full(counts: Counts, cap: float, sittings: int) -> Mask: ...
def is_full(counts: int | Counts, cap: float, sittings: int) -> bool | Mask:
    """Whether one more showing would break the cap."""
    return counts > highest_count(cap, sittings) - 1


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
    prices = counts - AIMED_AT * cap * sittings
    prices *= STIFFNESS / (sittings + HEAD_START)
    prices += rehearsed
    return np.asarray(np.maximum(prices, 0.0, out=prices), dtype=np.float64)


def price_now(rehearsed: float, count: int, sittings: int, cap: float) -> float:
    """`prices_now` of one item, in plain numbers."""
    return max(rehearsed + STIFFNESS * (count - AIMED_AT * cap * sittings) / (sittings + HEAD_START), 0.0)


class Ledger(Protocol):
    """What simulated learners who come one after another find: how often items were asked, and at which prices."""

    counts: Counts
    prices: Array

    def began(self, learners: int) -> None:
        """So many learners more have begun."""

    def asked(self, row: int) -> None:
        """An item was asked once more."""


class Following:
    """The ledger of real tests: rehearsed prices follow what is asked, and an item at the cap has no price that low."""

    def __init__(self, rehearsed: Array, cap: float) -> None:
        self.rehearsed, self.cap, self.sittings = rehearsed, cap, 0
        self.counts = np.zeros(len(rehearsed), dtype=np.int64)
        self.began(0)

    def began(self, learners: int) -> None:
        """So many learners more have begun."""
        self.sittings += learners
        self.prices = prices_now(self.rehearsed, self.counts, self.sittings, self.cap)
        self.prices[is_full(self.counts, self.cap, self.sittings)] = np.inf

    def asked(self, row: int) -> None:
        """An item was asked once more."""
        self.counts[row] += 1
        times = int(self.counts[row])
        now = price_now(float(self.rehearsed[row]), times, self.sittings, self.cap)
        self.prices[row] = np.inf if is_full(times, self.cap, self.sittings) else now


class Learning:
    """The ledger of a rehearsal: prices that rise with every showing and fall with every learner (subgradient steps).

    They stand still where an item is asked of just the share that prices aim at.
    """

    def __init__(self, prices: Array, aim: float, step: float) -> None:
        self.counts, self.prices = np.zeros(len(prices), dtype=np.int64), prices.copy()
        self.aim, self.step = aim, step
        self.total, self.learners = np.zeros(len(prices)), 0

    def began(self, learners: int) -> None:
        """So many learners more have begun."""
        self.prices = np.maximum(self.prices - self.step * self.aim * learners, 0.0)
        self.total, self.learners = self.total + learners * self.prices, self.learners + learners

    def asked(self, row: int) -> None:
        """An item was asked once more."""
        self.counts[row] += 1
        self.prices[row] += self.step

    @property
    def mean(self) -> Array:
        """What the prices were on average."""
        return np.asarray(self.total / max(self.learners, 1), dtype=np.float64)
