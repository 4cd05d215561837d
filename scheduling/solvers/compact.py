"""The problem in numbers for the engines: learners gathered into kinds, rooms into classes, names turned into indexes."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from scheduling.domain.problem import Course, Learner, Problem, Teacher, is_admissible, is_qualified, suits
from scheduling.domain.rules import Rule
from scheduling.domain.score import fit_cost, unplaced_cost
from scheduling.domain.timetable import Timetable
from scheduling.solvers import households, twins
from scheduling.solvers.households import Party, own_children
from scheduling.solvers.twins import Swap


@dataclass(frozen=True)
class Kind:
    """Learners that no rule can tell apart: same course, children, step-free need, patterns with costs, and priority.

    `children` come with nobody else; `shared` may come with another adult of the household, too. `swaps` says by home and
    twin what it costs to come by turns; `restless` are those (home, twin) in which a kind is no plain member of the home.
    `leans` are patterns that it fits only with a twin in one of these others, where a problem is taken loosely.
    """

    course: int
    members: tuple[int, ...]
    children: Mapping[int, int]
    step_free: bool
    unplaced: int
    fits: Mapping[int, int]
    shared: Mapping[int, int] = field(default_factory=dict)
    swaps: Mapping[tuple[int, int], Swap] = field(default_factory=dict)
    restless: frozenset[tuple[int, int]] = frozenset()
    leans: Mapping[int, tuple[int, ...]] = field(default_factory=dict)

    @property
    def size(self) -> int:
        return len(self.members)

    @property
    def brought(self) -> Mapping[int, int]:
        """All children by care group, shared ones too."""
        return self.children if not self.shared else Counter(self.children) + Counter(self.shared)


@dataclass(frozen=True)
class RoomClass:
    """Rooms that no rule can tell apart. `capacity` is cut at the largest group of any course.

    `site` is empty where no way takes time. A room that a lock names is a class of its own.
    """

    capacity: int
    step_free: bool
    rooms: tuple[int, ...]
    site: str = ""
    taken: frozenset[int] = frozenset()


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
    parties: tuple[Party, ...] = ()
    pairs: twins.Pairs = field(default_factory=dict)
    loosely: bool = False

    @property
    def worst(self) -> int:
        """Cost of the timetable in which nobody is placed."""
        return sum(kind.unplaced * kind.size for kind in self.kinds)

    def seats(self, course: int, room_class: int) -> int:
        """Learners that one section of the course can hold in a room of the class."""
        return min(self.problem.courses[course].section_max, self.room_classes[room_class].capacity)

    def suits(self, course: int, room_class: int) -> bool:
        """Whether rooms of the class have what the course needs, where it is held."""
        return suits(self.problem.rooms[self.room_classes[room_class].rooms[0]], self.problem.courses[course])


def _nothing(_: Learner) -> str:
    return ""


def compact(
    problem: Problem,
    apart: Callable[[Learner], str] = _nothing,
    *,
    running: Timetable | None = None,
    loosely: bool = False,
) -> Compact:
    """The problem in indexes. Learners of whom `apart` says different things are never gathered into one kind.

    Twin classes are looked for where courses may have them, and those of the `running` timetable are known. `loosely`
    there are no twin classes, but everybody may come as if each class had the best of twins: good for bounds only.
    """
    slots = {s.id: i for i, s in enumerate(problem.slots)}
    pattern_slots = tuple(tuple(slots[s] for s in pattern.slots) for pattern in problem.patterns)
    singled = households.singled_out(problem)
    groups = problem.childcare.groups if problem.childcare else ()
    classes = _room_classes(problem)
    teachers_of = _teachers_of(problem)
    pairs = {} if loosely else twins.candidates(problem, teachers_of, running)
    return Compact(
        problem=problem,
        kinds=_kinds(problem, teachers_of, lambda one: (singled.get(one.id, ""), apart(one)), pairs, loosely),
        room_classes=classes,
        pattern_slots=pattern_slots,
        teachers_of=teachers_of,
        classes_of={
            k: tuple(q for q, c in enumerate(classes) if _holds(problem, course, c))
            for k, course in enumerate(problem.courses)
        },
        places={(g, slots[s]): n for g, group in enumerate(groups) for s, n in group.places.items()},
        ratios=tuple(group.ratio for group in groups),
        staff={slots[s]: n for s, n in problem.childcare.staff.items()} if problem.childcare else {},
        parties=households.parties(problem),
        pairs=pairs,
        loosely=loosely,
    )


def _room_classes(problem: Problem) -> tuple[RoomClass, ...]:
    useful = max((course.section_max for course in problem.courses), default=0)
    # What nobody asks for makes no difference; fewer classes make a smaller model.
    matters = any(person.step_free for person in problem.learners)
    locked = {lock.room for lock in problem.locks if lock.room}
    slots = {s.id: i for i, s in enumerate(problem.slots)}
    alike: dict[tuple[object, ...], list[int]] = defaultdict(list)
    made: dict[tuple[object, ...], RoomClass] = {}
    for i, room in enumerate(problem.rooms):
        fitting = tuple(suits(room, course) for course in problem.courses)
        one = RoomClass(
            min(room.capacity, useful),
            room.step_free or not matters,
            (),
            room.site if problem.travel else "",
            frozenset(slots[s] for s in room.taken if s in slots),
        )
        key = (
            one.capacity,
            one.step_free,
            one.site,
            tuple(sorted(one.taken)),
            fitting,
            room.id if room.id in locked else "",
        )
        alike[key].append(i)
        made[key] = one
    return tuple(replace(made[key], rooms=tuple(rooms)) for key, rooms in sorted(alike.items()))


def _holds(problem: Problem, course: Course, rooms: RoomClass) -> bool:
    """Whether a section of the course can be held there at all."""
    soft = problem.rules.soft
    if rooms.capacity < (1 if Rule.GROUP_TOO_SMALL in soft else max(1, course.section_min)):
        return False
    return Rule.ROOM_SUITS in soft or suits(problem.rooms[rooms.rooms[0]], course)


def _teachers_of(problem: Problem) -> dict[tuple[int, int], tuple[int, ...]]:
    found: dict[tuple[int, int], tuple[int, ...]] = {}
    for p, pattern in enumerate(problem.patterns):
        able = [
            (i, teacher)
            for i, teacher in enumerate(problem.teachers)
            if (teacher.max_meetings >= len(pattern.slots) or Rule.TEACHER_MEETINGS in problem.rules.soft)
            and teacher.slots.issuperset(pattern.slots)
        ]
        for k, course in enumerate(problem.courses):
            qualified = tuple(
                i for i, teacher in able if is_qualified(teacher, course) and _paper_lasts(problem, teacher, course)
            )
            if qualified and course.max_sections > 0 and course.section_max > 0:
                found[k, p] = qualified
    return found


def paper_ends(teacher: Teacher, course: Course) -> bool:
    """Whether the teacher's paper for the course is valid now, but not for the whole term."""
    return bool(course.qualification) and course.qualification in teacher.lapsing


