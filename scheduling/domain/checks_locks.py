"""Checks of what is decided before the search: locks that cannot hold together, each pair or part named."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from scheduling.domain.problem import Lock, Problem, is_qualified, suits
from scheduling.domain.rules import Facts, Rule

PARTS = ("course", "pattern", "room", "teacher")


def unknown_names(problem: Problem) -> set[tuple[str, str]]:
    """(kind, name) of everything locks name that is not there."""
    known = {
        "course": problem.course, "pattern": problem.pattern, "room": problem.room, "teacher": problem.teacher,
    }  # fmt: skip
    named = {(part, getattr(lock, part)) for lock in problem.locks for part in PARTS}
    people = {("learner", one) for lock in problem.locks for one in lock.learners or () if one not in problem.learner}
    return {(part, name) for part, name in named if name and name not in known[part]} | people


def merged(problem: Problem) -> tuple[dict[str, Lock], list[Facts]]:
    """What all locks of each section say together, and where two of them say different things."""
    found: dict[str, Lock] = {}
    against: list[Facts] = []
    for lock in problem.locks:
        before = found.get(lock.section)
        if before is None:
            found[lock.section] = lock
            continue
        pairs = [(part, getattr(before, part), getattr(lock, part)) for part in PARTS]
        two = [part for part, one, other in pairs if one and other and one != other]
        against += [{"section": lock.section, "what": f"two_{part}s"} for part in two]
        found[lock.section] = _together(before, lock)
    return found, against


def _together(one: Lock, other: Lock) -> Lock:
    people = None if one.learners is None and other.learners is None else (one.learners or ()) + (other.learners or ())
    return Lock(
        one.section,
        one.course or other.course,
        one.pattern or other.pattern,
        one.room or other.room,
        one.teacher or other.teacher,
        tuple(dict.fromkeys(people)) if people is not None else None,
        one.twin or other.twin,
    )


def contradictions(problem: Problem) -> Iterator[Facts]:
    """Facts of everything locked that no timetable can keep: `section`, `what`, and `other` for a second section."""
    locks, against = merged(problem)
    yield from against
    for lock in locks.values():
        yield from ({"section": lock.section, "what": what} for what in _alone(problem, lock))
    for one, other in combinations(locks.values(), 2):
        for what in _beside(problem, one, other):
            yield {"section": one.section, "other": other.section, "what": what}
    yield from _too_many(problem, locks)


def _alone(problem: Problem, lock: Lock) -> Iterator[str]:
    course = problem.course[lock.course]
    teacher, room, pattern = (
        problem.teacher.get(lock.teacher),
        problem.room.get(lock.room),
        problem.pattern.get(lock.pattern),
    )
    people = lock.learners or ()
    if teacher and not is_qualified(teacher, course):
        yield "teacher_not_qualified"
    if teacher and pattern and not teacher.slots.issuperset(pattern.slots):
        yield "teacher_away"
    if room and not suits(room, course) and Rule.ROOM_SUITS not in problem.rules.soft:
        yield "room_does_not_suit"
    if room and pattern and room.taken & set(pattern.slots):
        yield "room_taken"
    if len(people) > min(course.section_max, room.capacity if room else course.section_max):
        yield "too_many_people"
    if room and not room.step_free and any(problem.learner[one].step_free for one in people):
        yield "room_not_step_free"
    if any(problem.learner[one].course != course.id for one in people):
        yield "people_of_another_course"
    if pattern and not course.twins and any(pattern.id not in problem.attendable[one] for one in people):
        yield "people_cannot_come"


def _beside(problem: Problem, one: Lock, other: Lock) -> Iterator[str]:
    patterns = (problem.pattern.get(one.pattern), problem.pattern.get(other.pattern))
    together = patterns[0] and patterns[1] and set(patterns[0].slots) & set(patterns[1].slots)
    if together and one.room and one.room == other.room:
        yield "room_at_once"
    if together and one.teacher and one.teacher == other.teacher:
        yield "teacher_at_once"
    if set(one.learners or ()) & set(other.learners or ()):
        yield "person_in_both"


def _too_many(problem: Problem, locks: dict[str, Lock]) -> Iterator[Facts]:
    by_course: dict[str, list[str]] = defaultdict(list)
    for lock in locks.values():
        by_course[lock.course].append(lock.section)
    for course, sections in by_course.items():
        if len(sections) > problem.course[course].max_sections:
            yield {"section": sections[-1], "what": "too_many_sections"}
