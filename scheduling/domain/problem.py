"""What has to be timetabled: slots, patterns, courses, rooms, teachers, learners and childcare, as plain facts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from functools import cached_property

from lms.kernel.vocabulary import Weekday


@dataclass(frozen=True)
class Slot:
    """One teaching block of the week, in wall time."""

    id: str
    weekday: Weekday
    start: time
    end: time


@dataclass(frozen=True)
class Pattern:
    """The slots in which a section meets every week."""

    id: str
    slots: tuple[str, ...]
    intensive: bool = False


@dataclass(frozen=True)
class Course:
    """One level and track in demand. `qualification` is what a teacher must hold; empty means anybody may teach it.

    `equipment` is what its room must have. `site` is where it must be held, empty for any site. `twins` says that two
    sections may teach the same content at different times, so that people swap between them week by week.
    """

    id: str
    max_sections: int
    section_min: int
    section_max: int
    qualification: str = ""
    track: str = ""
    level: str = ""
    title: str = ""
    equipment: frozenset[str] = frozenset()
    site: str = ""
    twins: bool = False


@dataclass(frozen=True)
class Room:
    """`taken` are slots in which others of the house have the room. Rooms of one `site` are reached without travel."""

    id: str
    capacity: int
    step_free: bool = True
    site: str = ""
    equipment: frozenset[str] = frozenset()
    taken: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Teacher:
    """`slots` are those in which the teacher can work, `max_meetings` is the limit of meetings a week.

    `lapsing` are held qualifications whose paper ends before the term does, with its last day.
    """

    id: str
    qualifications: frozenset[str]
    slots: frozenset[str]
    max_meetings: int
    lapsing: Mapping[str, date] = field(default_factory=dict)


@dataclass(frozen=True)
class Learner:
    """One person who wants one course.

    `weeks` holds the free slots of each week of the work rotation, all weeks equally often. `children` holds the age
    group of each child who needs care during class. `intensive` is the wish, None if there is none. `priority` are
    points (such as weeks waited) that make it dearer to leave this person without a place. `later` holds the groups into
    which a child grows before the term ends: a seat is promised for all of it, so a place must be left there, too.
    """

    id: str
    course: str
    weeks: tuple[frozenset[str], ...]
    children: tuple[str, ...] = ()
    step_free: bool = False
    intensive: bool | None = None
    priority: int = 0
    later: tuple[str, ...] = ()
    household: str = ""
    shared: tuple[str, ...] = ()

    @property
    def care(self) -> tuple[str, ...]:
        """The group of every place that is kept beside this person's seat."""
        return self.children + self.later


@dataclass(frozen=True)
class CareGroup:
    """One age group: places by slot, and how many children one carer may look after."""

    id: str
    ratio: int
    places: Mapping[str, int]


@dataclass(frozen=True)
class Childcare:
    """Care during class. A slot that is a key of `staff` is open, and the value is how many carers can be on duty."""

    groups: tuple[CareGroup, ...]
    staff: Mapping[str, int]


@dataclass(frozen=True)
class Household:
    """Adults who all learn and share children. `children` are the age groups of all who must not be alone.

    A child whom no care group takes stands there with an empty name.
    """

    id: str
    adults: tuple[str, ...]
    children: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lock:
    """What is decided about one section before the search; what is empty is free.

    The section must be there. `learners` sit in it, and others may join; None leaves everybody free. `twin` is the section
    with which it stays a pair.
    """

    section: str
    course: str
    pattern: str = ""
    room: str = ""
    teacher: str = ""
    learners: tuple[str, ...] | None = None
    twin: str = ""


@dataclass(frozen=True)
class Costs:
    """Weights of the soft requirements, in points. Every weight is 0 or more.

    `gap` is paid for every slot between two meetings of a teacher's day, `siblings` for every slot in which children of
    one household are in care without each other.
    """

    unplaced: int = 60
    priority: int = 0
    share: int = 20
    intensity: int = 4
    carer: int = 1
    meeting: int = 2
    gap: int = 0
    siblings: int = 0


