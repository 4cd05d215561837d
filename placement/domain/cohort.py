"""Cohort: many simulated learners sit a test at the same time, by the rules of `selection`, so that thousands are quick.

The test of a single learner is `sitting`; both ask the same items for the same answers, and a test holds them to it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from placement.domain import estimation, selection
from placement.domain.cut_scores import CutScores
from placement.domain.estimation import ItemTable, Prior
from placement.domain.irt import Array
from placement.domain.selection import Mask, Rows, SelectionRules

Counts = npt.NDArray[np.int64]
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
    """The next item of every learner: needed areas first, then the cap, then one of the best by chance."""
    table, rules = design.table, design.rules
    worth = _worth(design, mass) if aims is None else _information_at(table, aims)
    open_items, chosen = free & _needed(table, rules, asked), np.full(len(mass), -1)
    room = np.full(len(table.items), len(mass), dtype=np.int64)
    if rules.exposure_cap < 1.0:
        room = np.floor(rules.exposure_cap * (sittings + selection.HEAD_START)).astype(np.int64) - counts
    waiting = np.arange(len(mass))
    while len(waiting):
        allowed = open_items[waiting] & (room > 0)
        stuck = ~allowed.any(axis=1)
        # An area whose items are all used up gives way to the others, and a cap that leaves nothing to the least asked.
        allowed[stuck] = free[waiting[stuck]] & (room > 0)
        stuck = ~allowed.any(axis=1)
        allowed[stuck] = free[waiting[stuck]] & _least_counted(counts, free[waiting[stuck]])
        by_clarity = aims is None and design.criterion is Criterion.CLARITY
        picked = _best(design, mass[waiting], np.where(allowed, worth[waiting], -np.inf), generator, by_clarity)
        kept = _rank_among_equals(picked) < np.maximum(room[picked], stuck * len(mass))
        chosen[waiting[kept]] = picked[kept]
        np.subtract.at(room, picked[kept], 1)
        waiting = waiting[~kept]
    return chosen


def _worth(design: Design, mass: Array) -> Array:
    table = design.table
    if design.criterion is Criterion.CLARITY:
        return np.asarray(mass @ table.information.T, dtype=np.float64)
    return _information_at(table, mass @ table.grid.nodes)


def _information_at(table: ItemTable, thetas: Array) -> Array:
    cells = np.searchsorted(table.grid.edges, thetas) - 1
    return table.information.T[np.clip(cells, 0, len(table.grid.nodes) - 1)]


def _needed(table: ItemTable, rules: SelectionRules, asked: Rows) -> Mask:
    """The items of the area that each learner lacks most, of those that still have some (as `areas_by_need`)."""
    if not rules.quotas:
        return np.ones((len(asked), len(table.items)), dtype=bool)
    areas, total = list(rules.quotas), sum(rules.quotas.values())
    masks = np.array([table.area(area) for area in areas])
    seen = masks[:, asked].sum(axis=-1)
    left = masks.sum(axis=1)[:, None] - seen
    shares = np.array([rules.quotas[area] for area in areas])[:, None] / total
    lack = np.where(left > 0, shares - seen / max(asked.shape[1], 1), -np.inf)
    return np.asarray(masks[lack.argmax(axis=0)])


def _best(design: Design, mass: Array, ranked: Array, generator: np.random.Generator, by_clarity: bool) -> Rows:
    """One item for each learner out of those with a finite worth."""
    among, rows = design.rules.randomesque, np.arange(len(mass))
    if not by_clarity and among <= 1:
        return np.asarray(ranked.argmax(axis=1))
    many = min(max(selection.SHORTLIST, among), ranked.shape[1])
    short = np.argpartition(-ranked, many - 1, axis=1)[:, :many] if many < ranked.shape[1] else _all(ranked)
    worth = np.take_along_axis(ranked, short, axis=1)
    if by_clarity:
        starts = estimation.band_starts(design.table.grid, design.decision)
        clear = selection.expected_clarity(design.table, mass, short, starts)
        worth = np.where(np.isfinite(worth), clear, -np.inf)
    best = np.argsort(-worth, axis=1, kind="stable")[:, :among]
    open_to = np.isfinite(np.take_along_axis(worth, best, axis=1)).sum(axis=1)
    return np.asarray(short[rows, best[rows, generator.integers(np.maximum(open_to, 1))]])


def _all(ranked: Array) -> Rows:
    return np.broadcast_to(np.arange(ranked.shape[1]), ranked.shape)


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
