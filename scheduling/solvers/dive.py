"""Timetables guided by the linear relaxation: round its teachers up one after another, or search among what it uses."""

import math

import numpy as np

from scheduling.solvers import highs
from scheduling.solvers.highs import Diver, Restriction
from scheduling.solvers.incumbent import Incumbent
from scheduling.solvers.model import Model
from scheduling.solvers.neighbourhood import is_large
from scheduling.solvers.programme import INFINITE, Programme, Vector
from scheduling.solvers.seating import Outline

_TINY = 1e-6
_FILL_SECONDS = 4.0
_FILL_STEPS = 300


def relax(best: Incumbent, diver: Diver) -> Vector | None:
    """The optimum of the linear relaxation, which is also a first bound. None if time ran out."""
    began = best.seconds
    relaxation = diver.solve(best.limits(gap=0.0, seconds=None, steps=0).seconds)
    best.pace = best.seconds - began
    if relaxation.values is not None:
        best.learn_bound(relaxation.objective, best.model)
    return relaxation.values


def most_placed(best: Incumbent, model: Model) -> int:
    """An upper bound for the number of learners that any timetable can place.

    Every timetable gives a solution of the programme in which the `seated` columns add up to the people placed. So the
    maximum of that sum over the programme is at least what any timetable reaches, the maximum over the linear
    relaxation is larger or equal, and as people are whole the maximum may be rounded down.
    """
    programme = model.programme
    minus_placed = np.zeros(len(programme.cost))
    minus_placed[list(model.seated.values())] = -1.0
    seconds = best.limits(gap=0.0, seconds=None, steps=0).seconds
    relaxation = Diver(programme, cost=minus_placed).solve(seconds)
    everybody = len(best.model.compact.problem.learners)
    return everybody if relaxation.values is None else min(everybody, math.floor(-relaxation.objective + 1e-4))


def shape(best: Incumbent, diver: Diver, guide: Vector, outline: Outline) -> None:
    """Choose how many sections run where, with teachers still divisible; give them to teachers; fill the seats.

    Each step is far smaller than all three at once, and little is lost between them. `diver` has just solved the
    relaxation, so that its next solution takes a fraction of that time.
    """
    model = best.model
    if not model.plain:
        # Decided sections and ways bind teachers to rooms: those are rounded together.
        round_up(best, guide, outline)
        return
    values = _whole(best, diver, guide, list(model.opened.values()))
    taught = _hand_out(best, values) if values is not None else None
    if values is None or taught is None:
        return
    if not is_large(model):
        outline.refill(taught)
        return
    for key, sections in _served(model, taught, values).items():
        # Sections for which no teacher was found do not run after all.
        diver.bound(model.opened[key], float(sections), float(sections))
    values = diver.solve().values
    if values is not None and not best.finished:
        _fill_near(best, values, taught)


def _fill_near(best: Incumbent, values: Vector, taught: Vector) -> None:
    """Seats in whole numbers around divisible ones: nobody sits where the relaxation seats nobody of the kind."""
    model = best.model
    part = highs.whole(model.programme)
    for column in model.taught.values():
        part.lower[column] = part.upper[column] = taught[column]
    for column in (*model.seated.values(), *model.swapping.values()):
        part.lower[column] = max(0.0, math.floor(values[column]) - 1)
        if values[column] < _TINY:
            part.upper[column] = 0.0
    limits = best.limits(gap=0.001, seconds=best.slow(_FILL_SECONDS), steps=_FILL_STEPS)
    outcome = highs.optimise(model.programme, part, limits, watch=best.watch())
    if outcome.values is not None:
        best.consider(outcome.values)


def _served(model: Model, taught: Vector, values: Vector) -> dict[tuple[int, int, int], int]:
    """How many of the sections have a teacher: those in the largest rooms first."""
    found: dict[tuple[int, int, int], int] = {}
    for (k, p), teachers in model.compact.teachers_of.items():
        left = round(sum(float(taught[model.taught[t, k, p]]) for t in teachers))
        for q in (q for q in reversed(model.compact.classes_of[k]) if (k, p, q) in model.opened):
            found[k, p, q] = min(left, round(values[model.opened[k, p, q]]))
            left -= found[k, p, q]
    return found


def _whole(best: Incumbent, diver: Diver, values: Vector, undecided: list[int], parts: int = 3) -> Vector | None:
    """Fix these columns at whole numbers, a part at a time. None where no solution is left or time is up."""
    found: Vector | None = values
    while undecided and found is not None and not best.finished:
        found, undecided = _round_some(diver, found, undecided, parts)
    return None if best.finished else found


