"""Cohort: many simulated learners sit a test at the same time, by the rules of `selection`, so that thousands are quick.

The test of a single learner is `sitting`; both ask the same items for the same answers, and a test holds them to it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from placement.domain import estimation, exposure, selection
from placement.domain.cut_scores import CutScores
from placement.domain.estimation import ItemTable, Prior
from placement.domain.exposure import Counts
from placement.domain.irt import Array
from placement.domain.selection import Mask, Rows, SelectionRules

Scores = npt.NDArray[np.int8]
WAVE = 250
"""Learners who sit at the same time. With an exposure cap each wave meets the counts that the ones before have left."""


class Criterion(StrEnum):
    """What makes an item the best: the engine's own, or information at the estimate as in most programs."""

    CLARITY = "clarity"
    AT_ESTIMATE = "at_estimate"


@dataclass(frozen=True, eq=False)
class Design:
    """One test: its items and the cuts that matter, its rules, and what a learner is believed to be beforehand."""

    table: ItemTable
    decision: CutScores
    rules: SelectionRules
    max_items: int
    criterion: Criterion = Criterion.CLARITY
    prior: Prior = field(default_factory=Prior)
    prices: Array | None = None
    """What showing each item costs others, from `practice`."""

    @property
    def length(self) -> int:
        """The longest test that the items allow."""
        return min(self.max_items, len(self.table.items))


@dataclass(frozen=True, eq=False)
class Moments:
    """What stop and decision look at, of many learners: mean, sd and the probability of every band."""

    mean: Array
    sd: Array
    bands: Array

    @property
    def loss(self) -> Array:
        """Chance that the most probable band is wrong."""
        return np.asarray(1.0 - self.bands.max(axis=-1), dtype=np.float64)

    def after(self, asked: int) -> "Moments":
        """All learners after so many items."""
        return Moments(self.mean[:, asked], self.sd[:, asked], self.bands[:, asked])

    def at(self, lengths: Rows) -> "Moments":
        """Each learner after as many items as she had."""
        rows = np.arange(len(lengths))
        return Moments(self.mean[rows, lengths], self.sd[rows, lengths], self.bands[rows, lengths])


@dataclass(frozen=True, eq=False)
class Trace:
    """Every step of every learner: items (learners, longest) and moments (learners, longest + 1, ...)."""

    items: Rows
    moments: Moments
    lengths: Rows


Stop = Callable[[int, Moments], Mask]
"""Who of the learners stops after so many items."""


def sit(
    design: Design,
    scores: Scores,
    generator: np.random.Generator,
    *,
    stop: Stop | None = None,
    beliefs: Array | None = None,
    aims: Array | None = None,
) -> Trace:
    """Let all learners take the test. `scores[learner, item]` is what each would score on each item.

    `beliefs[learner, cell]` replaces the prior of the design, `aims[learner]` the estimate for the first item.

    Without `stop` everybody goes to the longest length; what a stop would have done follows from the trace, unless an
    exposure cap lets the items of one learner depend on how long the tests of others were.
    """
    counts, waves = np.zeros(len(design.table.items), dtype=np.int64), []
    if beliefs is None:
        prior = estimation.prior_mass(design.table.grid.cuts, design.prior)
        beliefs = np.broadcast_to(prior, (len(scores), len(prior)))
    for begin in range(0, len(scores), WAVE):
        part = slice(begin, begin + WAVE)
        aim = None if aims is None else aims[part]
        sittings = min(begin + WAVE, len(scores))
        waves.append(_wave(design, scores[part], beliefs[part], aim, generator, stop, counts, sittings))
    moments = (np.concatenate([getattr(wave.moments, name) for wave in waves]) for name in ("mean", "sd", "bands"))
    return Trace(
        np.concatenate([wave.items for wave in waves]),
        Moments(*moments),
        np.concatenate([wave.lengths for wave in waves]),
    )


def moments(design: Design, mass: Array) -> Moments:
    """Summary of many posteriors at once."""
    nodes = design.table.grid.nodes
    mean = mass @ nodes
    sd = np.sqrt(np.maximum(mass @ nodes**2 - mean**2, 1e-12))
    starts = estimation.band_starts(design.table.grid, design.decision)
    return Moments(mean, sd, np.add.reduceat(mass, starts, axis=1))


def _wave(
    design: Design,
    scores: Scores,
    beliefs: Array,
    aims: Array | None,
    generator: np.random.Generator,
    stop: Stop | None,
    counts: Counts,
    sittings: int,
) -> Trace:
    many, table, mass = len(scores), design.table, beliefs.copy()
    free, active = np.ones((many, len(table.items)), dtype=bool), np.ones(many, dtype=bool)
    items, lengths = np.zeros((many, design.length), dtype=np.intp), np.zeros(many, dtype=np.intp)
    steps = [moments(design, mass)]
    for asked in range(design.length):
        if stop is not None:
            active &= ~stop(asked, steps[-1])
        going = np.flatnonzero(active)
        if len(going):
            aim = aims[going] if aims is not None and asked == 0 else None
            chosen = _choose(design, mass[going], aim, free[going], items[going, :asked], generator, counts, sittings)
            free[going, chosen], items[going, asked] = False, chosen
            np.add.at(counts, chosen, 1)
            after = mass[going] * table.chances[chosen, scores[going, chosen]]
            mass[going] = after / after.sum(axis=1, keepdims=True)
            lengths[going] += 1
        steps.append(moments(design, mass))
    held = (np.stack([getattr(step, name) for step in steps], axis=1) for name in ("mean", "sd", "bands"))
    return Trace(items, Moments(*held), lengths)


