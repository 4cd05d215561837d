"""Estimation: what a set of answers says about an ability, as a posterior on a grid that never claims too much.

Two things keep it honest. Grid cells are split at the cut scores, so that a cell lies in one band only: cells shared
between two bands overclaim by one or two points. And the chance of each score is averaged over what is not known of
the item (`irt.score_curves`), so that few pilot answers or an expert's guess widen the result.
"""

import hashlib
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache

import numpy as np
import numpy.typing as npt

from placement.domain import irt
from placement.domain.cut_scores import CutScores
from placement.domain.irt import Array, Parameters
from placement.domain.item_bank import PoolItem

POINTS = 161
LOWEST, HIGHEST = -4.0, 4.0
HONEST = 0.95
"""How much of the posterior a reported range of bands holds at least."""


@dataclass(frozen=True, eq=False)
class Grid:
    """Cells of the ability scale; no cell crosses a cut. `band_starts` are the first cells of the bands.

    `pair_starts` are the first cells of the pairs in which neighbours of one band are taken together to choose items:
    half the work, and what is asked stays as good. Estimates and claims look at every cell.
    """

    cuts: CutScores
    edges: Array
    nodes: Array
    band_starts: npt.NDArray[np.intp]
    pair_starts: npt.NDArray[np.intp]

    @cached_property
    def squares(self) -> Array:
        """The nodes squared, for spreads."""
        return self.nodes**2


@cache
def grid(cuts: CutScores) -> Grid:
    """About 161 even cells between -4 and 4, the ones with a cut inside divided there."""
    edges = np.unique(np.concatenate([np.linspace(LOWEST, HIGHEST, POINTS + 1), np.asarray(cuts.cuts)]))
    starts = np.concatenate([[0], np.searchsorted(edges, np.asarray(cuts.cuts))]).astype(np.intp)
    nodes = (edges[1:] + edges[:-1]) / 2
    pairs = [np.arange(first, end, 2) for first, end in zip(starts, [*starts[1:], len(nodes)], strict=True)]
    return Grid(cuts, edges, nodes, starts, np.concatenate(pairs))


@dataclass(frozen=True, slots=True)
class Prior:
    """What is believed before the first answer: a normal distribution. Nothing of the interview enters here."""

    mean: float = 0.0
    sd: float = 1.0


@dataclass(frozen=True, eq=False)
class Posterior:
    """Belief about one ability: a mass for every cell of a grid, summing to one."""

    grid: Grid
    mass: Array

    @cached_property
    def mean(self) -> float:
        """Expected ability (EAP)."""
        return float(self.mass @ self.grid.nodes)

    @cached_property
    def sd(self) -> float:
        """Posterior standard deviation: the standard error of the estimate."""
        return math.sqrt(max(float(self.mass @ self.grid.squares) - self.mean**2, 0.0))

    @cached_property
    def bands(self) -> Array:
        """Probability of every band, lowest first."""
        return np.add.reduceat(self.mass, self.grid.band_starts)

    @property
    def band(self) -> str:
        """The most probable band."""
        return self.grid.cuts.bands[int(self.bands.argmax())]

    @property
    def probability(self) -> float:
        """Probability of the most probable band: how often such a decision is right."""
        return float(self.bands.max())

    def above(self, theta: float) -> float:
        """Probability that the ability is higher than theta; within a cell the mass counts as spread evenly."""
        grown = np.concatenate([[0.0], np.cumsum(self.mass)])
        return 1.0 - float(np.interp(theta, self.grid.edges, grown))

    def band_range(self, share: float = HONEST) -> tuple[str, str, float]:
        """Lowest and highest band of the shortest run that holds `share`, and what it holds. Ties: the fuller run."""
        bands, total = self.grid.cuts.bands, np.concatenate([[0.0], np.cumsum(self.bands)])
        for width in range(1, len(bands) + 1):
            held = total[width:] - total[:-width]
            at = int(held.argmax())
            if held[at] >= share:
                return bands[at], bands[at + width - 1], float(held[at])
        return bands[0], bands[-1], 1.0

    def on(self, cuts: CutScores) -> Array:
        """Probability of every band of a coarser set of cuts of the same scale."""
        if cuts is self.grid.cuts:
            return self.bands
        return np.add.reduceat(self.mass, band_starts(self.grid, cuts))


def band_starts(cells: Grid, cuts: CutScores) -> npt.NDArray[np.intp]:
    """The first cells of the bands of a set of cuts that the grid is split at."""
    if cuts is cells.cuts:
        return cells.band_starts
    return np.concatenate([[0], np.searchsorted(cells.edges, np.asarray(cuts.cuts))]).astype(np.intp)


@lru_cache(maxsize=1024)
def prior_mass(cuts: CutScores, prior: Prior) -> Array:
    """Mass of a normal prior in every cell; what lies beyond the ends of the scale goes into the end cells."""
    below = normal_cdf((grid(cuts).edges - prior.mean) / prior.sd)
    below[0], below[-1] = 0.0, 1.0
    return np.diff(below)


def normal_cdf(z: Array) -> Array:
    """Standard normal distribution function."""
    return np.asarray(0.5 * (1.0 + np.vectorize(math.erf, otypes=[float])(z / math.sqrt(2.0))), dtype=np.float64)


