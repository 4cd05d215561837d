"""The way through a search for lectures: a first timetable, then rounds of annealing, alone or in several processes.

Without seconds nothing depends on the clock: the same problem, seed, steps and workers give the same timetable.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from scheduling.domain import lectures as domain
from scheduling.solvers.lectures import arrays
from scheduling.solvers.lectures.arrays import Array
from scheduling.solvers.lectures.bound import lower_bound
from scheduling.solvers.lectures.rounds import Budget, Listener, Outcome, Place, Stage, Task, constructed, keep_going
from scheduling.solvers.lectures.team import Alone, Crew, Team

__all__ = ["Budget", "Found", "search", "warm_up"]

STAGES = (Stage(6.0, 0.2, 0.6), Stage(0.8, 0.2, 0.2), Stage(0.8, 0.2, 0.2))


@dataclass(frozen=True)
class Found:
    """The best timetable of a search, `missing` lectures left out. `first_feasible` is None if no complete one was found."""

    timetable: tuple[domain.Meeting, ...]
    cost: int
    missing: int
    bound: int
    steps: int
    seconds: float
    cpu_seconds: float
    first_feasible: float | None


def search(
    problem: domain.Problem,
    budget: Budget,
    seed: int = 0,
    workers: int = 1,
    suitable_rooms: bool = False,
    listener: Listener = keep_going,
) -> Found:
    """The best timetable that the budget allows. Never fails to answer: lectures that found no place are left out."""
    began, cpu = time.perf_counter(), time.process_time()
    facts = arrays.facts_of(problem, suitable_rooms)
    empty = Place.of(arrays.empty(facts))
    course = _Course(budget, lower_bound(problem), began, cpu, empty)
    if workers == 1:
        _rounds(course, Alone(facts), [constructed(facts, seed)], listener)
    else:
        with Team(facts, workers) as team:
            course.began = time.perf_counter()
            _rounds(course, team, [constructed(facts, seed, worker) for worker in range(workers)], listener)
    best = course.best
    return Found(
        arrays.meetings(problem, best.period, best.room),
        best.cost,
        best.missing,
        course.bound,
        course.all_steps,
        time.perf_counter() - course.began,
        course.cpu_seconds if workers > 1 else time.process_time() - cpu,
        course.complete,
    )


class _Course:
    """How a search goes: what is used, what is best."""

    def __init__(self, budget: Budget, bound: int, began: float, cpu: float, best: Place) -> None:
        self.budget, self.bound, self.began, self.cpu, self.best = budget, bound, began, cpu, best
        self.complete: float | None = None
        self.steps, self.all_steps, self.longest_cpu, self.cpu_seconds = 0, 0, 0.0, 0.0

    def seconds(self) -> float:
        return time.perf_counter() - self.began

    def share(self, part: float) -> Budget:
        return self.budget.part(part, self.longest_cpu, self.seconds(), self.steps)

    def take(self, place: Place, at: float) -> None:
        if place.rank < self.best.rank:
            self.best = place
        if self.complete is None and place.missing == 0:
            self.complete = at

    def account(self, outcomes: Sequence[Outcome], began: float) -> None:
        for one in outcomes:
            self.take(one.best, began + (one.complete_after or 0.0))
        self.steps += max(one.steps for one in outcomes)
        self.all_steps += sum(one.steps for one in outcomes)
        self.longest_cpu += max(one.cpu_seconds for one in outcomes)
        self.cpu_seconds += sum(one.cpu_seconds for one in outcomes)

    def is_proven(self) -> bool:
        return self.best.rank == (0, self.bound)


def _rounds(course: _Course, crew: Crew, starts: Sequence[tuple[Place, Array]], listener: Listener) -> None:
    for place, _ in starts:
        course.take(place, course.seconds())
    for number, stage in enumerate(STAGES):
        if course.is_proven():
            return
        part = course.share(stage.part / sum(one.part for one in STAGES[number:]))
        began = course.seconds()
        outcomes = crew.run([Task(place, chance, stage, part, course.bound) for place, chance in starts], listener)
        if not outcomes:
            return
        course.account(outcomes, began)
        if any(one.stopped for one in outcomes):
            return
        # Everybody goes on from the best of all.
        starts = [(course.best, one.chance) for one in outcomes]


def warm_up() -> float:
    """Compile, or load what was compiled before; how long it took."""
    began = time.perf_counter()
    pair = (domain.Course("a", "t", 2, 1, 1), domain.Course("b", "u", 2, 2, 3))
    rooms = (domain.Room("r", 2), domain.Room("s", 1))
    problem = domain.Problem("warm", 2, 3, pair, rooms, (domain.Curriculum("c", ("a", "b")),))
    search(problem, Budget(steps=200), seed=1)
    return time.perf_counter() - began
