"""What no timetable of lectures can cost less than, proven by counting."""

from collections import Counter

import numpy as np

from scheduling.domain.lectures import DAY, ISOLATED, SEAT, Problem


def lower_bound(problem: Problem) -> int:
    """Seats, days and lone lectures are counted apart, so their sums add up."""
    return SEAT * _seats(problem) + DAY * _days(problem) + ISOLATED * _alone(problem)


def _seats(problem: Problem) -> int:
    """Students without a seat if only the numbers of rooms and periods mattered.

    The cost of a pair is convex in students minus seats, so the largest lecture in the largest room, and so on, is best.
    """
    students = np.repeat([one.students for one in problem.courses], [one.lectures for one in problem.courses])
    periods = problem.days * problem.periods_per_day
    seats = np.repeat([one.capacity for one in problem.rooms], periods)
    many = min(len(students), len(seats))
    missing = np.sort(students)[::-1][:many] - np.sort(seats)[::-1][:many]
    return int(np.maximum(0, missing).sum())


def _days(problem: Problem) -> int:
    """Days that a course cannot reach: too few lectures, or too few days on which it can be taught."""
    closed = Counter((one.course, one.day) for one in set(problem.unavailable))
    missing = 0
    for one in problem.courses:
        open_days = sum(closed[one.name, day] < problem.periods_per_day for day in range(problem.days))
        missing += max(0, one.min_days - min(open_days, one.lectures))
    return missing


def _alone(problem: Problem) -> int:
    """A curriculum with a single lecture in the week."""
    return sum(sum(problem.course[name].lectures for name in one.courses) == 1 for one in problem.curricula)
