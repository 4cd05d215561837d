"""The engine `patterns`: weekly patterns, teachers, childcare and seats as one programme on HiGHS, improved part by part.

First a greedy timetable, then one guided by the linear relaxation, then fix-and-optimise: set a part of the timetable
free, solve it, keep the better one. The whole programme gives the proven bound. Whatever is found passes the judge.
"""

import random
import threading

from scheduling.domain.problem import Problem
from scheduling.solvers import dive, highs, neighbourhood
from scheduling.solvers.compact import compact
from scheduling.solvers.construct import construct
from scheduling.solvers.contract import Budget, Listener, Message, Result
from scheduling.solvers.incumbent import Incumbent
from scheduling.solvers.model import build

ENGINE = "patterns"
_PROOF_SHARE = 0.45
"""With one worker, the part of the seconds that goes into the proof after the search."""
_ROUND_SECONDS = 3.0
_ROUND_NODES = 20


def solve(problem: Problem, budget: Budget, seed: int, progress: Listener) -> Result:
    model = build(compact(problem))
    best = Incumbent(model, budget, progress)
    best.say(Message.STARTED)
    best.consider(construct(model))
    in_background = budget.seconds is not None and budget.workers > 1
    if in_background:
        prover = threading.Thread(target=_prove, args=(best, seed), daemon=True)
        prover.start()
        _search(best, seed, budget.seconds)
        best.end()
        prover.join()
    else:
        _search(best, seed, None if budget.seconds is None else budget.seconds * (1 - _PROOF_SHARE))
        _prove(best, seed)
    return best.result(ENGINE)


def _search(best: Incumbent, seed: int, until: float | None) -> None:
    """Improve the timetable until so many seconds of the run, or all iterations, are over."""
    rng = random.Random(seed)
    guide = dive.relax(best)
    if guide is not None:
        dive.round_up(best, guide)
        dive.search_near(best, guide, seed)
    choice = neighbourhood.Choice(best.model, rng)
    rounds = best.budget.iterations
    done = 0
    while not best.finished and (rounds is None or done < rounds) and (until is None or best.seconds < until):
        part = choice.next(best.values)
        before, began = best.objective, best.seconds
        improve(best, part, seed + done)
        choice.learn(gained=best.objective < before - 0.5, dear=best.seconds - began > _ROUND_SECONDS * 0.9)
        done += 1


def improve(best: Incumbent, part: highs.Restriction, seed: int) -> None:
    limits = best.limits(gap=0.001, seconds=_ROUND_SECONDS, nodes=_ROUND_NODES)
    outcome = highs.optimise(best.model.programme, part, limits, seed=seed, start=best.values, watch=best.watch())
    if outcome.values is not None:
        best.consider(outcome.values)


def _prove(best: Incumbent, seed: int) -> None:
    """Bounds for the cost and for the number of people placed, from the whole programme."""
    if best.finished:
        return
    best.learn_placed_bound(dive.most_placed(best))
    limits = best.limits(gap=0.0, seconds=None, nodes=best.budget.iterations or 1)
    everything = highs.whole(best.model.programme)
    outcome = highs.optimise(
        best.model.programme, everything, limits, seed=seed, start=best.values, watch=best.watch(proof=True)
    )
    best.learn_bound(outcome.bound)
    if outcome.values is not None:
        best.consider(outcome.values)
