"""Choosing and updating: milliseconds per answer of the engine with every constraint on, beside catsim without any.

    python -m tests.benchmarks.choosing [ITEMS] [LEARNERS]

Both get one learner at a time and the same answers; catsim comes from `make bench-setup`.
"""

import json
import sys
import time

import numpy as np

from placement.cli import peers
from placement.domain import sitting, study
from placement.domain.cohort import Scores
from placement.domain.cut_scores import LANGUAGE_CUTS
from placement.domain.exposure import Exposure, Tally
from placement.domain.item_bank import PoolItem
from placement.domain.selection import SelectionRules
from placement.domain.simulation import generated_bank
from placement.domain.stopping import StopRules

AREAS = ("home", "work", "health", "travel")
LENGTH = 25


def main(size: int = 1000, learners: int = 40) -> None:
    """Print both figures and their ratio."""
    generator = np.random.default_rng(1)
    items = generated_bank(size, generator, AREAS)
    scores = study.drawn_scores(items, generator.normal(size=learners), generator)
    mine = engine_times(items, scores)
    catsim = peers.Catsim(items, scores, LANGUAGE_CUTS, LENGTH, LENGTH)
    catsim(1.0)
    theirs = 1000 * catsim.seconds / catsim.steps
    figures = {
        "items_in_bank": size,
        "onward_ms_per_item": float(np.mean(mine)),
        "onward_slowest_ms": float(np.max(mine)),
        "catsim_ms_per_item": theirs,
        "ratio": float(np.mean(mine)) / theirs,
    }
    print(json.dumps(figures, indent=1))


def engine_times(items: tuple[PoolItem, ...], scores: Scores) -> list[float]:
    """Milliseconds of every answer: update, stop, quota, cap, chance, choice."""
    rules = SelectionRules(dict.fromkeys(AREAS, 1.0), randomesque=5, exposure_cap=0.25)
    engine = sitting.engine("x", items, LANGUAGE_CUTS, stop_rules=StopRules(0.0, LENGTH, LENGTH), selection_rules=rules)
    asked, times = Tally(engine.table.index), list[float]()
    for learner, given in enumerate(scores):
        seen = Exposure(learner, asked)
        now = sitting.start(engine, seed=learner, exposure=seen)
        while (key := now.pending) is not None:
            begun = time.perf_counter()
            now = sitting.answer(engine, now, key, int(given[engine.table.index[key]]), exposure=seen)
            times.append(1000 * (time.perf_counter() - begun))
            asked.add(key)
    return times


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
