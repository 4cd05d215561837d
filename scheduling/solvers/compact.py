"""The problem in numbers for the engines: learners gathered into kinds, rooms into classes, names turned into indexes."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from scheduling.domain.problem import Learner, Problem, is_admissible, is_qualified
from scheduling.domain.score import fit_cost, unplaced_cost


@dataclass(frozen=True)
class Kind:
    """Learners that no rule can tell apart: same course, children, step-free need, patterns with costs, and priority."""

    course: int
    members: tuple[int, ...]
    children: Mapping[int, int]
    step_free: bool
    unplaced: int
    fits: Mapping[int, int]

    @property
    def size(self) -> int:
        return len(self.members)


@dataclass(frozen=True)
class RoomClass:
    """Rooms alike in usable capacity and step-free access. `capacity` is cut at the largest group of any course."""

    capacity: int
    step_free: bool
    rooms: tuple[int, ...]


@dataclass(frozen=True)
class Compact:
    """One problem in indexes. `teachers_of` lists who can teach a course in a pattern, and only pairs with somebody."""

    problem: Problem
    kinds: tuple[Kind, ...]
    room_classes: tuple[RoomClass, ...]
    pattern_slots: tuple[tuple[int, ...], ...]
    teachers_of: Mapping[tuple[int, int], tuple[int, ...]]
    classes_of: Mapping[int, tuple[int, ...]]
    places: Mapping[tuple[int, int], int]
    ratios: tuple[int, ...]
    staff: Mapping[int, int]

    @property
    def worst(self) -> int:
        """Cost of the timetable in which nobody is placed."""
        return sum(kind.unplaced * kind.size for kind in self.kinds)

    def seats(self, course: int, room_class: int) -> int:
        """Learners that one section of the course can hold in a room of the class."""
        return min(self.problem.courses[course].section_max, self.room_classes[room_class].capacity)


def _nothing(_: Learner) -> str:
    return ""


def compact(problem: Problem, apart: Callable[[Learner], str] = _nothing) -> Compact:
    """The problem in indexes. Learners of whom `apart` says different things are never gathered into one kind."""
    slots = {s.id: i for i, s in enumerate(problem.slots)}
    pattern_slots = tuple(tuple(slots[s] for s in pattern.slots) for pattern in problem.patterns)
    groups = problem.childcare.groups if problem.childcare else ()
    classes = _room_classes(problem)
    teachers_of = _teachers_of(problem)
    return Compact(
        problem=problem,
        kinds=_kinds(problem, teachers_of, apart),
        room_classes=classes,
        pattern_slots=pattern_slots,
        teachers_of=teachers_of,
        classes_of={
            k: tuple(q for q, c in enumerate(classes) if c.capacity >= max(1, course.section_min))
            for k, course in enumerate(problem.courses)
        },
        places={(g, slots[s]): n for g, group in enumerate(groups) for s, n in group.places.items()},
        ratios=tuple(group.ratio for group in groups),
        staff={slots[s]: n for s, n in problem.childcare.staff.items()} if problem.childcare else {},
    )


def _room_classes(problem: Problem) -> tuple[RoomClass, ...]:
    useful = max((course.section_max for course in problem.courses), default=0)
    # Step-free access matters only if somebody needs it; fewer classes make a smaller model.
    matters = any(person.step_free for person in problem.learners)
    alike: dict[tuple[int, bool], list[int]] = defaultdict(list)
    for i, room in enumerate(problem.rooms):
        alike[min(room.capacity, useful), room.step_free or not matters].append(i)
    return tuple(RoomClass(capacity, free, tuple(rooms)) for (capacity, free), rooms in sorted(alike.items()))


def _teachers_of(problem: Problem) -> dict[tuple[int, int], tuple[int, ...]]:
    found: dict[tuple[int, int], tuple[int, ...]] = {}
    for p, pattern in enumerate(problem.patterns):
        able = [
            (i, teacher)
            for i, teacher in enumerate(problem.teachers)
            if teacher.max_meetings >= len(pattern.slots) and teacher.slots.issuperset(pattern.slots)
        ]
        for k, course in enumerate(problem.courses):
            qualified = tuple(i for i, teacher in able if is_qualified(teacher, course))
            if qualified and course.max_sections > 0 and course.section_max > 0:
                found[k, p] = qualified
    return found


def _kinds(
    problem: Problem, teachers_of: Mapping[tuple[int, int], tuple[int, ...]], apart: Callable[[Learner], str]
) -> tuple[Kind, ...]:
    courses = {course.id: k for k, course in enumerate(problem.courses)}
    groups = {group.id: g for g, group in enumerate(problem.childcare.groups)} if problem.childcare else {}
    alike: dict[tuple[object, ...], list[int]] = defaultdict(list)
    made: dict[tuple[object, ...], Kind] = {}
    for i, person in enumerate(problem.learners):
        course = courses[person.course]
        fits = _fits(problem, person, [p for p in range(len(problem.patterns)) if (course, p) in teachers_of])
        children: dict[int, int] = defaultdict(int)
        for child in person.care:
            if child in groups:
                children[groups[child]] += 1
        unplaced = unplaced_cost(person, problem.rules.costs)
        key = (course, tuple(sorted(children.items())), person.step_free, unplaced, tuple(fits.items()), apart(person))
        alike[key].append(i)
        made[key] = Kind(course, (), dict(children), person.step_free, unplaced, fits)
    return tuple(
        Kind(kind.course, tuple(alike[key]), kind.children, kind.step_free, kind.unplaced, kind.fits)
        for key, kind in made.items()
    )


def _fits(problem: Problem, person: Learner, patterns: list[int]) -> dict[int, int]:
    """Cost of each admissible pattern for this person."""
    costs = problem.rules.costs
    return {
        p: fit_cost(person, problem.patterns[p], costs)
        for p in patterns
        if is_admissible(problem, person, problem.patterns[p])
    }
