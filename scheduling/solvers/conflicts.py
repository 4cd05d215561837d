"""Why not everybody can have a seat: a short list of requirements that cannot hold together.

Every requirement is named and can be left out: leaving it out turns the problem into an easier one. One question is asked
again and again: can everybody who must be placed be placed in this problem? A list of which that is denied is shortened
one by one, until leaving any one out makes an answer possible; that answer is a timetable which the judge accepts.
"""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from scheduling.domain.constraints import judge
from scheduling.domain.problem import Costs, Problem
from scheduling.domain.timetable import Timetable
from scheduling.solvers import highs
from scheduling.solvers.assemble import assemble
from scheduling.solvers.compact import Compact, compact
from scheduling.solvers.construct import construct
from scheduling.solvers.model import build
from scheduling.solvers.programme import Vector
from scheduling.solvers.requirements import Requirement, classes_needed, rules

__all__ = ["Conflict", "Requirement", "conflict"]

_NO_COSTS = Costs(unplaced=0, priority=0, share=0, intensity=0, carer=0, meeting=0)
_LOOK_SECONDS = 1.5
_TINY = 1e-6


@dataclass(frozen=True)
class Conflict:
    """`members` cannot hold together; none where everything can hold, and `timetable` shows how then.

    `possible` is None where time ran out before it was known. `minimal`: for every member it is proven that the others
    can hold without it. `enough` are those members of which leaving out one alone lets all requirements of the problem
    hold, as far as that was found in time.
    """

    possible: bool | None
    members: tuple[Requirement, ...] = ()
    minimal: bool = True
    enough: tuple[Requirement, ...] = ()
    timetable: Timetable | None = None
    seconds: float = 0.0


def conflict(
    problem: Problem,
    must_place: Iterable[str] | None = None,
    *,
    named: Sequence[Requirement] = (),
    seconds: float = 7.0,
) -> Conflict:
    """Requirements that cannot hold together if these learners, or all, must have a seat. `named` come on top."""
    began = time.monotonic()
    asked = (
        [name for name in must_place if name in problem.learner] if must_place is not None else list(problem.learner)
    )
    search = _Search(problem, began + seconds)
    requirements = [*_seats(problem, asked), *rules(problem, asked), *named]
    found = search.run(requirements)
    return replace(found, seconds=time.monotonic() - began)


def _seats(problem: Problem, asked: Sequence[str]) -> list[Requirement]:
    """A seat for everybody of each course. People who fit nowhere at all are requirements of their own."""
    lost = _fit_nowhere(problem, asked)
    found = [
        Requirement("timetable.require.own_seat", {"learner": one}, seats=(one,), course=problem.learner[one].course)
        for one in lost
    ]
    for course in problem.courses:
        people = tuple(one for one in asked if problem.learner[one].course == course.id and one not in lost)
        if people:
            facts: dict[str, str | int] = {"course": course.title or course.id, "learners": len(people)}
            found.append(Requirement("timetable.require.seats", facts, seats=people, course=course.id))
    return found


def _fit_nowhere(problem: Problem, asked: Sequence[str]) -> list[str]:
    kinds = compact(problem, loosely=True).kinds
    lost = {problem.learners[i].id for kind in kinds if not kind.fits for i in kind.members}
    return [one for one in asked if one in lost]


