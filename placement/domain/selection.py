"""Selection: which item to ask next. One function per rule; content quota first, then price and cap, then chance."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from placement.domain import estimation, exposure
from placement.domain.cut_scores import CutScores
from placement.domain.estimation import ItemTable, Posterior
from placement.domain.exposure import Counts, Exposure
from placement.domain.irt import Array

Mask = npt.NDArray[np.bool_]
Rows = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class SelectionRules:
    """`quotas`: wanted share of each content area, empty for no balance. `randomesque`: choose among so many best."""

    quotas: Mapping[str, float] = field(default_factory=dict)
    randomesque: int = 5
    exposure_cap: float = 1.0


def next_item(
    table: ItemTable,
    posterior: Posterior,
    asked: Sequence[str],
    rules: SelectionRules,
    shown: Exposure,
    generator: np.random.Generator,
    aim: float | None = None,
    decision: CutScores | None = None,
    prices: Array | None = None,
) -> str | None:
    """Key of the item to ask next, `None` when nothing is left.

    `aim` replaces the estimate for a first item. `decision` holds the cuts that matter, all of the scale by default.
    `prices[item]` are those of a rehearsal with this exposure cap.
    """
    free = not_asked(table, asked)
    if not free.any():
        return None
    worth = information_at(table, aim) if aim is not None else expected_clarity(table, posterior.mass, decision)
    counts, left, at_price = np.zeros(len(worth), dtype=np.int64), free, worth
    if rules.exposure_cap < 1.0:
        counts = exposure.counts_of(shown, table.index)
        left = free & (counts + 1 <= exposure.highest_count(rules.exposure_cap, shown.sittings))
        rehearsed = np.zeros(len(worth)) if prices is None else prices
        at_price = worth * np.exp(-exposure.prices_now(rehearsed, counts, shown.sittings, rules.exposure_cap))
    for candidates in (left & due(table, asked, rules.quotas, free), left):
        if candidates.any():
            ranked = np.where(candidates, at_price, -np.inf)
            return table.items[_one_of_best(ranked, rules.randomesque, generator)].key
    return table.items[least_asked(free, counts, worth)].key


def not_asked(table: ItemTable, asked: Sequence[str]) -> Mask:
    """Items this learner has not seen."""
    free = np.ones(len(table.items), dtype=bool)
    free[[table.index[key] for key in asked if key in table.index]] = False
    return free


def information_at(table: ItemTable, theta: float) -> Array:
    """Fisher information of every item at one ability."""
    cell = int(np.clip(np.searchsorted(table.grid.edges, theta) - 1, 0, len(table.grid.nodes) - 1))
    return table.information[:, cell]


def expected_clarity(table: ItemTable, mass: Array, decision: CutScores | None = None) -> Array:
    """How much clearer the bands will stand after each item: the expected growth of their sum of squared probabilities.

    One less this sum is the expected quadratic score (Brier 1950), a proper one: only what truly parts the bands
    raises it. `mass` holds one learner (cells) or many (learners, cells); the result adds an axis of items.
    """
    starts = estimation.band_starts(table.grid, decision or table.grid.cuts).tolist()
    belief, chances = mass.astype(np.float32), table.chances_by_score
    held = np.add.reduceat(belief, starts, axis=-1)
    # By score, then band: a learner of this band gives this score.
    both = np.empty((len(chances) + 1, len(starts), *belief.shape[:-1], len(table.items)), dtype=np.float32)
    for band, (begin, end) in enumerate(zip(starts, [*starts[1:], len(table.grid.nodes)], strict=True)):
        for score, curves in enumerate(chances, start=1):
            np.matmul(belief[..., begin:end], curves[begin:end], out=both[score, band])
    np.subtract(np.moveaxis(held, -1, 0)[..., None], both[1:].sum(axis=0), out=both[0])
    squares = np.einsum("sb...i,sb...i->s...i", both, both)
    after = (squares / np.maximum(both.sum(axis=1), 1e-30)).sum(axis=0)
    clear = (held.astype(np.float64) ** 2).sum(axis=-1)
    return np.asarray(np.maximum(after - clear[..., None], 0.0), dtype=np.float64)


def due(table: ItemTable, asked: Sequence[str], quotas: Mapping[str, float], free: Mask) -> Mask:
    """The items of the content areas whose turn it is: the quota rule of apportionment (Balinski & Young 1975) at
    every place of the test.

    No area may get ahead of its share by a whole item, and one that has fallen back by a whole item is next: so the
    shares hold at every length of the test, and between these bounds the best item decides. An area without free
    items waits for nobody. Without quotas everything is due.
    """
    everything = np.ones(len(table.items), dtype=bool)
    if not quotas:
        return everything
    seen = Counter(table.items[table.index[key]].content for key in asked if key in table.index)
    total, place = sum(quotas.values()), seen.total() + 1
    masks = {area: table.area(area) for area in quotas}
    lack = {area: share / total * place - seen[area] for area, share in quotas.items() if (masks[area] & free).any()}
    if not lack:
        return everything
    furthest = max(lack, key=lambda area: lack[area])
    if lack[furthest] >= 1.0 or lack[furthest] <= 0.0:
        return masks[furthest]
    return np.asarray(np.any([masks[area] for area in lack if lack[area] > 0.0], axis=0))


def least_asked(free: Mask, counts: Counts, worth: Array) -> int:
    """When the cap leaves nothing: the item asked least so far, of those the one worth most."""
    fewest = counts[free].min()
    return int(np.where(free & (counts == fewest), worth, -np.inf).argmax())


def _one_of_best(ranked: Array, among: int, generator: np.random.Generator) -> int:
    """One of the best candidates by chance (randomesque, Kingsbury & Zara 1989)."""
    if among <= 1:
        return int(ranked.argmax())
    best = np.argpartition(-ranked, among - 1)[:among] if among < len(ranked) else np.arange(len(ranked))
    best = best[np.isfinite(ranked[best])]
    return int(np.sort(best)[generator.integers(len(best))])
