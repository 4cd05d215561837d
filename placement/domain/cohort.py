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
from placement.domain.exposure import Ledger
from placement.domain.irt import Array
from placement.domain.selection import Mask, Rows, SelectionRules

Scores = npt.NDArray[np.int8]
TOGETHER = 100
"""Learners who sit at the same time. Whoever ends makes room for the next."""
ENTERING = 10
"""How many of them begin at a time where one learner's items depend on what others were asked before."""


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

    def at(self, lengths: Rows, learners: Rows | None = None) -> "Moments":
        """Each learner after as many items as she had, all by default."""
        rows = np.arange(len(lengths)) if learners is None else learners
        return Moments(self.mean[rows, lengths], self.sd[rows, lengths], self.bands[rows, lengths])

    def note(self, learners: Rows, asked: Rows, now: "Moments") -> None:
        """Write down where these learners stand after so many items each."""
        self.mean[learners, asked], self.sd[learners, asked] = now.mean, now.sd
        self.bands[learners, asked] = now.bands

    def stay(self, lengths: Rows) -> None:
        """Whoever has stopped stays where she is."""
        kept = np.minimum(np.arange(self.mean.shape[1]), lengths[:, None])
        for held in (self.mean, self.sd):
            held[:] = np.take_along_axis(held, kept, axis=1)
        self.bands[:] = np.take_along_axis(self.bands, kept[:, :, None], axis=1)


@dataclass(frozen=True, eq=False)
class Trace:
    """Every step of every learner: items (learners, longest) and moments (learners, longest + 1, ...)."""

    items: Rows
    moments: Moments
    lengths: Rows


Stop = Callable[[Rows, Moments], Mask]
"""Who of the learners stops, who has been asked so many items each."""


def sit(
    design: Design,
    scores: Scores,
    generator: np.random.Generator,
    *,
    stop: Stop | None = None,
    beliefs: Array | None = None,
    aims: Array | None = None,
    ledger: Ledger | None = None,
) -> Trace:
    """Let all learners take the test. `scores[learner, item]` is what each would score on each item.

    `beliefs[learner, cell]` replaces the prior of the design, `aims[learner]` the estimate for the first item.
    `ledger` keeps what has been asked and the prices that follow from it; with an exposure cap there is always one.

    Without `stop` everybody goes to the longest length; what a stop would have done follows from the trace, unless an
    exposure cap lets the items of one learner depend on how long the tests of others were.
    """
    if ledger is None and design.rules.exposure_cap < 1.0:
        ledger = exposure.Following(_prices(design), design.rules.exposure_cap)
    mass = _beliefs(design, len(scores)) if beliefs is None else beliefs.copy()
    trace, free = _untouched(design, mass), np.ones(scores.shape, dtype=bool)
    begun, seated = 0, np.zeros(0, dtype=np.intp)
    while begun < len(scores) or len(seated):
        entering = min(TOGETHER - len(seated), len(scores) - begun, TOGETHER if ledger is None else ENTERING)
        seated, begun = np.append(seated, np.arange(begun, begun + entering)), begun + entering
        if ledger is not None:
            ledger.began(entering)
        asked = trace.lengths[seated]
        going = asked < design.length
        if stop is not None:
            going &= ~stop(asked, trace.moments.at(asked, seated))
        seated, asked = seated[going], asked[going]
        if len(seated):
            chosen = _choose(design, mass[seated], _aims(aims, seated, asked), free[seated], generator, ledger)
            free[seated, chosen], trace.items[seated, asked] = False, chosen
            after = mass[seated] * design.table.chances[chosen, scores[seated, chosen]]
            mass[seated] = after / after.sum(axis=1, keepdims=True)
            trace.lengths[seated] += 1
            trace.moments.note(seated, asked + 1, moments(design, mass[seated]))
    trace.moments.stay(trace.lengths)
    return trace


def moments(design: Design, mass: Array) -> Moments:
    """Summary of many posteriors at once."""
    nodes = design.table.grid.nodes
    mean = mass @ nodes
    sd = np.sqrt(np.maximum(mass @ nodes**2 - mean**2, 1e-12))
    starts = estimation.band_starts(design.table.grid, design.decision)
    return Moments(mean, sd, np.add.reduceat(mass, starts, axis=1))


def _beliefs(design: Design, many: int) -> Array:
    return np.tile(estimation.prior_mass(design.table.grid.cuts, design.prior), (many, 1))


