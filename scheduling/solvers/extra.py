"""Which single extra resource would seat the most people, if nobody who has a seat is moved.

Every candidate is added to the problem in thought. Then the programme of `repair` seats whoever waits around everybody who
stays, so each answer is a timetable that could be published as it is.
"""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from scheduling.domain.constraints import judge
from scheduling.domain.problem import Childcare, Problem, Room, Teacher, is_qualified
from scheduling.domain.timetable import Timetable
from scheduling.solvers.repair import seat_the_others

NEW = "+"
"""The id of a room or teacher that was added in thought."""
_EACH_SECONDS = 1.5


@dataclass(frozen=True)
class Extra:
    """One resource more. `code` and `facts` make its sentence; `learners` are those whom it seats besides all others.

    `timetable` shows how; what was added in thought is called by the id `NEW` there.
    """

    code: str
    facts: Mapping[str, str | int] = field(default_factory=dict)
    learners: tuple[str, ...] = ()
    timetable: Timetable = field(default_factory=Timetable)


@dataclass(frozen=True)
class Extras:
    """All candidates, the one that seats most people first. `anyway` could have a seat with nothing more.

    `left_out` counts candidates for which there was no time.
    """

    ranked: tuple[Extra, ...]
    anyway: tuple[str, ...]
    left_out: int
    seconds: float


def best_extra_resource(problem: Problem, timetable: Timetable, budget: float = 10.0) -> Extras:
    """Candidates in order of how many more people they seat. `budget` is in seconds."""
    began = time.monotonic()
    base = _filled(problem, timetable, min(_EACH_SECONDS, budget / 4))
    placed = base.placed
    found, left_out = [], 0
    for code, facts, changed in _candidates(problem, base):
        left = budget - (time.monotonic() - began)
        if left <= 0:
            left_out += 1
            continue
        after = _filled(changed, base, min(_EACH_SECONDS, left))
        seated = tuple(sorted(after.placed - placed))
        found.append(Extra(code, facts, seated, after if seated else base))
    ranked = sorted(found, key=lambda one: -len(one.learners))
    anyway = tuple(sorted(placed - timetable.placed))
    return Extras(tuple(ranked), anyway, left_out, time.monotonic() - began)


def _filled(problem: Problem, timetable: Timetable, seconds: float) -> Timetable:
    """The timetable with as few people waiting as its problem allows while the others stay."""
    found = seat_the_others(problem, timetable, timetable, seconds, 0)
    better = len(found.placed) > len(timetable.placed) and judge(problem, found).feasible
    return found if better else timetable


Candidate = tuple[str, Mapping[str, str | int], Problem]


def _candidates(problem: Problem, timetable: Timetable) -> Iterator[Candidate]:
    """What could be added, for those courses and age groups that somebody waits for."""
    waiting = timetable.unplaced(problem)
    courses = [c for c in problem.courses if any(person.course == c.id for person in waiting)]
    if not courses:
        return
    yield "timetable.extra.room", {}, _one_more_room(problem)
    for course in courses:
        facts = {"course": course.id}
        yield "timetable.extra.teacher", facts, _one_more_teacher(problem, course.qualification)
        more = tuple(replace(c, max_sections=c.max_sections + 1) if c is course else c for c in problem.courses)
        yield "timetable.extra.section", facts, replace(problem, courses=more)
        yield from _papers(problem, timetable, course.id)
    if problem.childcare is not None and any(person.care for person in waiting):
        yield from _care(problem, problem.childcare, {child for person in waiting for child in person.care})


def _one_more_room(problem: Problem) -> Problem:
    """As large as the largest, free all week, with whatever a course may need."""
    largest = max((room.capacity for room in problem.rooms), default=max(c.section_max for c in problem.courses))
    equipment = frozenset(thing for course in problem.courses for thing in course.equipment)
    site = problem.rooms[0].site if problem.rooms else ""
    return replace(problem, rooms=(*problem.rooms, Room(NEW, largest, site=site, equipment=equipment)))


def _one_more_teacher(problem: Problem, paper: str) -> Problem:
    """With one paper, free all week, for as many meetings as most others give."""
    weeks = sorted(teacher.max_meetings for teacher in problem.teachers) or [10]
    new = Teacher(NEW, frozenset({paper}), frozenset(problem.slot), weeks[len(weeks) // 2])
    return replace(problem, teachers=(*problem.teachers, new))


def _papers(problem: Problem, timetable: Timetable, course_id: str) -> Iterator[Candidate]:
    """The paper for a course for that teacher without it who has most meetings left."""
    course = problem.course[course_id]
    given: dict[str, int] = {}
    for section in timetable.sections:
        given[section.teacher] = given.get(section.teacher, 0) + len(problem.pattern[section.pattern].slots)
    able = [t for t in problem.teachers if not is_qualified(t, course) and t.max_meetings > given.get(t.id, 0)]
    if able:
        freest = max(able, key=lambda t: t.max_meetings - given.get(t.id, 0))
        with_paper = replace(freest, qualifications=freest.qualifications | {course.qualification})
        teachers = tuple(with_paper if t is freest else t for t in problem.teachers)
        facts = {"course": course_id, "teacher": freest.id}
        yield "timetable.extra.paper", facts, replace(problem, teachers=teachers)


def _care(problem: Problem, care: Childcare, wanted: set[str]) -> Iterator[Candidate]:
    more = replace(care, staff={slot: n + 1 for slot, n in care.staff.items()})
    yield "timetable.extra.carer", {}, replace(problem, childcare=more)
    for group in care.groups:
        if group.id in wanted:
            larger = replace(group, places={slot: n + 1 for slot, n in group.places.items()})
            groups = tuple(larger if one is group else one for one in care.groups)
            facts = {"group": group.id}
            yield "timetable.extra.place", facts, replace(problem, childcare=replace(care, groups=groups))
    closed = [slot.id for slot in problem.slots if slot.id not in care.staff]
    if closed:
        most = max(care.staff.values(), default=0)
        groups = tuple(
            replace(one, places={**dict.fromkeys(closed, max(one.places.values(), default=0)), **one.places})
            for one in care.groups
        )
        longer = Childcare(groups, {**dict.fromkeys(closed, most), **care.staff})
        yield "timetable.extra.care_hours", {}, replace(problem, childcare=longer)
