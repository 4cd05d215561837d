"""The way through a search for lectures: a first timetable, then rounds of annealing, alone or in several processes.

Without seconds nothing depends on the clock: the same problem, seed, steps and workers give the same timetable.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from scheduling.domain import lectures as domain
from scheduling.solvers.lectures import arrays
from scheduling.solvers.lectures.arrays import Facts
from scheduling.solvers.lectures.bound import lower_bound
from scheduling.solvers.lectures.rounds import (
    Budget,
    Listener,
    Outcome,
    Place,
    Stage,
    Task,
    chance_of,
    constructed,
    keep_going,
)
from scheduling.solvers.lectures.team import Alone, Crew, Team

__all__ = ["Budget", "Found", "search", "warm_up"]

STAGES = (
    # Where a run ends is decided early and by chance, so several begin and the better ones go on.
    Stage(6.0, 0.2, 0.25, runs=6, fresh=True),
    Stage(1.5, 0.2, 0.25, runs=2),
    Stage(1.5, 0.15, 0.5),
)


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
    facts = arrays.facts_of(problem, suitable_rooms)
    with Alone(facts) if workers == 1 else Team(facts, workers) as crew:
        return search_with(crew, problem, facts, budget, seed, workers, listener)


def search_with(
    crew: Crew,
    problem: domain.Problem,
    facts: Facts,
    budget: Budget,
    seed: int,
    workers: int = 1,
    listener: Listener = keep_going,
) -> Found:
    """See `search`. `workers` tasks at a time are given to the crew, wherever it runs them."""
    course = _Course(facts, budget, seed, lower_bound(problem))
    for number, stage in enumerate(STAGES):
        rest = sum(one.part for one in STAGES[number:])
        if not course.go_through(stage, stage.part / rest, crew, workers, listener):
            break
    best = course.pool[0]
    return Found(
        arrays.meetings(problem, best.period, best.room),
        best.cost,
        best.missing,
        course.bound,
        course.all_steps,
        course.seconds(),
        time.process_time() - course.cpu if workers == 1 else course.cpu_seconds,
        course.complete,
    )


class _Course:
    """How a search goes: what is used, and the timetables so far, the best first."""

    def __init__(self, facts: Facts, budget: Budget, seed: int, bound: int) -> None:
        self.facts, self.budget, self.seed, self.bound = facts, budget, seed, bound
        self.began, self.cpu = time.perf_counter(), time.process_time()
        self.tasks, self.steps, self.all_steps, self.longest_cpu, self.cpu_seconds = 0, 0, 0, 0.0, 0.0
        first = constructed(facts, chance_of(seed, 0))
        self.pool = [first]
        self.complete = self.seconds() if first.missing == 0 else None

    def seconds(self) -> float:
        """Since the beginning, on the clock."""
        return time.perf_counter() - self.began

    def go_through(self, stage: Stage, share: float, crew: Crew, workers: int, listener: Listener) -> bool:
        """All runs of a stage, as many at a time as there are workers. Whether the search goes on."""
        sources = [None] * stage.runs if stage.fresh else self.pool[: stage.runs]
        waves = -(-len(sources) // workers)
        for wave in range(waves):
            if self.pool[0].rank == (0, self.bound):
                return False
            part = self.budget.part(
                share / (1 - share * wave / waves) / waves, self.longest_cpu, self.seconds(), self.steps
            )
            starts = [sources[(wave * workers + worker) % len(sources)] for worker in range(workers)]
            began = self.seconds()
            outcomes = crew.run([self._task(start, stage, part) for start in starts], listener)
            if not outcomes:
                return False
            self._take(outcomes, began)
            if any(one.stopped for one in outcomes):
                return False
        return True

    def _task(self, start: Place | None, stage: Stage, part: Budget) -> Task:
        self.tasks += 1
        chance = chance_of(self.seed, self.tasks)
        return Task(start or constructed(self.facts, chance), chance, stage, part, self.bound)

    def _take(self, outcomes: Sequence[Outcome], began: float) -> None:
        for one in outcomes:
            if self.complete is None and one.complete_after is not None:
                self.complete = began + one.complete_after
        self.pool = sorted([*self.pool, *(one.best for one in outcomes)], key=lambda place: place.rank)
        self.steps += max(one.steps for one in outcomes)
        self.all_steps += sum(one.steps for one in outcomes)
        self.longest_cpu += max(one.cpu_seconds for one in outcomes)
        self.cpu_seconds += sum(one.cpu_seconds for one in outcomes)


def warm_up() -> float:
    """Compile, or load what was compiled before; how long it took."""
    began = time.perf_counter()
    pair = (domain.Course("a", "t", 2, 1, 1), domain.Course("b", "u", 2, 2, 3))
    rooms = (domain.Room("r", 2), domain.Room("s", 1))
    problem = domain.Problem("warm", 2, 3, pair, rooms, (domain.Curriculum("c", ("a", "b")),))
    search(problem, Budget(steps=200), seed=1)
    return time.perf_counter() - began