def _prices(design: Design) -> Array:
    return np.zeros(len(design.table.items)) if design.prices is None else design.prices


def _untouched(design: Design, mass: Array) -> Trace:
    """A trace before the first item."""
    many, places = len(mass), design.length + 1
    held = Moments(*(np.zeros((many, places, *shape)) for shape in ((), (), (len(design.decision.bands),))))
    held.note(np.arange(many), np.zeros(many, dtype=np.intp), moments(design, mass))
    return Trace(np.zeros((many, design.length), dtype=np.intp), held, np.zeros(many, dtype=np.intp))


def _aims(aims: Array | None, seated: Rows, asked: Rows) -> Array | None:
    """The aim of those who get their first item, nothing (NaN) for the others."""
    return None if aims is None else np.where(asked == 0, aims[seated], np.nan)


def _choose(
    design: Design, mass: Array, aims: Array | None, free: Mask, generator: np.random.Generator, ledger: Ledger | None
) -> Rows:
    """The next item of every learner: areas that are due first, then price and cap, then one of the best by chance."""
    table, rules = design.table, design.rules
    worth = _worth(design, mass)
    if aims is not None and not np.isnan(aims).all():
        first = ~np.isnan(aims)
        worth[first] = _information_at(table, aims[first])
    due = free & _due(table, rules, free)
    # Areas whose items are all used up give way to the others.
    due = np.where(due.any(axis=1, keepdims=True), due, free)
    if ledger is None:
        return _one_of_best(np.where(due, worth * np.exp(-_prices(design)), -np.inf), rules.randomesque, generator)
    return _one_by_one(np.log(np.maximum(worth, selection.TINY)), free, due, rules.randomesque, generator, ledger)


def _one_by_one(
    worth: Array, free: Mask, due: Mask, among: int, generator: np.random.Generator, ledger: Ledger
) -> Rows:
    """Each learner chooses at the prices that the one before has left. `worth` is a logarithm."""
    of_due, chosen = np.where(due, worth, -np.inf), np.zeros(len(worth), dtype=np.intp)
    for row, wanted in enumerate(of_due):
        ranked = wanted - ledger.prices
        best = ranked.argmax()
        if ranked[best] == -np.inf:
            ranked = _beyond_what_is_due(worth[row], free[row], ledger)
            best = ranked.argmax()
        chosen[row] = best if among <= 1 else _one_of_best(ranked[None], among, generator)[0]
        ledger.asked(int(chosen[row]))
    return chosen


def _beyond_what_is_due(worth: Array, free: Mask, ledger: Ledger) -> Array:
    """Areas whose items are all at the cap give way to the others, and a cap that leaves nothing to the least asked."""
    ranked = np.where(free, worth - ledger.prices, -np.inf)
    if np.isfinite(ranked.max()):
        return ranked
    return np.where(free & (ledger.counts == ledger.counts[free].min()), worth, -np.inf)


def _worth(design: Design, mass: Array) -> Array:
    if design.criterion is Criterion.CLARITY:
        return selection.expected_clarity(design.table, mass, design.decision)
    return _information_at(design.table, mass @ design.table.grid.nodes)


def _information_at(table: ItemTable, thetas: Array) -> Array:
    cells = np.searchsorted(table.grid.edges, thetas) - 1
    return table.information.T[np.clip(cells, 0, len(table.grid.nodes) - 1)]


def _due(table: ItemTable, rules: SelectionRules, free: Mask) -> Mask:
    """The items of the areas whose turn it is for each learner, as `selection.due` finds them for one."""
    if not rules.quotas:
        return np.ones(free.shape, dtype=bool)
    areas, total = list(rules.quotas), sum(rules.quotas.values())
    masks = np.array([table.area(area) for area in areas], dtype=np.float32)
    left = masks @ free.T.astype(np.float32)
    seen, places = masks.sum(axis=1, keepdims=True) - left, (~free).sum(axis=1) + 1
    shares = np.array([rules.quotas[area] for area in areas])[:, None] / total
    lack = np.where(left > 0, shares * places - seen, -np.inf)
    furthest = lack.max(axis=0)
    alone = (furthest >= 1.0) | (furthest <= 0.0)
    first = np.arange(len(areas))[:, None] == lack.argmax(axis=0)
    return np.asarray(np.where(alone, first, lack > 0.0).T.astype(np.float32) @ masks > 0.0)


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