def _round_some(diver: Diver, values: Vector, undecided: list[int], parts: int) -> tuple[Vector | None, list[int]]:
    """Fix the part of the undecided columns that is nearest to whole numbers; round it down where that fails."""
    distance = np.abs(values - np.rint(values))
    near = sorted(undecided, key=lambda c: float(distance[c]))
    whole = [c for c in near if distance[c] < _TINY]
    # Whole columns at 0 stay free: what is rounded down elsewhere may want to run there.
    settled = [c for c in whole if values[c] > 0.5]
    torn = near[len(whole) :]
    if not torn:
        return values, []
    chosen = torn[: max(1, len(torn) // parts)]
    for column in settled + chosen:
        diver.bound(column, float(np.rint(values[column])), float(np.rint(values[column])))
    relaxation = diver.solve()
    if relaxation.values is None:
        for column in chosen:
            diver.bound(column, math.floor(values[column]), math.floor(values[column]))
        relaxation = diver.solve()
    fixed = {*settled, *chosen}
    return relaxation.values, [c for c in undecided if c not in fixed]


def _hand_out(best: Incumbent, values: Vector) -> Vector | None:
    """Teachers in whole numbers for the sections of these values: as many people as possible keep their section."""
    model, compact = best.model, best.model.compact
    wanted: dict[tuple[int, int], int] = {}
    for (k, p, _), column in model.opened.items():
        wanted[k, p] = wanted.get((k, p), 0) + round(values[column])
    hand_out, columns = Programme(), dict[tuple[int, int, int], int]()
    for t, k, p in model.taught:
        if wanted[k, p]:
            # Those of fewer qualifications first, by a hair: the others are more use later.
            able = len(compact.problem.teachers[t].qualifications)
            worth = compact.problem.courses[k].section_max + 0.1 * len(compact.pattern_slots[p])
            columns[t, k, p] = hand_out.column(-worth + 1e-3 * able, 1.0)
    by_place: dict[tuple[int, int], list[int]] = {}
    busy: dict[tuple[int, int], list[int]] = {}
    week: dict[int, list[tuple[int, float]]] = {}
    for (t, k, p), column in columns.items():
        by_place.setdefault((k, p), []).append(column)
        week.setdefault(t, []).append((column, float(len(compact.pattern_slots[p]))))
        for s in compact.pattern_slots[p]:
            busy.setdefault((t, s), []).append(column)
    for place, found in by_place.items():
        hand_out.row([(c, 1.0) for c in found], -INFINITE, float(wanted[place]))
    for found in busy.values():
        hand_out.row([(c, 1.0) for c in found], -INFINITE, 1.0)
    for t, terms in week.items():
        hand_out.row(terms, -INFINITE, compact.problem.teachers[t].max_meetings)
    limits = best.limits(gap=0.0005, seconds=best.slow(_FILL_SECONDS), steps=_FILL_STEPS)
    outcome = highs.optimise(hand_out, highs.whole(hand_out), limits, watch=best.stop_only())
    if outcome.values is None:
        return None
    taught = np.zeros(len(values))
    for key, column in columns.items():
        taught[model.taught[key]] = round(float(outcome.values[column]))
    return taught


def round_up(best: Incumbent, guide: Vector, outline: Outline) -> None:
    """Fix the most certain teachers of the relaxation, solve again, and so on; then fill the seats in whole numbers."""
    model, part = best.model, used_only(best.model, guide)
    diver = Diver(model.programme, part)
    undecided = [c for c in model.taught.values() if part.upper[c] > 0]
    values: Vector | None = guide
    while undecided and values is not None and not best.finished:
        values, undecided = _fix_some(diver, values, undecided)
    if values is not None and not best.finished:
        outline.refill(values)


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


def used_only(model: Model, guide: Vector) -> Restriction:
    """Forbid every section that the relaxation does not use at all."""
    part = highs.whole(model.programme)
    locked = {p for _, p in model.locked}
    for (k, p, _), column in model.opened.items():
        here = [model.opened[k, p, q] for q in model.compact.classes_of[k] if (k, p, q) in model.opened]
        if all(guide[other] < _TINY for other in here) and p not in locked:
            part.upper[column] = 0.0
            for teacher in model.compact.teachers_of[k, p]:
                part.upper[model.taught[teacher, k, p]] = 0.0
    return part
