"""Timetables guided by the linear relaxation: round its teachers up one after another, or search among what it uses."""

import math

import numpy as np

from scheduling.solvers import highs
from scheduling.solvers.highs import Diver, Restriction
from scheduling.solvers.incumbent import Incumbent
from scheduling.solvers.model import Model
from scheduling.solvers.programme import Vector

_TINY = 1e-6
_REFILL_SECONDS = 4.0
_LONG_REFILL_SECONDS = 8.0
_NEAR_SECONDS = 10.0
_REFILL_STEPS = 300
_NEAR_STEPS = 100


def relax(best: Incumbent) -> Vector | None:
    """The optimum of the linear relaxation, which is also a first bound. None if time ran out."""
    began = best.seconds
    relaxation = Diver(best.model.programme).solve(best.limits(gap=0.0, seconds=None, steps=0).seconds)
    best.pace = best.seconds - began
    if relaxation.values is not None:
        best.learn_bound(relaxation.objective)
    return relaxation.values


def most_placed(best: Incumbent) -> int:
    """An upper bound for the number of learners that any timetable can place.

    Every timetable gives a solution of the programme in which the `seated` columns add up to the people placed. So the
    maximum of that sum over the programme is at least what any timetable reaches, the maximum over the linear
    relaxation is larger or equal, and as people are whole the maximum may be rounded down.
    """
    programme = best.model.programme
    minus_placed = np.zeros(len(programme.cost))
    minus_placed[list(best.model.seated.values())] = -1.0
    seconds = best.limits(gap=0.0, seconds=None, steps=0).seconds
    relaxation = Diver(programme, cost=minus_placed).solve(seconds)
    everybody = len(best.model.compact.problem.learners)
    return everybody if relaxation.values is None else min(everybody, math.floor(-relaxation.objective + 1e-4))


def round_up(best: Incumbent, guide: Vector) -> None:
    """Fix the most certain teachers of the relaxation, solve again, and so on; then fill the seats in whole numbers."""
    model, part = best.model, used_only(best.model, guide)
    diver = Diver(model.programme, part)
    undecided = [c for c in model.taught.values() if part.upper[c] > 0]
    values: Vector | None = guide
    while undecided and values is not None and not best.finished:
        values, undecided = _fix_some(diver, values, undecided)
    if values is not None and not best.finished:
        refill(best, values)


def _fix_some(diver: Diver, values: Vector, undecided: list[int]) -> tuple[Vector | None, list[int]]:
    """Fix a tenth of the undecided columns that are in use, the most certain first; forbid one where that fails."""
    used = sorted((c for c in undecided if values[c] > _TINY), key=lambda c: -values[c])
    if not used:
        return values, []
    chosen = [c for c in used if values[c] > 1 - _TINY] or used[: max(1, len(used) // 10)]
    for column in chosen:
        diver.bound(column, 1.0, 1.0)
    relaxation = diver.solve()
    if relaxation.values is None:
        for column in chosen:
            diver.bound(column, 0.0, 1.0)
        chosen = chosen[:1]
        diver.bound(chosen[0], 0.0, 0.0)
        relaxation = diver.solve()
    return relaxation.values, [c for c in undecided if c not in set(chosen)]


def refill(best: Incumbent, values: Vector, seconds: float = _REFILL_SECONDS) -> None:
    """Keep which teacher gives what, and seat the learners anew in whole numbers."""
    part = highs.whole(best.model.programme)
    for column in best.model.taught.values():
        part.lower[column] = part.upper[column] = round(values[column])
    limits = best.limits(gap=0.002, seconds=best.slow(seconds), steps=_REFILL_STEPS)
    outcome = highs.optimise(best.model.programme, part, limits, watch=best.watch())
    if outcome.values is not None:
        best.consider(outcome.values)


def search_near(best: Incumbent, part: Restriction, seed: int) -> None:
    """The best choice of sections among those the relaxation uses, with seats and carers still divisible; then refill.

    Sections and teachers are what is hard to choose. Divisible seats make that choice quick and change the cost little.
    """
    whole = {*best.model.taught.values(), *best.model.opened.values()}
    part = Restriction(part.lower, part.upper, [column in whole for column in range(len(part.integer))])
    limits = best.limits(gap=0.002, seconds=best.slow(_NEAR_SECONDS), steps=_NEAR_STEPS)
    stop_only = best.watch()
    outcome = highs.optimise(
        best.model.programme, part, limits, seed=seed, watch=lambda values, bound: stop_only(None, bound)
    )
    if outcome.values is not None and not best.finished:
        refill(best, outcome.values, _LONG_REFILL_SECONDS)


def used_only(model: Model, guide: Vector) -> Restriction:
    """Forbid every section that the relaxation does not use at all."""
    part = highs.whole(model.programme)
    for (k, p, _), column in model.opened.items():
        if all(guide[model.opened[k, p, other]] < _TINY for other in model.compact.classes_of[k]):
            part.upper[column] = 0.0
            for teacher in model.compact.teachers_of[k, p]:
                part.upper[model.taught[teacher, k, p]] = 0.0
    return part
