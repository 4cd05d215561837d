"""The rules of a problem as named requirements. Each can be left out, which makes the problem easier."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from scheduling.domain.problem import CareGroup, Childcare, Course, Learner, Lock, Pattern, Problem, Room, Teacher

Change = Callable[[Problem], Problem]
_PLENTY = 10_000


@dataclass(frozen=True)
class Requirement:
    """One thing that is asked for. `code` and `facts` make its sentence; `name` is set where a person named it.

    `seats` are people who must have a seat. Otherwise `adds` brings the requirement into a problem that is free of it,
    or `drops` frees a problem of it. `course` is the only course that it touches, if there is but one.
    """

    code: str
    facts: Mapping[str, str | int] = field(default_factory=dict)
    name: str = ""
    seats: tuple[str, ...] = ()
    adds: Change | None = None
    drops: Change | None = None
    course: str = ""


def rules(problem: Problem, asked: Sequence[str]) -> list[Requirement]:
    """What the problem itself asks for, as far as it touches these people; each may be left out."""
    wanted = {problem.learner[one].course for one in asked}
    courses = [course for course in problem.courses if course.id in wanted]
    # In this order they are left out of a problem: what comes later may look at what is left by then.
    found = [Requirement("timetable.require.times", {"times": len(problem.patterns)}, drops=_any_time)]
    for course in courses:
        found += _rules_of_course(course)
    found += [_lock(lock) for lock in problem.locks]
    found += _rules_of_lives(problem)
    found += _rules_of_care(problem)
    found += _rules_of_teachers(problem, courses)
    return found + _rules_of_rooms(problem)


def classes_needed(problem: Problem, course_id: str, asked: set[str]) -> int:
    """Classes of a course in which somebody sits who must, or which are decided: no other one is needed."""
    sitting = sum(person.course == course_id and person.id in asked for person in problem.learners)
    return sitting + sum(lock.course == course_id for lock in problem.locks)


def _most_classes(problem: Problem) -> int:
    """At most so many classes are worth having, where people with a priority must have a seat."""
    asked = {person.id for person in problem.learners if person.priority}
    return sum(min(course.max_sections, classes_needed(problem, course.id, asked)) for course in problem.courses)


def _change_courses(problem: Problem, change: Callable[[Course], Course]) -> Problem:
    return replace(problem, courses=tuple(change(course) for course in problem.courses))


def _change_teachers(problem: Problem, change: Callable[[Teacher], Teacher]) -> Problem:
    return replace(problem, teachers=tuple(change(teacher) for teacher in problem.teachers))


def _change_rooms(problem: Problem, change: Callable[[Room], Room]) -> Problem:
    return replace(problem, rooms=tuple(change(room) for room in problem.rooms))


def _any_time(problem: Problem) -> Problem:
    """Classes may also meet once a week, in any slot."""
    return replace(
        problem, patterns=problem.patterns + tuple(Pattern(f"+{slot.id}", (slot.id,)) for slot in problem.slots)
    )


# --- people ----------------------------------------------------------------------------------------------------------


def _rules_of_lives(problem: Problem) -> list[Requirement]:
    percent = round(problem.rules.min_share * 100)
    found = [Requirement("timetable.require.share", {"percent": percent}, drops=_any_share)]
    if any(person.step_free for person in problem.learners):
        found.append(Requirement("timetable.require.step_free", drops=_any_step))
    if problem.households:
        found.append(Requirement("timetable.require.household", drops=lambda one: replace(one, households=())))
    return found


def _any_share(problem: Problem) -> Problem:
    return replace(problem, rules=replace(problem.rules, min_share=0.0))


def _any_step(problem: Problem) -> Problem:
    return replace(problem, learners=tuple(replace(person, step_free=False) for person in problem.learners))


# --- rooms -----------------------------------------------------------------------------------------------------------


def _rules_of_rooms(problem: Problem) -> list[Requirement]:
    largest = max((room.capacity for room in problem.rooms), default=0)
    found = [
        Requirement("timetable.require.rooms", {"rooms": len(problem.rooms)}, drops=_more_rooms),
        Requirement("timetable.require.chairs", {"largest": largest}, drops=_larger_rooms),
    ]
    if any(room.taken for room in problem.rooms):
        free = Requirement(
            "timetable.require.rooms_taken",
            drops=lambda one: _change_rooms(one, lambda room: replace(room, taken=frozenset())),
        )
        found.append(free)
    if any(course.equipment or course.site for course in problem.courses):
        anywhere = Requirement(
            "timetable.require.rooms_suit",
            drops=lambda one: _change_courses(one, lambda course: replace(course, equipment=frozenset(), site="")),
        )
        found.append(anywhere)
    if problem.travel:
        found.append(Requirement("timetable.require.travel", drops=lambda one: replace(one, travel={})))
    return found


def _more_rooms(problem: Problem) -> Problem:
    """As many more rooms of every sort as there could be classes."""
    most = _most_classes(problem)
    sorts = {(room.step_free, room.site, room.equipment): room for room in sorted(problem.rooms, key=_chairs)}
    kinds = list(sorts.values()) or [Room("", max((course.section_max for course in problem.courses), default=0))]
    extra = (
        replace(room, id=f"+{i}.{n}", taken=frozenset()) for i, room in enumerate(kinds) for n in range(min(most, 300))
    )
    return replace(problem, rooms=(*problem.rooms, *extra))


def _chairs(room: Room) -> int:
    return room.capacity


def _larger_rooms(problem: Problem) -> Problem:
    return _change_rooms(problem, lambda room: replace(room, capacity=_PLENTY))


# --- teachers --------------------------------------------------------------------------------------------------------


def _rules_of_teachers(problem: Problem, courses: Sequence[Course]) -> list[Requirement]:
    found = [
        Requirement("timetable.require.teachers", {"teachers": len(problem.teachers)}, drops=_more_teachers),
        Requirement(
            "timetable.require.teacher_week",
            drops=lambda one: _change_teachers(one, lambda teacher: replace(teacher, max_meetings=_PLENTY)),
        ),
        Requirement("timetable.require.teacher_hours", drops=_all_hours),
    ]
    if any(teacher.lapsing for teacher in problem.teachers):
        lasting = Requirement(
            "timetable.require.papers_last",
            drops=lambda one: _change_teachers(one, lambda teacher: replace(teacher, lapsing={})),
        )
        found.append(lasting)
    for course in courses:
        if course.qualification:
            facts = {"course": course.title or course.id}
            found.append(
                Requirement("timetable.require.qualified", facts, drops=_anybody_teaches(course.id), course=course.id)
            )
    return found


def _more_teachers(problem: Problem) -> Problem:
    """For every pattern as many more as there could be classes, who can do what some teacher can do then.

    Where there is no teacher at all they can do everything. One pattern each keeps the programme small.
    """
    papers = frozenset(course.qualification for course in problem.courses)
    most = _most_classes(problem)
    extra = []
    for pattern in problem.patterns:
        slots = frozenset(pattern.slots)
        able = [t for t in problem.teachers if t.slots >= slots and t.max_meetings >= len(pattern.slots)]
        held = frozenset(paper for t in able for paper in t.qualifications - t.lapsing.keys())
        if able or not problem.teachers:
            held = held if problem.teachers else papers
            extra += [Teacher(f"+{pattern.id}.{n}", held, slots, len(pattern.slots)) for n in range(most)]
    return replace(problem, teachers=(*problem.teachers, *extra))


def _all_hours(problem: Problem) -> Problem:
    slots = frozenset(slot.id for slot in problem.slots)
    return _change_teachers(problem, lambda teacher: replace(teacher, slots=slots))


def _anybody_teaches(course_id: str) -> Change:
    return lambda problem: _change_courses(
        problem, lambda course: replace(course, qualification="") if course.id == course_id else course
    )


# --- care ------------------------------------------------------------------------------------------------------------


def _rules_of_care(problem: Problem) -> list[Requirement]:
    care = problem.childcare
    if care is None:
        return []
    found = [
        Requirement("timetable.require.care_staff", {"carers": max(care.staff.values(), default=0)}, drops=_more_carers)
    ]
    for group in care.groups:
        facts: dict[str, str | int] = {"group": group.id, "places": max(group.places.values(), default=0)}
        found.append(Requirement("timetable.require.care_places", facts, drops=_more_places(group.id)))
    found.append(Requirement("timetable.require.care_hours", drops=_longer_care))
    return found


def _change_care(problem: Problem, change: Callable[[Childcare], Childcare]) -> Problem:
    return replace(problem, childcare=change(problem.childcare)) if problem.childcare else problem


def _more_carers(problem: Problem) -> Problem:
    return _change_care(problem, lambda care: replace(care, staff=dict.fromkeys(care.staff, _PLENTY)))


def _more_places(group_id: str) -> Change:
    def change(care: Childcare) -> Childcare:
        return replace(
            care,
            groups=tuple(
                replace(group, places=dict.fromkeys(care.staff, _PLENTY)) if group.id == group_id else group
                for group in care.groups
            ),
        )

    return lambda problem: _change_care(problem, change)


def _longer_care(problem: Problem) -> Problem:
    """Open in every slot, with as many places and carers as where there are most; and for children of every age.

    Care that is never open has none to go by: then there are enough.
    """
    slots = [slot.id for slot in problem.slots]

    def longer(group: CareGroup) -> CareGroup:
        most = max(group.places.values(), default=_PLENTY)
        return replace(group, places={s: group.places.get(s, most) for s in slots})

    def change(care: Childcare) -> Childcare:
        most = max(care.staff.values(), default=_PLENTY)
        return replace(
            care,
            groups=tuple(longer(group) for group in care.groups),
            staff={s: care.staff.get(s, most) for s in slots},
        )

    known = problem.care_group

    def without_strangers(person: Learner) -> Learner:
        if all(child in known for child in person.care):
            return person
        return replace(
            person,
            children=tuple(child for child in person.children if child in known),
            later=tuple(child for child in person.later if child in known),
        )

    return replace(_change_care(problem, change), learners=tuple(without_strangers(one) for one in problem.learners))


# --- courses and decisions -------------------------------------------------------------------------------------------


def _rules_of_course(course: Course) -> list[Requirement]:
    name = course.title or course.id

    def changed(**facts: Any) -> Change:
        return lambda problem: _change_courses(
            problem,
            lambda one: replace(one, **facts) if one.id == course.id else one,
        )

    return [
        Requirement(
            "timetable.require.group_most",
            {"course": name, "limit": course.section_max},
            drops=changed(section_max=_PLENTY),
            course=course.id,
        ),
        Requirement(
            "timetable.require.group_least",
            {"course": name, "limit": course.section_min},
            drops=changed(section_min=0),
            course=course.id,
        ),
        Requirement(
            "timetable.require.sections",
            {"course": name, "limit": course.max_sections},
            drops=_more_sections(course.id),
            course=course.id,
        ),
    ]


def _more_sections(course_id: str) -> Change:
    def change(problem: Problem) -> Problem:
        asked = {person.id for person in problem.learners if person.priority}
        most = classes_needed(problem, course_id, asked)
        return _change_courses(problem, lambda one: replace(one, max_sections=most) if one.id == course_id else one)

    return change


def _lock(lock: Lock) -> Requirement:
    return Requirement(
        "timetable.require.lock",
        {"section": lock.section, "course": lock.course},
        drops=lambda problem: replace(problem, locks=tuple(one for one in problem.locks if one != lock)),
        course=lock.course,
    )
