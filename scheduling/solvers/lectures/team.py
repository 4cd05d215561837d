"""Who runs the rounds: this process alone, or several processes side by side."""

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from types import TracebackType
from typing import Protocol, Self

from scheduling.solvers.lectures.arrays import Facts
from scheduling.solvers.lectures.rounds import Listener, Outcome, Task, run_round


class Crew(Protocol):
    """Runs the tasks of one round, side by side where it can."""

    def run(self, tasks: Sequence[Task], listener: Listener) -> list[Outcome]:
        """The outcomes in the order of the tasks; none if the processes are gone."""
        ...


class Alone:
    """This process, one task after the other."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Nothing to end."""

    def run(self, tasks: Sequence[Task], listener: Listener) -> list[Outcome]:
        """See `Crew`."""
        return [run_round(self.facts, task, listener) for task in tasks]


class Team:
    """Processes of their own, begun anew so that they share no lock and no thread with this one."""

    def __init__(self, facts: Facts, workers: int) -> None:
        self.workers = workers
        self.pool = ProcessPoolExecutor(workers, get_context("spawn"), initializer=_begin, initargs=(facts,))

    def __enter__(self) -> Self:
        # Each takes a moment to load the compiled search: that is not counted.
        list(self.pool.map(_ready, range(self.workers)))
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.pool.shutdown(cancel_futures=True)

    def run(self, tasks: Sequence[Task], listener: Listener) -> list[Outcome]:
        """See `Crew`. A process that is killed takes the pool with it: the caller keeps what it has."""
        try:
            return list(self.pool.map(_run_there, tasks))
        except BrokenProcessPool:
            return []


_facts: list[Facts] = []


def _begin(facts: Facts) -> None:
    from scheduling.solvers.lectures.search import warm_up

    warm_up()
    _facts[:] = [facts]


def _ready(number: int) -> int:
    return number


def _run_there(task: Task) -> Outcome:
    return run_round(_facts[0], task)
