"""Hard rules about locks, houses, ways, households and twin groups, each one function."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise
from math import lcm

from scheduling.domain.problem import Lock, Problem, Slot, suits, swaps
from scheduling.domain.rules import Facts, Rule, Violation
from scheduling.domain.timetable import Section, Timetable, brought_together, times_of, twin_patterns


def locks_are_kept(problem: Problem, timetable: Timetable) -> Iterator[Violation]:
    known = {section.id: section for section in timetable.sections}
    for lock in problem.locks:
        section = known.get(lock.section)
        parts = ["section"] if section is None else _parts_that_differ(lock, section)
        for part in parts:
            yield Violation(Rule.LOCK_KEPT, {"section": lock.section, "part": part})


def _parts_that_differ(lock: Lock, section: Section) -> list[str]:
    pairs = [
        ("course", lock.course, section.course),
        ("pattern", lock.pattern, section.pattern),
        ("room", lock.room, section.room),
        ("teacher", lock.teacher, section.teacher),
        ("twin", lock.twin, section.twin),
    ]
    differ = [part for part, wanted, found in pairs if wanted and wanted != found]
    return differ + (["learners"] if not set(lock.learners or ()) <= set(section.learners) else [])


def room_has_what_the_course_needs(problem: Problem, timetable: Timetable) -> Iterator[Violation]:
    for section in timetable.sections:
        if not suits(problem.room[section.room], problem.course[section.course]):
            facts: Facts = {"section": section.id, "room": section.room, "course": section.course}
            yield Violation(Rule.ROOM_SUITS, facts)


def room_is_not_taken_by_others(problem: Problem, timetable: Timetable) -> Iterator[Violation]:
    for section in timetable.sections:
        for slot in problem.pattern[section.pattern].slots:
            if slot in problem.room[section.room].taken:
                yield Violation(Rule.ROOM_TAKEN, {"section": section.id, "room": section.room, "slot": slot})


Met = list[tuple[Slot, str]]
"""Slots of one person with the site of the meeting."""


def teacher_has_time_to_travel(problem: Problem, timetable: Timetable) -> Iterator[Violation]:
    met: dict[str, Met] = {}
    for section in timetable.sections:
        met.setdefault(section.teacher, []).extend(_meetings(problem, section))
    for teacher, meetings in met.items():
        for first, second, needed in _too_close(problem, meetings):
            facts: Facts = {"teacher": teacher, "slot": first.id, "other": second.id, "minutes": needed}
            yield Violation(Rule.TEACHER_TRAVEL, facts)


def learner_has_time_to_travel(problem: Problem, timetable: Timetable) -> Iterator[Violation]:
    met: dict[str, Met] = {}
    for section in timetable.sections:
        for person in section.learners:
            met.setdefault(person, []).extend(_meetings(problem, section))
    for person, meetings in met.items():
        for first, second, needed in _too_close(problem, meetings):
            facts: Facts = {"learner": person, "slot": first.id, "other": second.id, "minutes": needed}
            yield Violation(Rule.LEARNER_TRAVEL, facts)


def _meetings(problem: Problem, section: Section) -> Met:
    site = problem.room[section.room].site
    return [(problem.slot[slot], site) for slot in problem.pattern[section.pattern].slots]


def _too_close(problem: Problem, meetings: Met) -> Iterator[tuple[Slot, Slot, int]]:
    """Neighbouring meetings of one day at two sites with less time between them than the way takes."""
    if not problem.travel:
        return
    ordered = sorted(meetings, key=lambda one: (one[0].weekday, one[0].start))
    for (slot, site), (later, other) in pairwise(ordered):
        needed = problem.minutes_between(site, other)
        if slot.weekday == later.weekday and needed > _minutes_from_to(slot, later):
            yield slot, later, needed


def _minutes_from_to(slot: Slot, later: Slot) -> int:
    day = date.min
    return (datetime.combine(day, later.start) - datetime.combine(day, slot.end)) // timedelta(minutes=1)


def paper_lasts_the_whole_term(problem: Problem, timetable: Timetable) -> Iterator[Violation]:
    for section in timetable.sections:
        needed = problem.course[section.course].qualification
        ends = problem.teacher[section.teacher].lapsing.get(needed) if needed else None
        if ends is not None:
            facts: Facts = {"section": section.id, "teacher": section.teacher, "day": ends.isoformat()}
            yield Violation(Rule.PAPER_LASTS, facts)


def both_adults_leave_no_child_alone(problem: Problem, timetable: Timetable) -> Iterator[Violation]:
    """Where all adults of a household are in class at once, every child of it has a care place."""
    twins = twin_patterns(problem, timetable.sections)
    slots: dict[str, set[str]] = {}
    for section in timetable.sections:
        for person in section.learners:
            times = times_of(problem.learner[person], problem.pattern[section.pattern], twins.get(section.id))
            slots.setdefault(person, set()).update(times)
    for household in problem.households:
        if len(household.adults) < 2 or not household.children:
            continue
        together = set.intersection(*(slots.get(adult, set()) for adult in household.adults))
        for slot in sorted(together):
            alone = Counter(household.children) - _cared_for(problem, household.adults, slot)
            if alone:
                facts: Facts = {"learner": household.adults[0], "slot": slot, "children": alone.total()}
                yield Violation(Rule.HOUSEHOLD, facts)


def _cared_for(problem: Problem, adults: tuple[str, ...], slot: str) -> Counter[str]:
    """Children for whom these adults have a place in a slot, each child once."""
    if problem.childcare is None or slot not in problem.childcare.staff:
        return Counter()
    brought = brought_together(problem.learner[adult] for adult in adults)
    return Counter({group: n for group, n in brought.items() if group in problem.care_group})


def twins_teach_the_same_at_other_times(problem: Problem, timetable: Timetable) -> Iterator[Violation]:
    known = {section.id: section for section in timetable.sections}
    for section in timetable.sections:
        if not section.twin:
            continue
        other = known.get(section.twin)
        fits = (
            other is not None
            and other.twin == section.id
            and other.id != section.id
            and other.course == section.course
            and problem.course[section.course].twins
            and not set(problem.pattern[section.pattern].slots) & set(problem.pattern[other.pattern].slots)
        )
        if not fits:
            yield Violation(Rule.TWINS, {"section": section.id, "other": section.twin})


def twin_has_a_seat_for_those_who_swap(problem: Problem, timetable: Timetable) -> Iterator[Violation]:
    """In no week of the rotations more people come to a twin group than it has seats and chairs."""
    known = {section.id: section for section in timetable.sections}
    for section in timetable.sections:
        other = known.get(section.twin)
        if other is None:
            continue
        limit = min(problem.course[section.course].section_max, problem.room[section.room].capacity)
        own, twin = problem.pattern[section.pattern], problem.pattern[other.pattern]
        stay = [swaps(problem.learner[person], own, twin) for person in section.learners]
        join = [swaps(problem.learner[person], twin, own) for person in other.learners]
        weeks = lcm(*(len(one) for one in (*stay, *join) if one), 1)
        most = max(_present(stay, week, False) + _present(join, week, True) for week in range(weeks))
        if most > limit:
            yield Violation(Rule.TWIN_SEATS, {"section": section.id, "learners": most, "limit": limit})


def _present(rotations: list[tuple[bool, ...]], week: int, swapped: bool) -> int:
    return sum(one[week % len(one)] is swapped for one in rotations if one)
