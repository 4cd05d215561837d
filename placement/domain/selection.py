"""Selection: which item to ask next. One function per rule; content quota first, then exposure cap, then chance."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from placement.domain import estimation
from placement.domain.cut_scores import CutScores
from placement.domain.estimation import ItemTable, Posterior
from placement.domain.irt import Array

Mask = npt.NDArray[np.bool_]
Rows = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class SelectionRules:
    """`quotas`: wanted share of each content area, empty for no balance. `randomesque`: choose among so many best."""

    quotas: Mapping[str, float] = field(default_factory=dict)
    randomesque: int = 5
    exposure_cap: float = 1.0


@dataclass(frozen=True, slots=True)
class Exposure:
    """How often items have been asked so far: finished and running sittings with this item set, and items asked."""

    sittings: int = 0
    asked: Mapping[str, int] = field(default_factory=dict)


NO_EXPOSURE = Exposure()
HEAD_START = 20
"""Sittings the cap pretends to have seen already: without them the very first learner could be asked nothing."""
SHORTLIST = 8
"""Of so many most informative items the one is asked that will part the bands best."""


def next_item(
    table: ItemTable,
    posterior: Posterior,
    asked: Sequence[str],
    rules: SelectionRules,
    exposure: Exposure,
    generator: np.random.Generator,
    aim: float | None = None,
    decision: CutScores | None = None,
) -> str | None:
    """Key of the item to ask next, `None` when nothing is left.

    `aim` replaces the estimate for a first item. `decision` holds the cuts that matter, all of the scale by default.
    """
    free = not_asked(table, asked)
    if not free.any():
        return None
    worth = information_at(table, aim) if aim is not None else expected_information(table, posterior)
    limit = highest_count(rules.exposure_cap, exposure)
    for area in areas_by_need(table, asked, rules.quotas):
        best = _most_informative(table, worth, free & area, limit, exposure, max(SHORTLIST, rules.randomesque))
        if len(best):
            clear = worth[best] if aim is not None else _clarity(table, posterior, best, decision)
            return table.items[_one_of_best(best, clear, rules.randomesque, generator)].key
    return table.items[least_asked(table, free, exposure, worth)].key


def not_asked(table: ItemTable, asked: Sequence[str]) -> Mask:
    """Items this learner has not seen."""
    free = np.ones(len(table.items), dtype=bool)
    free[[table.index[key] for key in asked if key in table.index]] = False
    return free


def expected_information(table: ItemTable, posterior: Posterior) -> Array:
    """Fisher information of every item, averaged over the posterior (van der Linden 1998, Psychometrika 63).

    Early in a test the estimate is rough, and information at one point would trust it too much.
    """
    return np.asarray(table.rough_information @ posterior.mass.astype(np.float32), dtype=np.float64)


def information_at(table: ItemTable, theta: float) -> Array:
    """Fisher information of every item at one ability."""
    cell = int(np.clip(np.searchsorted(table.grid.edges, theta) - 1, 0, len(table.grid.nodes) - 1))
    return table.information[:, cell]


def expected_clarity(table: ItemTable, mass: Array, rows: Rows, band_starts: Rows) -> Array:
    """How clear the bands will stand after each of some items: the expected sum of their squared probabilities.

    One less this sum is the expected quadratic score (Brier 1950), a proper one: only what truly parts the bands
    raises it. `mass` may hold one learner (cells) or many (learners, cells); `rows` then likewise (items) or
    (learners, items).
    """
    belief = mass.astype(np.float32)
    points = np.add.reduceat(table.point_chances[rows] * belief[..., None, None, :], band_starts, axis=-1)
    nothing = np.add.reduceat(belief, band_starts, axis=-1)[..., None, :] - points.sum(axis=-2)
    bands = np.concatenate([nothing[..., None, :], points], axis=-2)
    squares = np.einsum("...b,...b->...", bands, bands)
    return np.asarray((squares / np.maximum(bands.sum(axis=-1), 1e-30)).sum(axis=-1), dtype=np.float64)


def areas_by_need(table: ItemTable, asked: Sequence[str], quotas: Mapping[str, float]) -> list[Mask]:
    """One mask per content area, the area furthest below its share first (Kingsbury & Zara 1989).

    Without quotas, or for areas without one, everything counts as one area.
    """
    everything = np.ones(len(table.items), dtype=bool)
    if not quotas:
        return [everything]
    seen = Counter(table.items[table.index[key]].content for key in asked if key in table.index)
    total = sum(quotas.values())
    lack = {area: share / total - seen[area] / max(len(asked), 1) for area, share in quotas.items()}
    masks = {area: table.area(area) for area in quotas}
    # What belongs to no area comes last; whatever was in one of them has been found empty by then.
    return [*(masks[area] for area in sorted(lack, key=lambda area: -lack[area])), everything]


def highest_count(cap: float, exposure: Exposure) -> float:
    """How often an item may have been asked, the next showing included."""
    return np.inf if cap >= 1.0 else cap * (exposure.sittings + HEAD_START)


def least_asked(table: ItemTable, free: Mask, exposure: Exposure, worth: Array) -> int:
    """When the cap leaves nothing: the item asked least so far, of those the most informative."""
    counts = np.array([exposure.asked.get(item.key, 0) for item in table.items], dtype=np.float64)
    counts[~free] = np.inf
    return int(np.where(counts == counts.min(), worth, -np.inf).argmax())


def _most_informative(
    table: ItemTable, worth: Array, candidates: Mask, limit: float, exposure: Exposure, many: int
) -> Rows:
    """The most informative candidates that one more showing does not bring above the cap, best first."""
    ranked = np.where(candidates, worth, -np.inf)
    within = min(4 * many, len(ranked)) if np.isfinite(limit) else many
    while True:
        best = _top(ranked, within)
        best = best[candidates[best]]
        if np.isfinite(limit):
            best = best[[exposure.asked.get(table.items[at].key, 0) + 1 <= limit for at in best]]
        if len(best) >= many or within >= len(ranked):
            return best[:many]
        within = len(ranked)


def _top(ranked: Array, many: int) -> Rows:
    """Places of the highest values, highest first."""
    if many >= len(ranked):
        return np.argsort(-ranked, kind="stable")
    best = np.argpartition(-ranked, many - 1)[:many]
    return best[np.argsort(-ranked[best], kind="stable")]


def _clarity(table: ItemTable, posterior: Posterior, rows: Rows, decision: CutScores | None) -> Array:
    starts = estimation.band_starts(table.grid, decision or table.grid.cuts)
    return expected_clarity(table, posterior.mass, rows, starts)


def _one_of_best(rows: Rows, worth: Array, among: int, generator: np.random.Generator) -> int:
    """One of the best candidates by chance (randomesque, Kingsbury & Zara 1989)."""
    many = min(among, len(rows))
    if many <= 1:
        return int(rows[worth.argmax()])
    best = rows[_top(worth, many)]
    return int(np.sort(best)[generator.integers(many)])
