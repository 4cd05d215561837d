"""The engine `patterns`: weekly patterns, teachers, childcare and seats as one programme on HiGHS, improved part by part.

First a greedy timetable, then one guided by the linear relaxation, then fix-and-optimise: set a part of the timetable
free, solve it, keep the better one. The whole programme gives the proven bound. Whatever is found passes the judge.
"""

import os
import random
import sys
import threading
from collections.abc import Callable

from scheduling.domain.problem import Problem
from scheduling.domain.timetable import Timetable
from scheduling.solvers import dive, highs, neighbourhood
from scheduling.solvers.compact import compact
from scheduling.solvers.construct import construct
from scheduling.solvers.contract import Budget, Listener, Message, Result
from scheduling.solvers.incumbent import Incumbent
from scheduling.solvers.model import build
from scheduling.solvers.places import values_of
from scheduling.solvers.seating import Outline

ENGINE = "patterns"
_PROOF_SHARE = 0.45
"""With one worker, the part of the seconds that goes into the proof after the search."""
_ROUND_SECONDS = 3.0
_LARGE_SECONDS = 10.0
_ROUND_STEPS = 80
_NICE = 3
_PROOF_STEPS = 12


def solve(problem: Problem, budget: Budget, seed: int, progress: Listener, start: Timetable | None = None) -> Result:
    model = build(compact(problem))
    best = Incumbent(model, budget, progress)
    best.say(Message.STARTED)
    if model.plain:
        best.consider(construct(model))
    known = values_of(model, start) if start is not None else None
    if known is not None:
        best.consider(known)
    in_background = budget.seconds is not None and budget.workers > 1
    if in_background:
        prover = threading.Thread(target=_prove_aside, args=(best, seed), daemon=True)
        # A good timetable comes first: on a busy machine the proof would take half of its time away.
        _search(best, seed, budget.seconds, prover.start)
        best.end()
        prover.join()
    else:
        _search(best, seed, None if budget.seconds is None else budget.seconds * (1 - _PROOF_SHARE))
        _prove(best, seed)
    return best.result(ENGINE)


def _search(best: Incumbent, seed: int, until: float | None, shaped: Callable[[], None] = lambda: None) -> None:
    """Improve the timetable until so many seconds of the run, or all iterations, are over.

    `shaped` is called as soon as there is a good timetable to improve.
    """
    diver = highs.Diver(best.model.programme)
    guide = dive.relax(best, diver)
    near, outline = None, Outline(best)
    if guide is not None:
        near = dive.used_only(best.model, guide)
        dive.shape(best, diver, guide, outline)
    shaped()
    choice = neighbourhood.Choice(best.model, random.Random(seed), near)
    done = 0
    while not _over(best, done, until):
        began, usual = best.seconds, _LARGE_SECONDS if neighbourhood.is_large(best.model) else best.slow(_ROUND_SECONDS)
        gained = _improve_part(best, outline, choice, seed + done)
        # The clock may only steer where answers may depend on it.
        dear = best.budget.seconds is not None and best.seconds - began > 0.9 * usual
        choice.learn(gained=gained, dear=dear)
        done += 1


def _improve_part(best: Incumbent, outline: Outline, choice: neighbourhood.Choice, seed: int) -> bool:
    """Draw a part and solve it, with divisible seats or with whole ones. Whether that gained anything."""
    aspect, before = choice.draw(), best.objective
    if aspect.narrow:
        improve(best, choice.part(best.values), seed, _LARGE_SECONDS)
    elif aspect.whole:
        improve(best, choice.part(best.values), seed)
    else:
        outline.catch_up()
        return outline.improve(choice.part(outline.values), seed, _ROUND_SECONDS, _ROUND_STEPS)
    return best.objective < before - 0.5


def _over(best: Incumbent, done: int, until: float | None) -> bool:
    rounds = best.budget.iterations
    return best.finished or (rounds is not None and done >= rounds) or (until is not None and best.seconds >= until)


def improve(best: Incumbent, part: highs.Restriction, seed: int, seconds: float | None = None) -> None:
    """Solve one part from the best timetable on, and keep what is better."""
    seconds = best.slow(_ROUND_SECONDS) if seconds is None else seconds
    limits = best.limits(gap=0.0005, seconds=seconds, steps=_ROUND_STEPS)
    outcome = highs.optimise(best.model.programme, part, limits, seed=seed, start=best.values, watch=best.watch())
    if outcome.values is not None:
        best.consider(outcome.values)


def _prove_aside(best: Incumbent, seed: int) -> None:
    """The proof in a thread of its own, which on a busy machine leaves the processor to the search."""
    if sys.platform == "linux":
        # Linux counts niceness by thread.
        os.nice(_NICE)
    _prove(best, seed)


def _prove(best: Incumbent, seed: int) -> None:
    """Bounds for the cost and for the number of people placed, from the whole programme or a looser one."""
    if best.interrupted:
        return
    model = best.model
    if not model.exact:
        model = build(compact(model.compact.problem, loosely=True))
        relaxation = highs.Diver(model.programme).solve(best.limits(gap=0.0, seconds=None, steps=0).seconds)
        if relaxation.values is not None:
            best.learn_bound(relaxation.objective, model)
    best.learn_placed_bound(dive.most_placed(best, model))
    if best.finished or best.budget.iterations == 0:
        return
    limits = best.limits(gap=0.0, seconds=None, steps=_PROOF_STEPS + (best.budget.iterations or 0))
    if model is not best.model and best.budget.seconds is None:
        # A proof of the programme itself finds timetables on its way; a looser one does not.
        improve(best, highs.whole(best.model.programme), seed)
    start = best.values if model is best.model else None
    outcome = highs.optimise(
        model.programme, highs.whole(model.programme), limits, seed=seed, start=start, watch=best.watch(proof=model)
    )
    best.learn_bound(outcome.bound, model)
    if outcome.values is not None and model is best.model:
        best.consider(outcome.values)
