"""What a caller hands to an engine and gets back: budget, progress, result."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from scheduling.domain.score import Cost
from scheduling.domain.timetable import Timetable


class Message(StrEnum):
    """What the engine is doing or has just found; a catalogue turns it into a sentence."""

    STARTED = "timetable.run.started"
    FIRST = "timetable.run.first_timetable"
    IMPROVED = "timetable.run.improved"
    BOUND = "timetable.run.bound"
    WORKING = "timetable.run.working"


@dataclass(frozen=True)
class Budget:
    """How long to search: so many seconds, so many rounds of improvement, or whichever ends first.

    Without seconds, nothing depends on the clock: the same problem, seed and iterations give the same timetable.
    `workers` counts processor cores; the second one proves the bound while the first one improves the timetable.
    """

    seconds: float | None = None
    iterations: int | None = None
    workers: int = 1

    def __post_init__(self) -> None:
        if self.seconds is None and self.iterations is None:
            raise ValueError("a budget needs seconds or iterations")


@dataclass(frozen=True)
class Progress:
    """One look at a running search. `bound` is proven for the cost, `best_possible_placed` for the people placed."""

    seconds: float
    placed: int
    best_cost: int
    bound: int
    best_possible_placed: int
    message: Message


Listener = Callable[[Progress], bool]
"""Called often during a run. Answering False stops the search and keeps the best timetable so far."""


@dataclass(frozen=True)
class Result:
    """The best timetable found, judged feasible, and what is proven about every timetable of the problem.

    No timetable costs less than `bound`; none places more than `placed_bound` people. `rejected` counts answers of the
    engine that the judge refused, and is 0 unless the engine has a fault.
    """

    timetable: Timetable
    cost: Cost
    bound: int
    placed: int
    placed_bound: int
    seconds: float
    engine: str
    stopped: bool = False
    rejected: int = 0

    @property
    def gap(self) -> float:
        """The part of the cost that could still be saved at most: 0 means proven best."""
        return (self.cost.total - self.bound) / self.cost.total if self.cost.total else 0.0


def keep_going(progress: Progress) -> bool:
    """The listener of a caller who does not want to watch."""
    return True