def _choose(
    design: Design,
    mass: Array,
    aims: Array | None,
    free: Mask,
    asked: Rows,
    generator: np.random.Generator,
    counts: Counts,
    sittings: int,
) -> Rows:
    """The next item of every learner: areas that are due first, then price and cap, then one of the best by chance."""
    table, rules = design.table, design.rules
    worth = _worth(design, mass) if aims is None else _information_at(table, aims)
    open_items, chosen = free & _due(table, rules, asked, free), np.full(len(mass), -1)
    room = np.full(len(table.items), len(mass), dtype=np.int64)
    prices = np.zeros(len(table.items)) if design.prices is None else design.prices
    if rules.exposure_cap < 1.0:
        room = np.floor(exposure.highest_count(rules.exposure_cap, sittings)).astype(np.int64) - counts
        prices = exposure.prices_now(prices, counts, sittings, rules.exposure_cap)
    worth = worth * np.exp(-prices)
    waiting = np.arange(len(mass))
    while len(waiting):
        allowed = open_items[waiting] & (room > 0)
        stuck = ~allowed.any(axis=1)
        # Areas whose items are all used up give way to the others, and a cap that leaves nothing to the least asked.
        allowed[stuck] = free[waiting[stuck]] & (room > 0)
        stuck = ~allowed.any(axis=1)
        allowed[stuck] = free[waiting[stuck]] & _least_counted(counts, free[waiting[stuck]])
        picked = _one_of_best(np.where(allowed, worth[waiting], -np.inf), rules.randomesque, generator)
        kept = _rank_among_equals(picked) < np.maximum(room[picked], stuck * len(mass))
        chosen[waiting[kept]] = picked[kept]
        np.subtract.at(room, picked[kept], 1)
        waiting = waiting[~kept]
    return chosen


def _worth(design: Design, mass: Array) -> Array:
    if design.criterion is Criterion.CLARITY:
        return selection.expected_clarity(design.table, mass, design.decision)
    return _information_at(design.table, mass @ design.table.grid.nodes)


def _information_at(table: ItemTable, thetas: Array) -> Array:
    cells = np.searchsorted(table.grid.edges, thetas) - 1
    return table.information.T[np.clip(cells, 0, len(table.grid.nodes) - 1)]


def _due(table: ItemTable, rules: SelectionRules, asked: Rows, free: Mask) -> Mask:
    """The items of the areas whose turn it is for each learner, as `selection.due` finds them for one."""
    if not rules.quotas:
        return np.ones((len(asked), len(table.items)), dtype=bool)
    areas, total = list(rules.quotas), sum(rules.quotas.values())
    masks = np.array([table.area(area) for area in areas])
    seen, left = masks[:, asked].sum(axis=-1), (masks[:, None, :] & free).any(axis=-1)
    shares = np.array([rules.quotas[area] for area in areas])[:, None] / total
    lack = np.where(left, shares * (asked.shape[1] + 1) - seen, -np.inf)
    furthest = lack.max(axis=0)
    alone = (furthest >= 1.0) | (furthest <= 0.0)
    first = np.arange(len(areas))[:, None] == lack.argmax(axis=0)
    return np.asarray(np.where(alone, first, lack > 0.0).T @ masks)


def _one_of_best(ranked: Array, among: int, generator: np.random.Generator) -> Rows:
    """One item for each learner out of her best with a finite worth."""
    if among <= 1:
        return np.asarray(ranked.argmax(axis=1))
    many = min(among, ranked.shape[1])
    best = np.argpartition(-ranked, many - 1, axis=1)[:, :many]
    order = np.argsort(-np.take_along_axis(ranked, best, axis=1), axis=1, kind="stable")
    best = np.take_along_axis(best, order, axis=1)
    open_to = np.isfinite(np.take_along_axis(ranked, best, axis=1)).sum(axis=1)
    return np.asarray(best[np.arange(len(best)), generator.integers(np.maximum(open_to, 1))])


def _least_counted(counts: Counts, free: Mask) -> Mask:
    """Items asked least of those each learner may still see."""
    seen = np.where(free, counts, np.iinfo(np.int64).max)
    return np.asarray(seen == seen.min(axis=1, keepdims=True))


def _rank_among_equals(picked: Rows) -> Rows:
    """For each learner how many before her in the wave picked the same item."""
    order = np.argsort(picked, kind="stable")
    ordered = picked[order]
    first = np.searchsorted(ordered, ordered)
    ranks = np.empty(len(picked), dtype=np.intp)
    ranks[order] = np.arange(len(picked)) - first
    return ranks
