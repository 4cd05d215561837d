"""Choosing and updating: milliseconds per answer of the engine with every constraint on, beside catsim without any.

    python -m tests.benchmarks.choosing [ITEMS] [LEARNERS]

Both get one learner at a time, in turn, and the same answers. What counts is the time of the processor, so that a busy machine
delays neither; the slowest answer is by the clock. catsim comes from `make bench-setup`.
"""

import json
import sys
import time
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

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


def main(size: int = 1000, learners: int = 80) -> None:
    """Print both figures and their ratio."""
    generator = np.random.default_rng(1)
    items = generated_bank(size, generator, AREAS)
    scores = study.drawn_scores(items, generator.normal(size=learners), generator)
    answering = test_of(items)
    mine, theirs, slowest = list[float](), list[float](), 0.0
    for learner in range(learners):
        spent, longest = answering(learner, scores[learner])
        mine.append(spent)
        theirs.append(catsim_time(items, scores[learner : learner + 1]))
        slowest = max(slowest, longest)
    figures = {
        "items_in_bank": size,
        "onward_ms_per_item": float(np.mean(mine)),
        "onward_slowest_ms": slowest,
        "catsim_ms_per_item": float(np.mean(theirs)),
        "ratio": float(np.mean(mine) / np.mean(theirs)),
        "ratio_of_the_median_learner": float(np.median(np.array(mine) / np.array(theirs))),
    }
    print(json.dumps(figures, indent=1))


def test_of(items: tuple[PoolItem, ...]) -> Callable[[int, npt.NDArray[np.int8]], tuple[float, float]]:
    """The engine's test of one learner after another: processor's milliseconds per answer, and the slowest by the clock.

    An answer is update, stop, quota, cap, chance and choice.
    """
    rules = SelectionRules(dict.fromkeys(AREAS, 1.0), randomesque=5, exposure_cap=0.25)
    engine = sitting.engine("x", items, LANGUAGE_CUTS, stop_rules=StopRules(0.0, LENGTH, LENGTH), selection_rules=rules)
    asked = Tally(engine.table.index)

    def answering(learner: int, given: npt.NDArray[np.int8]) -> tuple[float, float]:
        seen, spent, slowest, answers = Exposure(learner, asked), 0.0, 0.0, 0
        now = sitting.start(engine, seed=learner, exposure=seen)
        while (key := now.pending) is not None:
            score = int(given[engine.table.index[key]])
            begun, worked = time.perf_counter(), time.process_time()
            now = sitting.answer(engine, now, key, score, exposure=seen)
            spent, slowest = spent + time.process_time() - worked, max(slowest, time.perf_counter() - begun)
            answers += 1
            asked.add(key)
        return 1000 * spent / answers, 1000 * slowest

    return answering


def catsim_time(items: tuple[PoolItem, ...], scores: Scores) -> float:
    """catsim's milliseconds of the processor per item, for one learner."""
    test = peers.Catsim(items, scores, LANGUAGE_CUTS, LENGTH, LENGTH)
    begun = time.process_time()
    test(1.0)
    return 1000 * (time.process_time() - begun) / test.steps


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
