"""What can be said about a problem of lectures before anybody searches: what cannot hold, and what cannot be reached."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from scheduling.domain.lectures import Problem


@dataclass(frozen=True)
class Finding:
    """A code that names a sentence, its facts, and whether it rules out every timetable."""

    code: str
    facts: dict[str, Any]
    fatal: bool


def findings(problem: Problem) -> Iterator[Finding]:
    """Those that rule out every timetable first."""
    yield from more_lectures_than_places(problem)
    yield from courses_without_time(problem)
    yield from teachers_with_too_much(problem)
    yield from curricula_with_too_much(problem)
    yield from rooms_without_seats(problem)
    yield from days_out_of_reach(problem)


def more_lectures_than_places(problem: Problem) -> Iterator[Finding]:
    """Every room has one lecture at a time."""
    places = len(problem.rooms) * problem.days * problem.periods_per_day
    if problem.lectures > places:
        yield Finding("timetable.lectures.no_places", {"lectures": problem.lectures, "places": places}, True)


def courses_without_time(problem: Problem) -> Iterator[Finding]:
    """A course needs as many open periods as it has lectures."""
    closed = Counter(one.course for one in set(problem.unavailable))
    for one in problem.courses:
        left = problem.days * problem.periods_per_day - closed[one.name]
        if one.lectures > left:
            facts = {"course": one.name, "lectures": one.lectures, "periods": left}
            yield Finding("timetable.lectures.no_time", facts, True)


def teachers_with_too_much(problem: Problem) -> Iterator[Finding]:
    """A teacher gives one lecture at a time."""
    given: Counter[str] = Counter()
    for one in problem.courses:
        given[one.teacher] += one.lectures
    periods = problem.days * problem.periods_per_day
    for teacher, lectures in given.items():
        if lectures > periods:
            facts = {"teacher": teacher, "lectures": lectures, "periods": periods}
            yield Finding("timetable.lectures.teacher", facts, True)


def curricula_with_too_much(problem: Problem) -> Iterator[Finding]:
    """Students of a curriculum hear one lecture at a time."""
    periods = problem.days * problem.periods_per_day
    for one in problem.curricula:
        lectures = sum(problem.course[name].lectures for name in one.courses)
        if lectures > periods:
            facts = {"curriculum": one.name, "lectures": lectures, "periods": periods}
            yield Finding("timetable.lectures.curriculum", facts, True)


def rooms_without_seats(problem: Problem) -> Iterator[Finding]:
    """A room may hold a lecture all the same: every student counts as one without a seat."""
    for one in problem.rooms:
        if not one.capacity:
            yield Finding("timetable.lectures.no_seats", {"room": one.name}, False)


def days_out_of_reach(problem: Problem) -> Iterator[Finding]:
    """More days than lectures or days of the week are never reached."""
    for one in problem.courses:
        most = min(one.lectures, problem.days)
        if one.min_days > most:
            facts = {"course": one.name, "days": one.min_days, "most": most}
            yield Finding("timetable.lectures.days", facts, False)