@dataclass(frozen=True)
class Rules:
    """`min_share` is the smallest part of the meetings that a learner must be able to attend.

    `soft` names hard rules that only cost here: code -> points for each time that one is broken.
    """

    min_share: float = 0.74
    costs: Costs = field(default_factory=Costs)
    soft: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Problem:
    """Everything an engine and the judge need to know. `childcare` is None where no care is offered or counted.

    `travel` are minutes between two sites, named once in either order; what is not named takes no time.
    """

    slots: tuple[Slot, ...]
    patterns: tuple[Pattern, ...]
    courses: tuple[Course, ...]
    rooms: tuple[Room, ...]
    teachers: tuple[Teacher, ...]
    learners: tuple[Learner, ...]
    childcare: Childcare | None = None
    rules: Rules = field(default_factory=Rules)
    locks: tuple[Lock, ...] = ()
    households: tuple[Household, ...] = ()
    travel: Mapping[tuple[str, str], int] = field(default_factory=dict)

    @cached_property
    def slot(self) -> Mapping[str, Slot]:
        return {s.id: s for s in self.slots}

    @cached_property
    def pattern(self) -> Mapping[str, Pattern]:
        return {p.id: p for p in self.patterns}

    @cached_property
    def course(self) -> Mapping[str, Course]:
        return {c.id: c for c in self.courses}

    @cached_property
    def room(self) -> Mapping[str, Room]:
        return {r.id: r for r in self.rooms}

    @cached_property
    def teacher(self) -> Mapping[str, Teacher]:
        return {t.id: t for t in self.teachers}

    @cached_property
    def learner(self) -> Mapping[str, Learner]:
        return {person.id: person for person in self.learners}

    @cached_property
    def attendable(self) -> Mapping[str, frozenset[str]]:
        """Ids of the patterns whose meetings each learner can attend often enough, by learner; care hours aside."""
        return {
            person.id: frozenset(p.id for p in self.patterns if attends_enough(person, p, self.rules))
            for person in self.learners
        }

    @cached_property
    def days(self) -> tuple[tuple[Slot, ...], ...]:
        """The slots of each day in order of time, for the days that have any."""
        by_day: dict[int, list[Slot]] = {}
        for slot in self.slots:
            by_day.setdefault(slot.weekday, []).append(slot)
        return tuple(tuple(sorted(found, key=lambda one: one.start)) for _, found in sorted(by_day.items()))

    def minutes_between(self, site: str, other: str) -> int:
        """Travel between two sites."""
        if site == other:
            return 0
        return self.travel.get((site, other), self.travel.get((other, site), 0))

    @cached_property
    def care_group(self) -> Mapping[str, CareGroup]:
        return {g.id: g for g in self.childcare.groups} if self.childcare else {}


def is_qualified(teacher: Teacher, course: Course) -> bool:
    return not course.qualification or course.qualification in teacher.qualifications


def suits(room: Room, course: Course) -> bool:
    """Whether the room has what the course needs and lies where it is held."""
    return course.equipment <= room.equipment and course.site in ("", room.site)


def share(learner: Learner, pattern: Pattern, twin: Pattern | None = None) -> float:
    """Mean part of the meetings that the learner can attend, over the weeks of the rotation.

    Whoever comes to a twin group in some weeks attends the better of both in each week.
    """
    if not learner.weeks or not pattern.slots:
        return 0.0
    parts = [_part(week, pattern) for week in learner.weeks]
    if twin is not None and any(swaps(learner, pattern, twin)):
        parts = [max(part, _part(week, twin)) for part, week in zip(parts, learner.weeks, strict=True)]
    return sum(parts) / len(parts)


def _part(week: frozenset[str], pattern: Pattern) -> float:
    return sum(s in week for s in pattern.slots) / len(pattern.slots) if pattern.slots else 0.0


def swaps(learner: Learner, pattern: Pattern, twin: Pattern) -> tuple[bool, ...]:
    """For each week of the rotation, whether the learner goes to the twin group: where she can attend more of it.

    Nobody goes there in every week: such a person would have her seat in the wrong class, and stays in it.
    """
    away = tuple(_part(week, twin) > _part(week, pattern) for week in learner.weeks)
    return tuple(False for _ in away) if all(away) else away


def attends_enough(learner: Learner, pattern: Pattern, rules: Rules, twin: Pattern | None = None) -> bool:
    # The small tolerance keeps a share such as 3/4 + 0/1 from failing on the last binary digit.
    return share(learner, pattern, twin) >= rules.min_share - 1e-9


def care_is_open(problem: Problem, learner: Learner, pattern: Pattern) -> bool:
    """Whether every meeting lies inside care hours, where this learner's children need care."""
    if problem.childcare is None or not learner.care:
        return True
    if any(child not in problem.care_group for child in learner.care):
        return False
    return all(s in problem.childcare.staff for s in pattern.slots)


def is_admissible(problem: Problem, learner: Learner, pattern: Pattern) -> bool:
    """Whether the learner could sit in a section with this pattern, if there were seat and care enough."""
    return attends_enough(learner, pattern, problem.rules) and care_is_open(problem, learner, pattern)
