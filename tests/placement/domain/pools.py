"""Small pools of items for the tests of the engine."""

from functools import cache

import numpy as np

from placement.domain import estimation, simulation, sitting
from placement.domain.cut_scores import LANGUAGE_CUTS
from placement.domain.estimation import ItemTable
from placement.domain.irt import Parameters
from placement.domain.item_bank import PoolItem
from placement.domain.selection import SelectionRules
from placement.domain.sitting import Engine
from placement.domain.stopping import StopRules

AREAS = ("home", "work", "health")


@cache
def pool(size: int = 60) -> tuple[PoolItem, ...]:
    """A generated 3PL pool in three content areas."""
    return simulation.generated_bank(size, np.random.default_rng(3), AREAS)


@cache
def table(size: int = 60) -> ItemTable:
    return estimation.tabulate(pool(size), LANGUAGE_CUTS)


@cache
def engine(min_items: int = 4, max_items: int = 25, price: float = 0.006, seconds: float | None = None) -> Engine:
    return sitting.engine(
        "listening",
        pool(),
        LANGUAGE_CUTS,
        stop_rules=StopRules(price, min_items, max_items, seconds),
        selection_rules=SelectionRules(dict.fromkeys(AREAS, 1.0), 5, 1.0),
    )


def even_items(size: int, content: str = "", a: float = 1.3) -> tuple[PoolItem, ...]:
    """Items that differ in difficulty only, from easy to hard."""
    difficulties = np.linspace(-2, 2, size)
    return tuple(PoolItem(f"{content}{n}", Parameters(a, float(b)), content) for n, b in enumerate(difficulties))
