"""One round of annealing within a part of the budget: what it starts from, what it answers. Runs in whatever process."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from scheduling.solvers.lectures import arrays, kernel
from scheduling.solvers.lectures.arrays import Array, Facts, State

CHUNK = 20_000
"""Steps between two looks at the clock."""
MIX = np.array([0.855, 0.155, 0.005])
"""Shares of moves, added up from behind: a course into one room; a chain; a lecture into a room that its course has already.

What is left is any lecture into any room.
"""
CONSTRUCTION = 500
"""Placements tried for the first timetable, for each lecture."""


@dataclass(frozen=True)
class Budget:
    """How long to search: processor time of each process, time on the clock, steps of each process; whichever ends first.

    Warming up is not counted.
    """

    cpu_seconds: float | None = None
    seconds: float | None = None
    steps: int | None = None

    def __post_init__(self) -> None:
        if self.cpu_seconds is None and self.seconds is None and self.steps is None:
            raise ValueError("a budget needs seconds or steps")

    def part(self, share: float, cpu_seconds: float, seconds: float, steps: int) -> "Budget":
        """A share of what is left when so much is used."""
        return Budget(
            None if self.cpu_seconds is None else share * max(0.0, self.cpu_seconds - cpu_seconds),
            None if self.seconds is None else share * max(0.0, self.seconds - seconds),
            None if self.steps is None else round(share * max(0, self.steps - steps)),
        )


@dataclass(frozen=True)
class Place:
    """A timetable as arrays, the lectures that have no place in it, and what the others cost."""

    period: Array
    room: Array
    missing: int
    cost: int

    @classmethod
    def of(cls, state: State) -> "Place":
        """A copy of what a state holds."""
        return cls(state.period.copy(), state.room.copy(), int(state.totals[1]), int(state.totals[0]))

    @property
    def rank(self) -> tuple[int, int]:
        """Smaller is better."""
        return self.missing, self.cost


Listener = Callable[[float, Place], bool]
"""Called between chunks with the seconds of the round and its best. Answering False ends the search and keeps the best."""


def keep_going(seconds: float, best: Place) -> bool:
    """The listener of a caller who does not want to watch."""
    return True


@dataclass(frozen=True)
class Stage:
    """Temperatures in units of cost, the part of the whole budget, and how many timetables share it.

    They are the best that there are, or `fresh` ones.
    """

    hot: float
    cold: float
    part: float
    runs: int = 1
    fresh: bool = False


@dataclass(frozen=True)
class Task:
    """What one round begins with. `chance` is the state of its generator; at `bound` it can stop."""

    start: Place
    chance: Array
    stage: Stage
    budget: Budget
    bound: int


@dataclass(frozen=True)
class Outcome:
    """What one round ends with. `complete_after` is when it first had a complete timetable, in seconds."""

    best: Place
    last: Place
    chance: Array
    steps: int
    cpu_seconds: float
    complete_after: float | None
    stopped: bool


def chance_of(seed: int, task: int) -> Array:
    """The generator of one task: 64 bits, not all 0."""
    return np.random.SeedSequence([seed, task]).generate_state(1, np.uint64) | np.uint64(1)


def constructed(facts: Facts, chance: Array) -> Place:
    """A first timetable, complete where one is found."""
    state = arrays.empty(facts)
    kernel.construct(facts, state, chance, np.zeros(facts.open.shape, dtype=np.int64), CONSTRUCTION * len(facts.course))
    return Place.of(state)


def run_round(facts: Facts, task: Task, listener: Listener = keep_going) -> Outcome:
    """Anneal from the start until the budget is used, the bound is met, or somebody stops it."""
    meter, state, chance = _Meter(task.budget), filled(facts, task.start), task.chance.copy()
    period, room = task.start.period.copy(), task.start.room.copy()
    totals = np.array([task.start.cost, task.start.missing], dtype=np.int64)
    complete = 0.0 if task.start.missing == 0 else None
    stopped, used = False, 0.0
    hot, cold = task.stage.hot, task.stage.cold
    try:
        while used < 1 and not stopped and (totals[1] or totals[0] > task.bound):
            steps = meter.chunk()
            temperature = hot * (cold / hot) ** used
            kernel.anneal(facts, state, chance, period, room, totals, temperature, steps, MIX)
            meter.steps += steps
            used = meter.used()
            if complete is None and totals[1] == 0:
                complete = meter.seconds()
            best = Place(period, room, int(totals[1]), int(totals[0]))
            stopped = not listener(meter.seconds(), best)
    except KeyboardInterrupt:
        # The best is kept apart from the timetable that was being changed.
        stopped = True
    best = Place(period, room, int(totals[1]), int(totals[0]))
    return Outcome(best, Place.of(state), chance, meter.steps, meter.cpu_seconds(), complete, stopped)


def filled(facts: Facts, place: Place) -> State:
    """The state for a timetable: everything counted anew."""
    state = arrays.empty(facts)
    for lecture in np.flatnonzero(place.period >= 0):
        state.totals[0] += kernel.put(facts, state, lecture, place.period[lecture], place.room[lecture])
        state.totals[1] -= 1
    return state


class _Meter:
    """What part of a budget is used."""

    def __init__(self, budget: Budget) -> None:
        self.budget, self.steps = budget, 0
        self.wall, self.cpu = time.perf_counter(), time.process_time()

    def seconds(self) -> float:
        return time.perf_counter() - self.wall

    def cpu_seconds(self) -> float:
        return time.process_time() - self.cpu

    def used(self) -> float:
        parts = (
            (self.budget.cpu_seconds, self.cpu_seconds()),
            (self.budget.seconds, self.seconds()),
            (self.budget.steps, self.steps),
        )
        return max(used / allowed if allowed else 1.0 for allowed, used in parts if allowed is not None)

    def chunk(self) -> int:
        return CHUNK if self.budget.steps is None else min(CHUNK, self.budget.steps - self.steps)
