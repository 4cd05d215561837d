"""The problem and a timetable as compact arrays of numbers, the way the compiled search wants them."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from scheduling.domain import lectures as domain

Array = npt.NDArray[Any]

FORBIDDEN = 1_000_000
"""The cost of a room that is ruled out; no timetable costs as much."""


class Facts(NamedTuple):
    """What never changes during a search. Lectures, courses, periods, rooms and curricula are numbered from 0."""

    course: Array
    """lecture -> course"""
    first: Array
    """course -> its first lecture; one more at the end"""
    min_days: Array
    """course -> days over which it should be spread"""
    open: Array
    """course, period -> whether it can be taught then"""
    periods: Array
    """all periods in which a course can be taught, course after course"""
    periods_at: Array
    """course -> where its periods begin; one more at the end"""
    clash: Array
    """course, course -> whether they must not meet at the same time (a course with itself too)"""
    rivals: Array
    """all courses that clash with a course, course after course"""
    rivals_at: Array
    """course -> where its rivals begin; one more at the end"""
    groups: Array
    """all curricula of a course, course after course"""
    groups_at: Array
    """course -> where its curricula begin; one more at the end"""
    weight: Array
    """curriculum -> cost of a lecture that stands alone; more where several curricula have the same courses"""
    seat_cost: Array
    """course, room -> students without a seat, or FORBIDDEN"""
    alone: Array
    """periods of a day taken by a curriculum, as bits -> lectures that stand alone"""
    per_day: int
    """periods of a day"""
    days: int


class State(NamedTuple):
    """A timetable that is being changed, and what is counted along. Every placed lecture keeps all hard rules."""

    period: Array
    """lecture -> period, -1 where it has none yet"""
    room: Array
    """lecture -> room"""
    slot: Array
    """period, room -> lecture, or -1"""
    crowd: Array
    """period -> lectures"""
    rivals: Array
    """course, period -> how many lectures there must not meet this course"""
    on_day: Array
    """course, day -> lectures"""
    days: Array
    """course -> days with lectures"""
    taken: Array
    """curriculum, day -> periods taken, as bits"""
    in_room: Array
    """course, room -> lectures"""
    rooms: Array
    """course -> rooms in use"""
    totals: Array
    """cost, lectures without a place"""


def facts_of(problem: domain.Problem, suitable_rooms: bool = False) -> Facts:
    """The arrays of a problem. With `suitable_rooms`, rooms that the file rules out for a course are never taken."""
    number = {one.name: place for place, one in enumerate(problem.courses)}
    is_open = _open(problem, number)
    clash = _clash(problem, number)
    members = Counter(frozenset(number[name] for name in one.courses) for one in problem.curricula)
    curricula = sorted(members, key=sorted)
    groups: dict[int, list[int]] = defaultdict(list)
    for place, courses in enumerate(curricula):
        for course in courses:
            groups[course].append(place)
    everyone = range(len(problem.courses))
    periods, periods_at = _rows([np.flatnonzero(is_open[course]) for course in everyone])
    rivals, rivals_at = _rows([np.flatnonzero(clash[course]) for course in everyone])
    of_courses, groups_at = _rows([groups[course] for course in everyone])
    sizes = [one.lectures for one in problem.courses]
    return Facts(
        course=np.repeat(np.arange(len(sizes)), sizes),
        first=np.concatenate([[0], np.cumsum(sizes)]),
        min_days=np.array([one.min_days for one in problem.courses]),
        open=is_open,
        periods=periods,
        periods_at=periods_at,
        clash=clash,
        rivals=rivals,
        rivals_at=rivals_at,
        groups=of_courses,
        groups_at=groups_at,
        weight=np.array([domain.ISOLATED * members[one] for one in curricula] or [0]),
        seat_cost=_seat_cost(problem, number, suitable_rooms),
        alone=_alone(problem.periods_per_day),
        per_day=problem.periods_per_day,
        days=problem.days,
    )


def _rows(rows: Sequence[Any]) -> tuple[Array, Array]:
    """Rows of different lengths one after the other, and where each begins."""
    begins = np.concatenate([[0], np.cumsum([len(row) for row in rows])])
    return np.array([value for row in rows for value in row] or [0]), begins


def _open(problem: domain.Problem, number: dict[str, int]) -> Array:
    is_open = np.ones((len(problem.courses), problem.days * problem.periods_per_day), dtype=np.uint8)
    for one in problem.unavailable:
        is_open[number[one.course], one.day * problem.periods_per_day + one.period] = 0
    return is_open


def _clash(problem: domain.Problem, number: dict[str, int]) -> Array:
    clash = np.eye(len(problem.courses), dtype=np.uint8)
    teachers: dict[str, list[int]] = defaultdict(list)
    for place, one in enumerate(problem.courses):
        teachers[one.teacher].append(place)
    together = [[number[name] for name in one.courses] for one in problem.curricula]
    for group in [*teachers.values(), *together]:
        clash[np.ix_(group, group)] = 1
    return clash


def _seat_cost(problem: domain.Problem, number: dict[str, int], suitable_rooms: bool) -> Array:
    students = np.array([one.students for one in problem.courses])
    seats = np.array([one.capacity for one in problem.rooms])
    cost = domain.SEAT * np.maximum(0, students[:, None] - seats[None, :])
    if suitable_rooms:
        place = {one.name: i for i, one in enumerate(problem.rooms)}
        for one in problem.unsuitable:
            cost[number[one.course], place[one.room]] = FORBIDDEN
    return np.asarray(cost, dtype=np.int32)


def _alone(per_day: int) -> Array:
    taken = np.arange(1 << per_day, dtype=np.int64)
    lonely = taken & ~(taken << 1) & ~(taken >> 1)
    return np.asarray(np.bitwise_count(lonely), dtype=np.int8)


def empty(facts: Facts) -> State:
    """A timetable in which no lecture has a place yet."""
    courses, rooms = facts.seat_cost.shape
    periods, lectures = facts.open.shape[1], len(facts.course)
    missing = domain.DAY * int(facts.min_days.sum())
    # What functions are called with is 64 bits wide, so that each is compiled once; large tables are narrow, for the cache.
    return State(
        period=np.full(lectures, -1),
        room=np.full(lectures, -1),
        slot=np.full((periods, rooms), -1),
        crowd=np.zeros(periods, dtype=np.int64),
        rivals=np.zeros((courses, periods), dtype=np.int16),
        on_day=np.zeros((courses, facts.days), dtype=np.int16),
        days=np.zeros(courses, dtype=np.int64),
        taken=np.zeros((len(facts.weight), facts.days), dtype=np.int32),
        in_room=np.zeros((courses, rooms), dtype=np.int16),
        rooms=np.zeros(courses, dtype=np.int64),
        totals=np.array([missing, lectures]),
    )


def meetings(problem: domain.Problem, period: Array, room: Array) -> tuple[domain.Meeting, ...]:
    """The timetable as the domain knows it, lectures without a place left out."""
    names = [one.name for one in problem.courses for _ in range(one.lectures)]
    return tuple(
        domain.Meeting(names[i], problem.rooms[room[i]].name, *divmod(int(period[i]), problem.periods_per_day))
        for i in range(len(names))
        if period[i] >= 0
    )