def _paper_lasts(problem: Problem, teacher: Teacher, course: Course) -> bool:
    return Rule.PAPER_LASTS in problem.rules.soft or not paper_ends(teacher, course)


def _kinds(
    problem: Problem,
    teachers_of: Mapping[tuple[int, int], tuple[int, ...]],
    apart: Callable[[Learner], object],
    pairs: twins.Pairs,
    loosely: bool,
) -> tuple[Kind, ...]:
    courses = {course.id: k for k, course in enumerate(problem.courses)}
    groups = {group.id: g for g, group in enumerate(problem.childcare.groups)} if problem.childcare else {}
    taught = {k: [p for p in range(len(problem.patterns)) if (k, p) in teachers_of] for k in courses.values()}
    alike: dict[tuple[object, ...], list[int]] = defaultdict(list)
    made: dict[tuple[object, ...], Kind] = {}
    for i, person in enumerate(problem.learners):
        course = courses[person.course]
        fits = _fits(problem, person, taught[course])
        own = own_children(problem, person)
        children = {groups[child]: n for child, n in own.items() if child in groups}
        shared = {groups[child]: n for child, n in Counter(person.shared).items() if child in groups}
        unplaced = unplaced_cost(person, problem.rules.costs)
        kind = Kind(course, (), children, person.step_free, unplaced, fits, shared)
        if loosely and problem.courses[course].twins:
            best = twins.at_best(problem, person, taught[course])
            better = {p: cost for p, (cost, _) in best.items() if cost < fits.get(p, cost + 1)}
            leans = {p: others for p, (_, others) in best.items() if p not in fits}
            kind = replace(kind, fits=dict(sorted((fits | better).items())), leans=leans)
        elif course in pairs:
            swaps = twins.swaps_of(problem, person, pairs[course])
            kind = replace(kind, swaps=swaps, restless=twins.restless(problem, person, pairs[course]))
        key = (
            *(course, tuple(sorted(children.items())), person.step_free, unplaced, tuple(kind.fits.items())),
            *(tuple(kind.swaps.items()), kind.restless, tuple(kind.leans.items()), apart(person)),
        )
        alike[key].append(i)
        made[key] = kind
    return tuple(replace(kind, members=tuple(alike[key])) for key, kind in made.items())


def _fits(problem: Problem, person: Learner, patterns: list[int]) -> dict[int, int]:
    """Cost of each admissible pattern for this person."""
    costs = problem.rules.costs
    return {
        p: fit_cost(person, problem.patterns[p], costs)
        for p in patterns
        if is_admissible(problem, person, problem.patterns[p])
    }