@dataclass(frozen=True, eq=False)
class ItemTable:
    """Everything about a pool that does not depend on the learner, computed once per published item set.

    `log_p[item, score, cell]`; scores an item cannot give are minus infinity. `information[item, cell]`.
    `version` names the item set: keys, parameters and cuts.
    """

    items: tuple[PoolItem, ...]
    grid: Grid
    log_p: Array
    information: Array
    version: str
    index: dict[str, int] = field(repr=False)

    @cached_property
    def chances(self) -> Array:
        """Chance of every score: `chances[item, score, cell]`, 0 for scores an item cannot give."""
        return np.exp(self.log_p)

    @cached_property
    def chances_by_score(self) -> npt.NDArray[np.float32]:
        """Chance of every score above 0 as `[score - 1, pair of cells, item]`, in short numbers: for choosing items."""
        pairs = self.grid.pair_starts
        cells = np.diff(pairs, append=len(self.grid.nodes))
        means = np.add.reduceat(self.chances[:, 1:], pairs, axis=-1) / cells
        return np.ascontiguousarray(means.transpose(1, 2, 0), dtype=np.float32)

    @cached_property
    def log_p_by_row(self) -> Array:
        """`log_p` with a row for every score of every item."""
        return self.log_p.reshape(-1, self.log_p.shape[-1])

    @cached_property
    def contents(self) -> list[str]:
        """Content area of every item."""
        return [item.content for item in self.items]

    @cached_property
    def sizes(self) -> Counter[str]:
        """How many items each content area has."""
        return Counter(self.contents)

    @cached_property
    def _areas(self) -> dict[frozenset[str], npt.NDArray[np.bool_]]:
        return {}

    def area(self, *contents: str) -> npt.NDArray[np.bool_]:
        """The items of some content areas."""
        wanted = frozenset(contents)
        if wanted not in self._areas:
            self._areas[wanted] = np.array([content in wanted for content in self.contents], dtype=bool)
        return self._areas[wanted]

    def row(self, item: PoolItem) -> int | None:
        """Place of an item whose parameters are still the ones of this table, else `None`."""
        at = self.index.get(item.key)
        if at is None:
            return None
        here = self.items[at]
        return at if here is item or here.parameters == item.parameters else None


def tabulate(items: Iterable[PoolItem], cuts: CutScores) -> ItemTable:
    """Compute the table of an item set."""
    pool, cells = tuple(items), grid(cuts)
    highest = max((item.parameters.highest_score for item in pool), default=1)
    log_p = np.full((len(pool), highest + 1, len(cells.nodes)), -np.inf)
    information = np.zeros((len(pool), len(cells.nodes)))
    for at, item in enumerate(pool):
        chances, slopes = irt.score_curves(cells.nodes, item.parameters)
        log_p[at, : len(chances)] = np.log(np.maximum(chances, 1e-300))
        information[at] = irt.curve_information(chances, slopes)
    return ItemTable(pool, cells, log_p, information, fingerprint(pool, cuts), {i.key: n for n, i in enumerate(pool)})


def fingerprint(items: Sequence[PoolItem], cuts: CutScores) -> str:
    """A short name that changes when an item, a parameter or a cut changes."""
    return hashlib.sha256(repr((items, cuts)).encode()).hexdigest()[:16]


def log_likelihood(table: ItemTable, answers: Sequence[tuple[PoolItem, int]]) -> Array:
    """Log-likelihood of scored answers in every cell, with the parameters the answers were given under."""
    rows = [table.row(item) for item, _ in answers]
    scores = table.log_p.shape[1]
    held = [row * scores + score for row, (_, score) in zip(rows, answers, strict=True) if row is not None]
    total = np.add.reduce(table.log_p_by_row.take(held, axis=0), axis=0) if held else np.zeros(len(table.grid.nodes))
    if len(held) < len(rows):
        for (item, score), row in zip(answers, rows, strict=True):
            total += _log_curve(table.grid.cuts, item.parameters, score) if row is None else 0.0
    return total


def estimate(table: ItemTable, answers: Sequence[tuple[PoolItem, int]], prior: Prior) -> Posterior:
    """Posterior after some answers. "I don't know" is a score of 0.

    In the 3PL model both are the same evidence: a wrong answer has the chance (1 - c)(1 - P*), not knowing and saying
    so has a chance proportional to 1 - P*, where P* is the chance of really knowing.
    """
    start = prior_mass(table.grid.cuts, prior)
    if not answers:
        return Posterior(table.grid, start)
    mass = log_likelihood(table, answers)
    mass -= mass.max()
    np.exp(mass, out=mass)
    mass *= start
    mass /= mass.sum()
    return Posterior(table.grid, mass)


@lru_cache(maxsize=4096)
def _log_curve(cuts: CutScores, parameters: Parameters, score: int) -> Array:
    """The curve of an item that has changed since it was answered."""
    chances, _ = irt.score_curves(grid(cuts).nodes, parameters)
    return np.asarray(np.log(np.maximum(chances[score], 1e-300)), dtype=np.float64)


def borrow(posterior: Posterior, correlation: float, population: Prior | None = None) -> Prior:
    """A prior for one skill from the result in another, when both go together with this correlation."""
    return borrowed(posterior.mean, posterior.sd, correlation, population)


def borrowed(mean: float, sd: float, correlation: float, population: Prior | None = None) -> Prior:
    """The same from an estimate and its standard error."""
    population = population or Prior()
    standard, spread = (mean - population.mean) / population.sd, sd / population.sd
    variance = correlation**2 * spread**2 + 1.0 - correlation**2
    return Prior(population.mean + correlation * standard * population.sd, math.sqrt(variance) * population.sd)
