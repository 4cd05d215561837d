"""Twin classes in the search: which patterns two classes may share, who swaps between them, and rows that say so.

A pair is two classes of one course on the same weekdays at different times. Whoever works by turns has a seat in one of
them, the home, and comes to the other in the weeks in which she can attend more there.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import lcm
from typing import TYPE_CHECKING

import numpy as np

from scheduling.domain.problem import (
    Learner,
    Pattern,
    Problem,
    attends_enough,
    care_is_open,
    is_admissible,
    swaps,
)
from scheduling.domain.score import fit_cost, intensity_cost
from scheduling.domain.timetable import Timetable, times_of
from scheduling.solvers.programme import INFINITE

if TYPE_CHECKING:
    from scheduling.solvers.model import Model

Pairs = Mapping[int, tuple[tuple[int, int], ...]]
"""Course -> pairs of patterns, the smaller number first, in which two of its classes may be twins."""
_MOST_PAIRS = 24
"""So many pairs of patterns of a course are tried: those that let most people come who fit no single pattern of the two."""


@dataclass(frozen=True)
class Swap:
    """What it costs to be at home in one pattern with a twin in another; `stays` tells the weeks spent at home.

    `slots` are all in which the person is in class in some week.
    """

    cost: int
    stays: tuple[bool, ...]
    slots: tuple[int, ...]


def candidates(
    problem: Problem, taught: Iterable[tuple[int, int]], running: Timetable | None = None
) -> dict[int, tuple[tuple[int, int], ...]]:
    """Pairs of patterns that are worth a try, and those of twin classes that run or are decided."""
    number = {course.id: k for k, course in enumerate(problem.courses)}
    by_course: dict[int, list[int]] = defaultdict(list)
    for k, p in taught:
        by_course[k].append(p)
    found: dict[int, tuple[tuple[int, int], ...]] = {}
    for k, course in enumerate(problem.courses):
        if not course.twins or course.max_sections < 2:
            continue
        people = [one for one in problem.learners if number[one.course] == k and len(set(one.weeks)) > 1]
        gains = _gains(problem, people, sorted(by_course[k]))
        best = [pair for pair, _ in sorted(gains.items(), key=lambda one: (-one[1], one[0]))[:_MOST_PAIRS]]
        known = [pair for pair in _known(problem, course.id, running) if set(pair) <= set(by_course[k])]
        if best or known:
            found[k] = tuple(dict.fromkeys([*known, *best]))
    return found


def _gains(problem: Problem, people: Sequence[Learner], patterns: Sequence[int]) -> Counter[tuple[int, int]]:
    """How many people each pair lets come who could come to neither of its patterns alone."""
    days = [_weekdays(problem, pattern) for pattern in problem.patterns]
    alone = [frozenset(p for p in patterns if is_admissible(problem, one, problem.patterns[p])) for one in people]
    gains: Counter[tuple[int, int]] = Counter()
    for p in patterns:
        for q in patterns:
            own, twin = problem.patterns[p], problem.patterns[q]
            if p >= q or days[p] != days[q] or not set(own.slots).isdisjoint(twin.slots):
                continue
            for one, fits in zip(people, alone, strict=True):
                gains[p, q] += p not in fits and q not in fits and swap_of(problem, one, p, q) is not None
    return +gains


def _weekdays(problem: Problem, pattern: Pattern) -> tuple[int, ...]:
    return tuple(sorted(int(problem.slot[s].weekday) for s in pattern.slots))


def _known(problem: Problem, course: str, running: Timetable | None) -> list[tuple[int, int]]:
    place = {pattern.id: p for p, pattern in enumerate(problem.patterns)}
    sections = {one.id: one.pattern for one in running.sections if one.course == course} if running else {}
    pairs = [(one.pattern, sections.get(one.twin, "")) for one in (running.sections if running else ()) if one.twin]
    decided = {lock.section: lock.pattern for lock in problem.locks if lock.course == course}
    pairs += [(lock.pattern, decided.get(lock.twin, "")) for lock in problem.locks if lock.twin in decided]
    both = {tuple(sorted((place[a], place[b]))) for a, b in pairs if a in place and b in place}
    return [(p, q) for p, q in sorted(both) if set(problem.patterns[p].slots).isdisjoint(problem.patterns[q].slots)]


def swap_of(problem: Problem, person: Learner, home: int, twin: int) -> Swap | None:
    """How this person would come by turns. None where she cannot, or would come to the one at home only."""
    own, other = problem.patterns[home], problem.patterns[twin]
    away = swaps(person, own, other)
    if not any(away) or not attends_enough(person, own, problem.rules, other):
        return None
    slots = times_of(person, own, other)
    if not care_is_open(problem, person, Pattern("", slots)):
        return None
    number = {slot.id: i for i, slot in enumerate(problem.slots)}
    cost = fit_cost(person, own, problem.rules.costs, other)
    return Swap(cost, tuple(not one for one in away), tuple(number[s] for s in slots))


def swaps_of(problem: Problem, person: Learner, pairs: Iterable[tuple[int, int]]) -> dict[tuple[int, int], Swap]:
    """By home and twin, for all pairs in both directions."""
    found = {}
    # Somebody who needs a room without steps would need two of them: such people keep to one time.
    if not person.step_free or all(room.step_free for room in problem.rooms):
        for p, q in pairs:
            for home, twin in ((p, q), (q, p)):
                swap = swap_of(problem, person, home, twin)
                if swap is not None:
                    found[home, twin] = swap
    return found


def restless(problem: Problem, person: Learner, pairs: Iterable[tuple[int, int]]) -> frozenset[tuple[int, int]]:
    """(home, twin) where she could attend more in the twin in some week, and so is no plain member of the home."""
    both = [pair for p, q in pairs for pair in ((p, q), (q, p))]
    return frozenset((p, q) for p, q in both if any(swaps(person, problem.patterns[p], problem.patterns[q])))


def at_best(problem: Problem, person: Learner, patterns: Sequence[int]) -> dict[int, tuple[int, tuple[int, ...]]]:
    """For each pattern the least cost with any twin at all and which could be twins, for people who would come by turns.

    No pair is left out here, and of the times only those at home count: this allows more than any timetable can.
    """
    if len(set(person.weeks)) < 2:
        return {}
    costs, found = problem.rules.costs, {}
    slots = [frozenset(one.slots) for one in problem.patterns]
    parts = np.array([[len(own & week) / max(1, len(own)) for own in slots] for week in person.weeks])
    for p in patterns:
        others = [q for q in patterns if slots[p].isdisjoint(slots[q])]
        moved = parts[:, others] > parts[:, [p]]
        shares = np.maximum(parts[:, others], parts[:, [p]]).mean(axis=0)
        able = moved.any(axis=0) & ~moved.all(axis=0) & (shares >= problem.rules.min_share - 1e-9)
        best = float(shares[able].max(initial=0.0))
        if able.any() and care_is_open(problem, person, problem.patterns[p]):
            # A hair to the good side: sums in another order differ in the last binary digit.
            missed = int(costs.share * (1 - min(1.0, best + 1e-9)) + 0.5)
            cost = missed + intensity_cost(person, problem.patterns[p], costs)
            found[p] = cost, tuple(q for q, fits in zip(others, able, strict=True) if fits)
    return found


# --- rows ------------------------------------------------------------------------------------------------------------


def pair_classes(model: "Model") -> None:
    """Every pair uses a class of each of its patterns; who swaps sits in a pair; in no week too many come."""
    compact = model.compact
    for (k, p, q), pair in model.paired.items():
        seats = float(max((compact.seats(k, c) for c in compact.classes_of[k]), default=0))
        for home, twin in ((p, q), (q, p)):
            at_home = [(c, 1.0) for _, c, _ in _swapping(model, k, home, twin)]
            model.row([*at_home, (pair, -seats)], -INFINITE, 0.0)
            for week in range(_weeks(model, k)):
                model.row([*_present(model, k, home, week, twin), (pair, -seats)], -INFINITE, 0.0)
        for t, kind in enumerate(compact.kinds):
            both = [(c, 1.0) for way in ((p, q), (q, p)) if (c := model.swapping.get((t, *way))) is not None]
            if both and kind.course == k:
                model.row([*both, (pair, -float(min(kind.size, 2 * seats)))], -INFINITE, 0.0)
    for k, home in sorted({(k, home) for k, *both in model.paired for home in both}):
        _a_place_of_patterns(model, k, home)


def lean(model: "Model") -> None:
    """Without pairs: whoever fits a pattern only with a twin sits there only if a class runs that could be it."""
    for (t, p), column in model.seated.items():
        kind = model.compact.kinds[t]
        if p in kind.leans:
            others = set(kind.leans[p])
            running = [c for (k, q, _), c in model.opened.items() if k == kind.course and q in others]
            model.row([(column, 1.0), *((c, -float(kind.size)) for c in running)], -INFINITE, 0.0)


def _a_place_of_patterns(model: "Model", k: int, p: int) -> None:
    compact = model.compact
    opened = [(q, model.opened[k, p, q]) for q in compact.classes_of[k] if (k, p, q) in model.opened]
    pairs = [(c, -1.0) for (course, *both), c in model.paired.items() if course == k and p in both]
    model.row([*((c, 1.0) for _, c in opened), *pairs], 0.0, INFINITE)
    seated = [(t, c) for (t, at), c in model.seated.items() if at == p and compact.kinds[t].course == k]
    seats = [(c, -float(compact.seats(k, q))) for q, c in opened]
    for week in range(_weeks(model, k)):
        present = _present(model, k, p, week)
        model.row([*((c, 1.0) for _, c in seated), *present, *seats], -INFINITE, 0.0)
    # Whoever would come to the twin instead is no plain member of a paired class.
    for (course, a, b), pair in model.paired.items():
        if course == k and p in (a, b):
            twin = b if p == a else a
            moving = [(t, c) for t, c in seated if (p, twin) in compact.kinds[t].restless]
            most = float(max((compact.seats(k, q) for q, _ in opened), default=0))
            rest = [*((c, -most) for _, c in opened), (pair, most)]
            model.row([*((c, 1.0) for _, c in moving), *rest], -INFINITE, 0.0)
            for t, column in moving:
                size = min(most, float(compact.kinds[t].size))
                model.row([(column, 1.0), *((c, -size) for _, c in opened), (pair, size)], -INFINITE, 0.0)


def _swapping(model: "Model", k: int, home: int, twin: int) -> list[tuple[int, int, Swap]]:
    """(kind, column, swap) of everybody of a course who is at home here."""
    kinds = model.compact.kinds
    return [
        (t, column, kinds[t].swaps[home, twin])
        for t in range(len(kinds))
        if kinds[t].course == k and (column := model.swapping.get((t, home, twin))) is not None
    ]


def _present(model: "Model", k: int, p: int, week: int, only: int | None = None) -> list[tuple[int, float]]:
    """Columns of people who come to pattern p in a week of the rotations, from home or from the twin."""
    found = []
    for course, a, b in model.paired:
        if course != k or p not in (a, b) or (only is not None and only not in (a, b)):
            continue
        q = b if p == a else a
        found += [(c, 1.0) for _, c, one in _swapping(model, k, p, q) if one.stays[week % len(one.stays)]]
        found += [(c, 1.0) for _, c, one in _swapping(model, k, q, p) if not one.stays[week % len(one.stays)]]
    return found


def _weeks(model: "Model", k: int) -> int:
    kinds = model.compact.kinds
    return lcm(*(len(swap.stays) for kind in kinds if kind.course == k for swap in kind.swaps.values()), 1)
