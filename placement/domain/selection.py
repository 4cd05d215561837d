"""Selection: which item to ask next. One function per rule; content quota first, then price and cap, then chance."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from placement.domain import estimation, exposure
from placement.domain.chance import Chance
from placement.domain.cut_scores import CutScores
from placement.domain.estimation import ItemTable, Posterior
from placement.domain.exposure import Counts, Exposure
from placement.domain.irt import Array

Mask = npt.NDArray[np.bool_]
Rows = npt.NDArray[np.intp]
NEGLIGIBLE = 1e-8
"""Cells with less of the posterior do not count when items are weighed."""
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
    counts, at_price = np.zeros(len(worth), dtype=np.int64), worth
    if rules.exposure_cap < 1.0:
        counts = exposure.counts_of(shown, table.index)
        rehearsed = np.zeros(len(worth)) if prices is None else prices
        discount = exposure.prices_now(rehearsed, counts, shown.sittings, rules.exposure_cap)
        np.exp(np.negative(discount, out=discount), out=discount)
        full = exposure.is_full(counts, rules.exposure_cap, shown.sittings)
        at_price = np.where(full, -np.inf, np.multiply(worth, discount, out=discount))
    left = at_price.copy()
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
    starts = estimation.band_starts(table.grid, decision or table.grid.cuts).tolist()
    belief, chances = mass.astype(np.float32), table.chances_by_score
    below = np.cumsum(np.moveaxis(np.add.reduceat(belief, starts, axis=-1), -1, 0), axis=0)
    # By score, then band: a learner of this band or a lower one gives this score.
    both = np.empty((len(chances), len(starts), *belief.shape[:-1], len(table.items)), dtype=np.float32)
    for band, (begin, end) in enumerate(zip(starts, [*starts[1:], len(table.grid.nodes)], strict=True)):
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
    belief, curves = mass.astype(np.float32), table.chances_by_score[0]
    low, high = _where_she_may_be(belief)
    edges = estimation.band_starts(table.grid, decision or table.grid.cuts).tolist()
    edges = [low, *(edge for edge in edges if low < edge < high), high]
    right = np.empty((len(edges) - 1, len(table.items)), dtype=np.float32)
    for row, begin in enumerate(edges[:-1]):
        np.matmul(belief[begin : edges[row + 1]], curves[begin : edges[row + 1]], out=right[row])
    below = np.cumsum(np.add.reduceat(belief[low:high], [edge - low for edge in edges[:-1]]))
    np.cumsum(right, axis=0, out=right)
    total, apart = right[-1], right[:-1]
    apart -= below[:-1, None] * total
    apart *= apart
    found = np.ones(len(apart), dtype=np.float32) @ apart
    found /= np.maximum(total * (below[-1] - total), TINY)
    return np.asarray(found, dtype=np.float64)


def _where_she_may_be(belief: npt.NDArray[np.float32]) -> tuple[int, int]:
    """First and last cell, less one, with so much of the posterior that they count."""
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
