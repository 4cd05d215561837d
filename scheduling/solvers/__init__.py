"""The one door to the engines that make timetables: `solve`."""

from scheduling.domain.problem import Problem
from scheduling.domain.timetable import Timetable
from scheduling.solvers import patterns
from scheduling.solvers.contract import Budget, Listener, Message, Progress, Result, keep_going

__all__ = ["Budget", "Listener", "Message", "Progress", "Result", "solve"]


def solve(
    problem: Problem,
    budget: Budget,
    seed: int = 0,
    progress: Listener = keep_going,
    start: Timetable | None = None,
) -> Result:
    """The best timetable that the engine finds within the budget. Never fails to answer: an empty timetable is one.

    `start` is a timetable that is known already: what is found costs no more, where it breaks no rule.
    """
    return patterns.solve(problem, budget, seed, progress, start)
