"""Selection: which item to ask next. One function per rule; content quota first, then price and cap, then chance."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from placement.domain import estimation, exposure
from placement.domain.chance import Chance
from placement.domain.cut_scores import CutScores
from placement.domain.estimation import Grid, ItemTable, Posterior
from placement.domain.exposure import Counts, Exposure
from placement.domain.irt import Array

Mask = npt.NDArray[np.bool_]
Rows = npt.NDArray[np.intp]
NEGLIGIBLE = 1e-8
"""Pairs of cells with less of the posterior do not count when items are weighed."""
TINY = np.float32(1e-30)


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
    chance: Chance,
    aim: float | None = None,
    decision: CutScores | None = None,
    prices: Array | None = None,
) -> str | None:
    """Key of the item to ask next, `None` when nothing is left.

    `aim` replaces the estimate for a first item. `decision` holds the cuts that matter, all of the scale by default.
    `prices[item]` are those of a rehearsal with this exposure cap.
    """
    gone = {table.index[key] for key in asked if key in table.index}
    if len(gone) == len(table.items):
        return None
    worth = information_at(table, aim) if aim is not None else clarity_for_one(table, posterior.mass, decision)
    if rules.exposure_cap < 1.0:
        counts = exposure.counts_of(shown, table.index)
        rehearsed = np.zeros(len(worth)) if prices is None else prices
        left = exposure.prices_now(rehearsed, counts, shown.sittings, rules.exposure_cap)
        # One array is written again and again: in a large bank, arrays made anew cost more than what is worked out.
        np.exp(np.negative(left, out=left), out=left)
        left *= worth
        left[exposure.is_full(counts, rules.exposure_cap, shown.sittings)] = -np.inf
    else:
        counts, left = np.zeros(len(worth), dtype=np.int64), worth.copy()
    left[list(gone)] = -np.inf
    for ranked in _due_first(table, gone, rules.quotas, left):
        best = _best(ranked, rules.randomesque)
        if best:
            return table.items[best[int(chance.integers(len(best)))] if rules.randomesque > 1 else best[0]].key
    return table.items[least_asked(gone, counts, worth)].key


def information_at(table: ItemTable, theta: float) -> Array:
    """Fisher information of every item at one ability."""
    cell = int(np.clip(np.searchsorted(table.grid.edges, theta) - 1, 0, len(table.grid.nodes) - 1))
    return table.information[:, cell]


def expected_clarity(table: ItemTable, mass: Array, decision: CutScores | None = None) -> Array:
    """How much clearer it will stand after each item on which side of every cut a learner is.

    That is how far the expected ranked probability score (Epstein 1969) falls, a proper score for bands in an order:
    the variance of the chance to be below a cut, summed over the cuts. `mass` holds one learner (cells) or many
    (learners, cells); the result adds an axis of items.
    """
    belief, chances = _in_pairs(table.grid, mass), table.chances_by_score
    starts = _band_starts(table.grid, decision or table.grid.cuts).tolist()
    below = np.cumsum(np.moveaxis(np.add.reduceat(belief, starts, axis=-1), -1, 0), axis=0)
    # By score, then band: a learner of this band or a lower one gives this score.
    both = np.empty((len(chances), len(starts), *belief.shape[:-1], len(table.items)), dtype=np.float32)
    for band, (begin, end) in enumerate(zip(starts, [*starts[1:], belief.shape[-1]], strict=True)):
        for score, curves in enumerate(chances):
            np.matmul(belief[..., begin:end], curves[begin:end], out=both[score, band])
            if band:
                both[score, band] += both[score, band - 1]
    given = both[:, -1]
    apart = both[:, :-1]
    for cut in range(len(starts) - 1):
        apart[:, cut] -= below[cut][..., None] * given
    found = np.einsum("sb...i,sb...i->s...i", apart, apart) / np.maximum(given, TINY)
    # What the scores above 0 do not move, the score of 0 moves back.
    back = apart.sum(axis=0)
    rest = np.einsum("b...i,b...i->...i", back, back) / np.maximum(below[-1][..., None] - given.sum(axis=0), TINY)
    return np.asarray(found.sum(axis=0) + rest, dtype=np.float64)


def clarity_for_one(table: ItemTable, mass: Array, decision: CutScores | None = None) -> Array:
    """`expected_clarity` of one learner in a fraction of the time: only the cells where she may be count."""
    if len(table.chances_by_score) > 1:
        return expected_clarity(table, mass, decision)
    belief, curves = _in_pairs(table.grid, mass), table.chances_by_score[0]
    low, high = _where_she_may_be(belief)
    belief = belief[low:high]
    # One product for all: a row for each cut, of the belief below it less its share of all belief, and one of all.
    rows = _sides(table.grid.cuts, decision or table.grid.cuts)[:, low:high] * belief
    shares = rows.sum(axis=1, keepdims=True)
    rows[:-1] -= shares[:-1] * belief
    found = rows @ curves[low:high]
    apart, right = found[:-1], found[-1]
    wrong = shares[-1] - right
    wrong *= right
    clarity = np.einsum("ci,ci->i", apart, apart)
    clarity /= np.maximum(wrong, TINY, out=wrong)
    return np.asarray(clarity, dtype=np.float64)


def _in_pairs(cells: Grid, mass: Array) -> npt.NDArray[np.float32]:
    """Belief in pairs of cells."""
    return np.add.reduceat(mass, cells.pair_starts, axis=-1).astype(np.float32)


def _band_starts(cells: Grid, decision: CutScores) -> Rows:
    """The first pairs of cells of every band of a decision."""
    return np.searchsorted(cells.pair_starts, estimation.band_starts(cells, decision))


@lru_cache(maxsize=256)
def _sides(cuts: CutScores, decision: CutScores) -> npt.NDArray[np.float32]:
    """The pairs of cells below each cut of a decision, 1 or 0, and a last row of all."""
    cells = estimation.grid(cuts)
    ends = [*_band_starts(cells, decision)[1:], len(cells.pair_starts)]
    return np.array([np.arange(len(cells.pair_starts)) < end for end in ends], dtype=np.float32)


def _where_she_may_be(belief: npt.NDArray[np.float32]) -> tuple[int, int]:
    """First pair of cells with so much of the posterior that it counts, and the one after the last."""
    counting = belief > NEGLIGIBLE
    return int(counting.argmax()), len(counting) - int(counting[::-1].argmax())


def due(table: ItemTable, gone: Collection[int], quotas: Mapping[str, float]) -> tuple[str, ...]:
    """The content areas whose turn it is: the quota rule of apportionment (Balinski & Young 1975) at every place of the
    test. `gone`: rows of items asked already.

    No area may get ahead of its share by a whole item, and one that has fallen back by a whole item is next: so the
    shares hold at every length of the test, and between these bounds the best item decides. An area without free
    items waits for nobody. Without quotas nothing is due before the rest.
    """
    seen = dict.fromkeys(table.sizes, 0)
    for row in gone:
        seen[table.contents[row]] += 1
    total, place = sum(quotas.values()), len(gone) + 1
    lack = {
        area: share / total * place - seen[area]
        for area, share in quotas.items()
        if area in seen and table.sizes[area] > seen[area]
    }
    if not lack:
        return ()
    furthest = max(lack, key=lambda area: lack[area])
    if lack[furthest] >= 1.0 or lack[furthest] <= 0.0:
        return (furthest,)
    return tuple(area for area in lack if lack[area] > 0.0)


def least_asked(gone: Collection[int], counts: Counts, worth: Array) -> int:
    """When the cap leaves nothing: the item asked least so far, of those the one worth most."""
    free = np.ones(len(worth), dtype=bool)
    free[list(gone)] = False
    fewest = counts[free].min()
    return int(np.where(free & (counts == fewest), worth, -np.inf).argmax())


def _due_first(table: ItemTable, gone: Collection[int], quotas: Mapping[str, float], left: Array) -> Iterator[Array]:
    """Worth of the items of areas that are due, then of all."""
    areas = due(table, gone, quotas) if quotas else ()
    if areas:
        yield np.where(table.area(*areas), left, -np.inf)
    yield left


def _best(ranked: Array, among: int) -> list[int]:
    """The best few rows with a finite worth, in their order in the table. Writes into `ranked`."""
    best: list[int] = []
    for _ in range(max(among, 1)):
        row = int(ranked.argmax())
        if ranked[row] == -np.inf:
            break
        best.append(row)
        ranked[row] = -np.inf
    return sorted(best)
