"""Lectures of a university: curriculum-based course timetabling, and the judge of its timetables.

The problem and its costs are those of the second track of formulations (UD2) in Bonutti, De Cesco, Di Gaspero, Schaerf:
Benchmarking curriculum-based course timetabling, Annals of Operations Research 194 (2012), and of track 3 of the second
International Timetabling Competition (2007). The judge is written apart from every engine: it counts from the plain lists.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations


@dataclass(frozen=True)
class Course:
    """So many lectures by one teacher, on at least `min_days` days. `double` wants them side by side (no part of UD2)."""

    name: str
    teacher: str
    lectures: int
    min_days: int
    students: int
    double: bool | None = None


@dataclass(frozen=True)
class Room:
    """A room and its seats. `building` is known where the file says it (no part of UD2)."""

    name: str
    capacity: int
    building: int | None = None


@dataclass(frozen=True)
class Curriculum:
    """Courses that share students: never two of them at the same time, and best side by side."""

    name: str
    courses: tuple[str, ...]


@dataclass(frozen=True)
class Unavailable:
    """A course that cannot be taught in this period."""

    course: str
    day: int
    period: int


@dataclass(frozen=True)
class Unsuitable:
    """A room in which this course cannot be held: counted always, a requirement only where the caller says so."""

    course: str
    room: str


@dataclass(frozen=True)
class Problem:
    """Everything that is given. `daily` is the wished least and most lectures of a curriculum in a day (no part of UD2)."""

    name: str
    days: int
    periods_per_day: int
    courses: tuple[Course, ...]
    rooms: tuple[Room, ...]
    curricula: tuple[Curriculum, ...]
    unavailable: tuple[Unavailable, ...] = ()
    unsuitable: tuple[Unsuitable, ...] = ()
    daily: tuple[int, int] | None = None

    @cached_property
    def course(self) -> dict[str, Course]:
        """By name."""
        return {one.name: one for one in self.courses}

    @cached_property
    def room(self) -> dict[str, Room]:
        """By name."""
        return {one.name: one for one in self.rooms}

    @cached_property
    def lectures(self) -> int:
        """How many there are to place."""
        return sum(one.lectures for one in self.courses)


@dataclass(frozen=True)
class Meeting:
    """One lecture in its place."""

    course: str
    room: str
    day: int
    period: int


@dataclass(frozen=True)
class Hard:
    """What makes a timetable unusable, counted."""

    lectures: int
    conflicts: int
    availability: int
    room_occupancy: int

    @property
    def total(self) -> int:
        """0 for a timetable that can be held."""
        return self.lectures + self.conflicts + self.availability + self.room_occupancy


@dataclass(frozen=True)
class Soft:
    """What a timetable costs, part by part, weighted as in UD2."""

    room_capacity: int
    min_working_days: int
    isolated_lectures: int
    room_stability: int

    @property
    def total(self) -> int:
        """The figure by which engines are compared."""
        return self.room_capacity + self.min_working_days + self.isolated_lectures + self.room_stability


@dataclass(frozen=True)
class Judgement:
    """Both, and the lectures in rooms that the file calls unsuitable."""

    hard: Hard
    soft: Soft
    unsuitable_rooms: int


SEAT, DAY, ISOLATED, ROOM = 1, 5, 2, 1
"""Weights of UD2: a student without a seat, a missing day, a lecture that stands alone, a further room."""


def judge(problem: Problem, timetable: Sequence[Meeting]) -> Judgement:
    """Count everything. The timetable may be incomplete or wrong; its names must be those of the problem."""
    return Judgement(
        Hard(
            lectures=wrong_numbers_of_lectures(problem, timetable),
            conflicts=sum(1 for _ in conflicts(problem, timetable)),
            availability=sum(1 for _ in meetings_when_unavailable(problem, timetable)),
            room_occupancy=meetings_too_many_in_rooms(timetable),
        ),
        Soft(
            room_capacity=SEAT * students_without_seat(problem, timetable),
            min_working_days=DAY * missing_days(problem, timetable),
            isolated_lectures=ISOLATED * isolated_lectures(problem, timetable),
            room_stability=ROOM * further_rooms(timetable),
        ),
        unsuitable_rooms=meetings_in_unsuitable_rooms(problem, timetable),
    )


def wrong_numbers_of_lectures(problem: Problem, timetable: Iterable[Meeting]) -> int:
    """Lectures that are missing or too many."""
    held = Counter(one.course for one in timetable)
    return sum(abs(course.lectures - held[course.name]) for course in problem.courses)


def conflicts(problem: Problem, timetable: Iterable[Meeting]) -> Iterator[tuple[Meeting, Meeting]]:
    """Pairs at the same time that share a course, a teacher or a curriculum."""
    together: dict[str, set[str]] = defaultdict(set)
    for curriculum in problem.curricula:
        for name in curriculum.courses:
            together[name].update(curriculum.courses)
    for meetings in _by(timetable, lambda one: (one.day, one.period)).values():
        for one, other in combinations(meetings, 2):
            same_teacher = problem.course[one.course].teacher == problem.course[other.course].teacher
            if one.course == other.course or same_teacher or other.course in together[one.course]:
                yield one, other


def meetings_when_unavailable(problem: Problem, timetable: Iterable[Meeting]) -> Iterator[Meeting]:
    """Lectures in a period in which their course cannot be taught."""
    closed = {(one.course, one.day, one.period) for one in problem.unavailable}
    return (one for one in timetable if (one.course, one.day, one.period) in closed)


def meetings_too_many_in_rooms(timetable: Iterable[Meeting]) -> int:
    """Every lecture beyond the first in one room at one time."""
    return sum(len(held) - 1 for held in _by(timetable, lambda one: (one.room, one.day, one.period)).values())


def students_without_seat(problem: Problem, timetable: Iterable[Meeting]) -> int:
    """Over all lectures, students beyond the seats of the room."""
    return sum(max(0, problem.course[one.course].students - problem.room[one.room].capacity) for one in timetable)


def missing_days(problem: Problem, timetable: Iterable[Meeting]) -> int:
    """Days by which courses stay below the days over which they should be spread."""
    days = _by(timetable, lambda one: one.course)
    return sum(max(0, one.min_days - len({m.day for m in days.get(one.name, ())})) for one in problem.courses)


def isolated_lectures(problem: Problem, timetable: Iterable[Meeting]) -> int:
    """Lectures of a curriculum without another of the same curriculum in the period before or after."""
    held = _by(timetable, lambda one: one.course)
    alone = 0
    for curriculum in problem.curricula:
        taken = [(one.day, one.period) for name in set(curriculum.courses) for one in held.get(name, ())]
        at = set(taken)
        alone += sum(1 for day, period in taken if not {(day, period - 1), (day, period + 1)} & at)
    return alone


def further_rooms(timetable: Iterable[Meeting]) -> int:
    """Rooms of each course beyond its first."""
    return sum(len({one.room for one in held}) - 1 for held in _by(timetable, lambda one: one.course).values())


def meetings_in_unsuitable_rooms(problem: Problem, timetable: Iterable[Meeting]) -> int:
    """Lectures in a room that the file rules out for their course."""
    ruled_out = {(one.course, one.room) for one in problem.unsuitable}
    return sum(1 for one in timetable if (one.course, one.room) in ruled_out)


def _by(timetable: Iterable[Meeting], key: Callable[[Meeting], Hashable]) -> dict[Hashable, list[Meeting]]:
    groups: dict[Hashable, list[Meeting]] = defaultdict(list)
    for one in timetable:
        groups[key(one)].append(one)
    return groups
