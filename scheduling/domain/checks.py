"""Checks before solving: what in the problem itself will leave people without a place, as coded findings."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from scheduling.domain import checks_locks
from scheduling.domain.problem import (
    Course,
    Learner,
    Pattern,
    Problem,
    Teacher,
    attends_enough,
    is_admissible,
    is_qualified,
    suits,
)
from scheduling.domain.rules import Rule


class Check(StrEnum):
    UNKNOWN_NAME = "timetable.check.unknown_name"
    NO_DAYS = "timetable.check.no_days_in_term"
    LOCKS = "timetable.check.locks_contradict"
    NOBODY_IN_DEMAND = "timetable.check.nobody_in_demand"
    NO_PATTERN = "timetable.check.no_pattern_fits_anybody"
    LEARNER_WITHOUT_PATTERN = "timetable.check.learner_without_pattern"
    NOBODY_QUALIFIED = "timetable.check.nobody_qualified"
    NO_TEACHER_IN_TIME = "timetable.check.no_teacher_at_any_fitting_time"
    ROOM_TOO_SMALL = "timetable.check.every_room_too_small"
    NO_STEP_FREE_ROOM = "timetable.check.no_step_free_room"
    TOO_FEW_LEARNERS = "timetable.check.too_few_learners"
    TOO_FEW_SEATS = "timetable.check.too_few_seats"
    TOO_FEW_CARE_PLACES = "timetable.check.too_few_care_places"
    ROOM_WITHOUT_CHAIRS = "timetable.check.room_without_chairs"
    NO_ROOM_SUITS = "timetable.check.no_room_suits"
    PAPER_ENDS = "timetable.check.paper_ends_in_term"


Facts = Mapping[str, str | int]


@dataclass(frozen=True)
class Finding:
    """`blocking` findings must be mended before a run makes sense; the others only explain what to expect."""

    check: Check
    facts: Facts = field(default_factory=dict)
    blocking: bool = False


def names_are_known(problem: Problem) -> Iterator[Finding]:
    used = [("slot", s, problem.slot) for pattern in problem.patterns for s in pattern.slots]
    used_courses = [("course", person.course, problem.course) for person in problem.learners]
    unknown = {(kind, name) for kind, name, known in used if name not in known}
    unknown |= {(kind, name) for kind, name, known in used_courses if name not in known}
    if problem.childcare is not None:
        groups = {child for person in problem.learners for child in person.care}
        unknown |= {("care_group", group) for group in groups if group not in problem.care_group}
    unknown |= checks_locks.unknown_names(problem)
    for kind, name in sorted(unknown):
        yield Finding(Check.UNKNOWN_NAME, {"kind": kind, "name": name}, blocking=True)


def somebody_is_in_demand(problem: Problem) -> Iterator[Finding]:
    if not problem.learners:
        yield Finding(Check.NOBODY_IN_DEMAND, blocking=True)


def the_term_has_days(problem: Problem) -> Iterator[Finding]:
    if not problem.slots or not any(pattern.slots for pattern in problem.patterns):
        yield Finding(Check.NO_DAYS, blocking=True)


def locks_can_hold_together(problem: Problem) -> Iterator[Finding]:
    for facts in checks_locks.contradictions(problem):
        yield Finding(Check.LOCKS, facts, blocking=True)


def every_room_has_chairs(problem: Problem) -> Iterator[Finding]:
    for room in problem.rooms:
        if room.capacity < 1:
            yield Finding(Check.ROOM_WITHOUT_CHAIRS, {"room": room.id})


def some_room_has_what_each_course_needs(problem: Problem) -> Iterator[Finding]:
    for course in _demand(problem) if Rule.ROOM_SUITS not in problem.rules.soft else ():
        if problem.rooms and not any(suits(room, problem.course[course]) for room in problem.rooms):
            yield Finding(Check.NO_ROOM_SUITS, {"course": course})


def papers_last_the_term(problem: Problem) -> Iterator[Finding]:
    asked = {problem.course[course].qualification for course in _demand(problem)}
    for teacher in problem.teachers:
        for qualification, day in sorted(teacher.lapsing.items()):
            if qualification in asked:
                facts: Facts = {"teacher": teacher.id, "qualification": qualification, "day": day.isoformat()}
                yield Finding(Check.PAPER_ENDS, facts)


def some_pattern_fits_every_course(problem: Problem) -> Iterator[Finding]:
    for course, people in _demand(problem).items():
        alone = any(is_admissible(problem, person, p) for person in people for p in problem.patterns)
        if not alone and not any(_fits_twins(problem, person) for person in people):
            yield Finding(Check.NO_PATTERN, {"course": course, "learners": len(people)})


def every_learner_has_a_pattern(problem: Problem) -> Iterator[Finding]:
    for person in problem.learners:
        alone = any(attends_enough(person, pattern, problem.rules) for pattern in problem.patterns)
        if not alone and not _fits_twins(problem, person):
            yield Finding(Check.LEARNER_WITHOUT_PATTERN, {"learner": person.id})


def somebody_can_teach_every_course(problem: Problem) -> Iterator[Finding]:
    for course, people in _demand(problem).items():
        qualified = [teacher for teacher in problem.teachers if is_qualified(teacher, problem.course[course])]
        if not qualified:
            yield Finding(Check.NOBODY_QUALIFIED, {"course": course, "learners": len(people)})
            continue
        fitting = [p for p in problem.patterns if any(is_admissible(problem, person, p) for person in people)]
        if fitting and not any(_can_teach(problem, teacher, p) for teacher in qualified for p in fitting):
            yield Finding(Check.NO_TEACHER_IN_TIME, {"course": course, "learners": len(people)})


def some_room_holds_the_smallest_group(problem: Problem) -> Iterator[Finding]:
    largest = max((room.capacity for room in problem.rooms), default=0)
    for course in _demand(problem):
        least = _least(problem, course)
        if largest < max(1, least):
            yield Finding(Check.ROOM_TOO_SMALL, {"course": course, "least": least, "largest": largest})


def step_free_rooms_exist_where_needed(problem: Problem) -> Iterator[Finding]:
    needing = sum(person.step_free for person in problem.learners)
    if needing and not any(room.step_free and room.capacity > 0 for room in problem.rooms):
        yield Finding(Check.NO_STEP_FREE_ROOM, {"learners": needing})


def every_course_has_learners_enough(problem: Problem) -> Iterator[Finding]:
    for course, people in _demand(problem).items():
        least = _least(problem, course)
        if len(people) < least:
            yield Finding(Check.TOO_FEW_LEARNERS, {"course": course, "learners": len(people), "least": least})


def every_course_has_seats_enough(problem: Problem) -> Iterator[Finding]:
    largest = max((room.capacity for room in problem.rooms), default=0)
    for course, people in _demand(problem).items():
        planned: Course = problem.course[course]
        seats = planned.max_sections * min(planned.section_max, largest)
        if len(people) > seats:
            yield Finding(Check.TOO_FEW_SEATS, {"course": course, "learners": len(people), "seats": seats})


def care_has_places_enough_over_the_week(problem: Problem) -> Iterator[Finding]:
    """More children of an age group than places in the whole week, even if every family came with the shortest pattern.

    A child uses a place in every slot of its parent's pattern, so it uses at least as many places as the shortest
    pattern has slots.
    """
    if problem.childcare is None or not problem.patterns:
        return
    shortest = min(len(pattern.slots) for pattern in problem.patterns)
    children = Counter(child for person in problem.learners for child in person.care)
    for group in problem.childcare.groups:
        week = sum(n for slot, n in group.places.items() if slot in problem.childcare.staff)
        if children[group.id] * shortest > week:
            facts: Facts = {"group": group.id, "children": children[group.id], "places": week // max(1, shortest)}
            yield Finding(Check.TOO_FEW_CARE_PLACES, facts)


CHECKS: tuple[Callable[[Problem], Iterator[Finding]], ...] = (
    somebody_is_in_demand,
    the_term_has_days,
    locks_can_hold_together,
    every_room_has_chairs,
    some_room_has_what_each_course_needs,
    papers_last_the_term,
    some_pattern_fits_every_course,
    every_learner_has_a_pattern,
    somebody_can_teach_every_course,
    some_room_holds_the_smallest_group,
    step_free_rooms_exist_where_needed,
    every_course_has_learners_enough,
    every_course_has_seats_enough,
    care_has_places_enough_over_the_week,
)


def check(problem: Problem) -> tuple[Finding, ...]:
    """All findings. Where names are unknown, only those: the other checks could not look them up."""
    unknown = tuple(names_are_known(problem))
    return unknown or tuple(finding for rule in CHECKS for finding in rule(problem))


class Fine(StrEnum):
    """What was looked at and is as it should be."""

    PATTERNS = "timetable.fine.patterns"
    TEACHERS = "timetable.fine.teachers"
    ROOMS = "timetable.fine.rooms"
    GROUPS = "timetable.fine.groups"
    SEATS = "timetable.fine.seats"
    CARE = "timetable.fine.care"


_DENIED_BY: Mapping[Fine, frozenset[Check]] = {
    Fine.PATTERNS: frozenset({Check.NO_PATTERN, Check.LEARNER_WITHOUT_PATTERN}),
    Fine.TEACHERS: frozenset({Check.NOBODY_QUALIFIED, Check.NO_TEACHER_IN_TIME, Check.PAPER_ENDS}),
    Fine.ROOMS: frozenset({Check.ROOM_TOO_SMALL, Check.NO_STEP_FREE_ROOM, Check.NO_ROOM_SUITS}),
    Fine.GROUPS: frozenset({Check.TOO_FEW_LEARNERS}),
    Fine.SEATS: frozenset({Check.TOO_FEW_SEATS}),
    Fine.CARE: frozenset({Check.TOO_FEW_CARE_PLACES}),
}


def fine(problem: Problem, findings: Iterable[Finding]) -> tuple[Fine, ...]:
    """What the checks found nothing against. Nothing at all while a blocking finding stands."""
    found = tuple(findings)
    if any(finding.blocking for finding in found):
        return ()
    codes = {finding.check for finding in found}
    asked = [one for one in Fine if one is not Fine.CARE or problem.childcare is not None]
    return tuple(one for one in asked if not _DENIED_BY[one] & codes)


def _demand(problem: Problem) -> dict[str, list[Learner]]:
    found: dict[str, list[Learner]] = defaultdict(list)
    for person in problem.learners:
        found[person.course].append(person)
    return found


def _fits_twins(problem: Problem, person: Learner) -> bool:
    """Whether the learner could come by turns to two classes of the course that are twins."""
    course = problem.course[person.course]
    if not course.twins or course.max_sections < 2 or len(set(person.weeks)) < 2:
        return False
    return any(
        attends_enough(person, one, problem.rules, other)
        for one in problem.patterns
        for other in problem.patterns
        if set(one.slots).isdisjoint(other.slots)
    )


def _least(problem: Problem, course: str) -> int:
    """The smallest group that may be, for points or for none."""
    return 1 if Rule.GROUP_TOO_SMALL in problem.rules.soft else problem.course[course].section_min


def _can_teach(problem: Problem, teacher: Teacher, pattern: Pattern) -> bool:
    enough = teacher.max_meetings >= len(pattern.slots) or Rule.TEACHER_MEETINGS in problem.rules.soft
    return enough and teacher.slots.issuperset(pattern.slots)
