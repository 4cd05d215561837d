"""Selection: which item to ask next. One function per rule; content quota first, then exposure cap, then chance."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from placement.domain.estimation import ItemTable, Posterior
from placement.domain.irt import Array

Mask = npt.NDArray[np.bool_]


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


def next_item(
    table: ItemTable,
    posterior: Posterior,
    asked: Sequence[str],
    rules: SelectionRules,
    exposure: Exposure,
    generator: np.random.Generator,
    aim: float | None = None,
) -> str | None:
    """Key of the item to ask next, `None` when nothing is left. `aim` replaces the estimate for a first item."""
    free = not_asked(table, asked)
    if not free.any():
        return None
    worth = information_at(table, aim) if aim is not None else expected_information(table, posterior)
    allowed = under_cap(table, rules.exposure_cap, exposure)
    for area in areas_by_need(table, asked, rules.quotas):
        candidates = free & allowed & area
        if candidates.any():
            return table.items[_one_of_best(worth, candidates, rules.randomesque, generator)].key
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
    return np.asarray(table.information @ posterior.mass, dtype=np.float64)


def information_at(table: ItemTable, theta: float) -> Array:
    """Fisher information of every item at one ability."""
    cell = int(np.clip(np.searchsorted(table.grid.edges, theta) - 1, 0, len(table.grid.nodes) - 1))
    return table.information[:, cell]


def areas_by_need(table: ItemTable, asked: Sequence[str], quotas: Mapping[str, float]) -> list[Mask]:
    """One mask per content area, the area furthest below its share first (Kingsbury & Zara 1989).

    Without quotas, or for areas without one, everything counts as one area.
    """
    areas = table.contents
    if not quotas:
        return [np.ones(len(areas), dtype=bool)]
    rest = ~np.isin(areas, list(quotas))
    seen = Counter(areas[table.index[key]] for key in asked if key in table.index)
    total = sum(quotas.values())
    lack = {area: share / total - seen[area] / max(len(asked), 1) for area, share in quotas.items()}
    return [*(areas == area for area in sorted(lack, key=lambda area: -lack[area])), rest]


def under_cap(table: ItemTable, cap: float, exposure: Exposure) -> Mask:
    """Items that one more showing does not bring above the cap."""
    if cap >= 1.0:
        return np.ones(len(table.items), dtype=bool)
    limit = cap * (exposure.sittings + HEAD_START)
    return np.array([exposure.asked.get(item.key, 0) + 1 <= limit for item in table.items])


def least_asked(table: ItemTable, free: Mask, exposure: Exposure, worth: Array) -> int:
    """When the cap leaves nothing: the item asked least so far, of those the most informative."""
    counts = np.array([exposure.asked.get(item.key, 0) for item in table.items], dtype=np.float64)
    counts[~free] = np.inf
    return int(np.where(counts == counts.min(), worth, -np.inf).argmax())


def _one_of_best(worth: Array, candidates: Mask, among: int, generator: np.random.Generator) -> int:
    """One of the most informative candidates by chance (randomesque, Kingsbury & Zara 1989)."""
    ranked = np.where(candidates, worth, -np.inf)
    many = min(among, int(candidates.sum()))
    if many <= 1:
        return int(ranked.argmax())
    best = np.argpartition(-ranked, many - 1)[:many]
    return int(np.sort(best)[generator.integers(many)])