class _Search:
    """Asks whether requirements can hold together, and never the same twice."""

    def __init__(self, problem: Problem, until: float) -> None:
        self._problem, self._until = problem, until
        self._known: dict[frozenset[int], tuple[bool | None, Timetable | None]] = {}
        self._all: Sequence[Requirement] = ()

    def run(self, requirements: Sequence[Requirement]) -> Conflict:
        self._all = requirements
        everything = list(range(len(requirements)))
        subset = self._one_kind_of_seat(everything)
        if subset is None:
            possible, timetable = self._ask(everything)
            if possible is not False:
                return Conflict(possible, timetable=timetable)
            subset = everything
        members, minimal = self._shorten(subset)
        # Often something else is in the way as well, and that may be hard to see: a look, no more.
        self._until = min(self._until, time.monotonic() + _LOOK_SECONDS)
        enough = [i for i in members if self._ask([j for j in everything if j != i])[0]]
        return Conflict(False, tuple(requirements[i] for i in members), minimal, tuple(requirements[i] for i in enough))

    def _one_kind_of_seat(self, everything: list[int]) -> list[int] | None:
        """Rules alone, or with the seats of one course or person, that cannot hold: the fewest people first."""
        seats = sorted((i for i in everything if self._all[i].seats), key=lambda i: len(self._all[i].seats))
        others = [i for i in everything if not self._all[i].seats]
        decided = self._problem.locks or any(self._all[i].adds for i in others)
        if decided and self._ask(others)[0] is False:
            return others
        for i in seats:
            course = self._all[i].course
            near = [i, *(j for j in others if self._all[j].course in ("", course) or self._all[j].name)]
            if self._ask(near)[0] is False:
                return near
        return None

    def _shorten(self, members: list[int]) -> tuple[list[int], bool]:
        """Leave out whatever is not needed, many at once first. False where time ran out before it was known of all."""
        open_ones = sorted(members, key=lambda i: bool(self._all[i].seats or self._all[i].name))
        kept: list[int] = []
        minimal = True
        size = max(1, len(open_ones) // 2)
        while open_ones:
            rest = open_ones[size:]
            possible, _ = self._ask([*kept, *rest])
            if possible is False:
                open_ones = rest
            elif size > 1:
                size //= 2
                continue
            else:
                kept.append(open_ones[0])
                open_ones = rest
                minimal = minimal and possible is not None
            size = max(1, min(2 * size, len(open_ones) // 2))
        return sorted(kept), minimal

    def _ask(self, chosen: Sequence[int]) -> tuple[bool | None, Timetable | None]:
        key = frozenset(chosen)
        if key not in self._known:
            left = self._until - time.monotonic()
            self._known[key] = self._answer(key, left) if left > 0 else (None, None)
        return self._known[key]

    def _answer(self, chosen: frozenset[int], seconds: float) -> tuple[bool | None, Timetable | None]:
        asked = {name for i in chosen for name in self._all[i].seats}
        locked = [self._all[i] for i in chosen if self._all[i].adds]
        problem = _only_what_matters(self._problem, asked, everybody=bool(locked))
        for i, one in enumerate(self._all):
            if one.adds and i in chosen:
                problem = one.adds(problem)
            elif one.drops and i not in chosen:
                problem = one.drops(problem)
        return can_place(problem, asked, seconds)


def _only_what_matters(problem: Problem, asked: set[str], *, everybody: bool) -> Problem:
    """Without people of other courses, who need no seat. People of the same course may still fill up its groups.

    Those asked for get a priority, by which the rules that are left out know how many classes could be needed at most.
    """
    decided = {lock.course for lock in problem.locks} | {one for lock in problem.locks for one in lock.learners or ()}
    wanted = {person.course for person in problem.learners if person.id in asked} | decided
    fill = {course.id for course in problem.courses if course.section_min > 1} | decided
    kept = [
        replace(one, priority=int(one.id in asked))
        for one in problem.learners
        if everybody or one.id in asked or one.id in decided or (one.course in wanted and one.course in fill)
    ]
    most = {course.id: classes_needed(problem, course.id, asked) for course in problem.courses}
    if everybody:
        most = {course.id: course.max_sections for course in problem.courses}
    courses = tuple(replace(c, max_sections=min(c.max_sections, most[c.id])) for c in problem.courses)
    return replace(problem, courses=courses, learners=tuple(kept))


def can_place(problem: Problem, asked: set[str], seconds: float) -> tuple[bool | None, Timetable | None]:
    """Whether all of these people can have a seat, and in which timetable. None where time ran out."""
    # What only costs points is in nobody's way here.
    free = replace(problem.rules, costs=_NO_COSTS, soft=dict.fromkeys(problem.rules.soft, 0))
    bare = replace(problem, rules=free)
    if any(course.twins for course in problem.courses):
        began = time.monotonic()
        loose = compact(bare, apart=lambda person: "asked" if person.id in asked else "", loosely=True)
        if _can_place(bare, _only_seats_count(loose, asked), asked, seconds / 2)[0] is False:
            return False, None
        seconds = max(0.1, seconds - (time.monotonic() - began))
    found = compact(bare, apart=lambda person: "asked" if person.id in asked else "")
    holds, timetable = _can_place(bare, _only_seats_count(found, asked), asked, seconds)
    # Only likely pairs of twin classes were tried: that none of them does is no proof.
    return (None, None) if holds is False and any(course.twins for course in problem.courses) else (holds, timetable)


def _can_place(
    problem: Problem, counted: Compact, asked: set[str], seconds: float
) -> tuple[bool | None, Timetable | None]:
    if any(kind.unplaced and not kind.fits and not kind.swaps for kind in counted.kinds):
        return False, None
    model = build(counted)
    if model.plain and not counted.loosely:
        timetable = assemble(model, construct(model))
        if asked <= timetable.placed and judge(problem, timetable).feasible:
            return True, timetable
    began = time.monotonic()
    relaxation = highs.Diver(model.programme).solve(seconds)
    # Somebody is left out already where people are divisible: then no timetable can do better.
    if relaxation.impossible or (relaxation.values is not None and relaxation.objective > _TINY):
        return False, None
    if relaxation.values is None:
        return None, None
    missed = False

    def watch(values: Vector | None, bound: float) -> bool:
        nonlocal missed
        missed = missed or (np.isfinite(bound) and bound > _TINY)
        return not missed

    left = max(0.1, seconds - (time.monotonic() - began))
    limits = highs.Limits(gap=0.0, seconds=left)
    outcome = highs.optimise(model.programme, highs.whole(model.programme), limits, watch=watch)
    if outcome.values is None or outcome.objective > 0.5:
        return (False if missed or outcome.impossible or outcome.bound > _TINY else None), None
    if counted.loosely:
        return None, None
    timetable = assemble(model, outcome.values)
    holds = judge(problem, timetable).feasible and asked <= timetable.placed
    return (True, timetable) if holds else (None, None)


def _only_seats_count(found: Compact, asked: set[str]) -> Compact:
    """One point for each person asked for who has no seat, and nothing else."""
    kinds = tuple(
        replace(
            kind,
            fits=dict.fromkeys(kind.fits, 0),
            swaps={way: replace(swap, cost=0) for way, swap in kind.swaps.items()},
            unplaced=int(found.problem.learners[kind.members[0]].id in asked),
        )
        for kind in found.kinds
    )
    return replace(found, kinds=kinds)
