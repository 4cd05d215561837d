"""The only judge of a timetable: one function per hard rule, whoever or whatever made the timetable."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from scheduling.domain import constraints_lives as lives
from scheduling.domain.problem import Problem, attends_enough, care_is_open, is_qualified, swaps
from scheduling.domain.rules import SOFTENABLE, Constraint, Facts, Rule, Violation
from scheduling.domain.score import Cost, carers_needed, cost
from scheduling.domain.timetable import Timetable, children_present, times_of, twin_patterns

__all__ = ["HARD", "SOFTENABLE", "Constraint", "Facts", "Rule", "Verdict", "Violation", "judge"]


@dataclass(frozen=True)
class Verdict:
    """What the judge says. The cost of a timetable that names unknown things is not counted."""

    violations: tuple[Violation, ...]
    cost: Cost

    @property
    def feasible(self) -> bool:
        return not self.violations


def everything_named_exists(problem: Problem, timetable: Timetable) -> Iterator[Violation]:
    for section in timetable.sections:
        named: list[tuple[str, str, Mapping[str, object]]] = [
            ("course", section.course, problem.course),
            ("pattern", section.pattern, problem.pattern),
            ("room", section.room, problem.room),
            ("teacher", section.teacher, problem.teacher),
            *(("learner", person, problem.learner) for person in section.learners),
        ]
        for kind, name, known in named:
            if name not in known:
                yield Violation(Rule.NAMES_EXIST, {"section": section.id, "kind": kind, "name": name})
    for name, times in Counter(section.id for section in timetable.sections).items():
        if times > 1:
            yield Violation(Rule.NAMES_EXIST, {"section": name, "kind": "section", "name": name})


def course_has_no_more_sections_than_planned(problem: Problem, timetable: Timetable) -> Iterator[Violation]:
    for course, n in Counter(section.course for section in timetable.sections).items():
        limit = problem.course[course].max_sections
        if n > limit:
            yield Violation(Rule.COURSE_SECTIONS, {"course": course, "sections": n, "limit": limit})


def group_is_large_enough(problem: Problem, timetable: Timetable) -> Iterator[Violation]:
    for section in timetable.sections:
        n, limit = len(section.learners), problem.course[section.course].section_min
        if n < limit:
            yield Violation(Rule.GROUP_TOO_SMALL, {"section": section.id, "learners": n, "limit": limit})


def group_is_not_too_large(problem: Problem, timetable: Timetable) -> Iterator[Violation]:
    for section in timetable.sections:
        n, limit = len(section.learners), problem.course[section.course].section_max
        if n > limit:
            yield Violation(Rule.GROUP_TOO_LARGE, {"section": section.id, "learners": n, "limit": limit})


def room_has_a_chair_for_everybody(problem: Problem, timetable: Timetable) -> Iterator[Violation]:
    for section in timetable.sections:
        n, limit = len(section.learners), problem.room[section.room].capacity
        if n > limit:
            facts: Facts = {"section": section.id, "room": section.room, "learners": n, "limit": limit}
            yield Violation(Rule.ROOM_CAPACITY, facts)


def room_holds_one_section_at_a_time(problem: Problem, timetable: Timetable) -> Iterator[Violation]:
    used = Counter((s.room, slot) for s in timetable.sections for slot in problem.pattern[s.pattern].slots)
    for (room, slot), n in used.items():
        if n > 1:
            yield Violation(Rule.ROOM_TWICE, {"room": room, "slot": slot, "sections": n})


def room_is_step_free_where_needed(problem: Problem, timetable: Timetable) -> Iterator[Violation]:
    sitting = _who_comes(problem, timetable)
    for section in timetable.sections:
        if problem.room[section.room].step_free:
            continue
        for person in sitting[section.id]:
            if problem.learner[person].step_free:
                facts: Facts = {"section": section.id, "room": section.room, "learner": person}
                yield Violation(Rule.STEP_FREE, facts)


def teacher_is_in_one_place_at_a_time(problem: Problem, timetable: Timetable) -> Iterator[Violation]:
    used = Counter((s.teacher, slot) for s in timetable.sections for slot in problem.pattern[s.pattern].slots)
    for (teacher, slot), n in used.items():
        if n > 1:
            yield Violation(Rule.TEACHER_TWICE, {"teacher": teacher, "slot": slot, "sections": n})


def teacher_is_qualified(problem: Problem, timetable: Timetable) -> Iterator[Violation]:
    for section in timetable.sections:
        if not is_qualified(problem.teacher[section.teacher], problem.course[section.course]):
            facts: Facts = {"section": section.id, "teacher": section.teacher, "course": section.course}
            yield Violation(Rule.TEACHER_QUALIFIED, facts)


def teacher_is_available(problem: Problem, timetable: Timetable) -> Iterator[Violation]:
    for section in timetable.sections:
        for slot in problem.pattern[section.pattern].slots:
            if slot not in problem.teacher[section.teacher].slots:
                facts: Facts = {"section": section.id, "teacher": section.teacher, "slot": slot}
                yield Violation(Rule.TEACHER_AVAILABLE, facts)


def teacher_keeps_the_weekly_limit(problem: Problem, timetable: Timetable) -> Iterator[Violation]:
    meetings: Counter[str] = Counter()
    for section in timetable.sections:
        meetings[section.teacher] += len(problem.pattern[section.pattern].slots)
    for teacher, n in meetings.items():
        limit = problem.teacher[teacher].max_meetings
        if n > limit:
            yield Violation(Rule.TEACHER_MEETINGS, {"teacher": teacher, "meetings": n, "limit": limit})


def learner_has_one_seat(problem: Problem, timetable: Timetable) -> Iterator[Violation]:
    seats = Counter(person for section in timetable.sections for person in section.learners)
    for person, n in seats.items():
        if n > 1:
            yield Violation(Rule.LEARNER_TWICE, {"learner": person, "seats": n})


def learner_sits_in_the_own_course(problem: Problem, timetable: Timetable) -> Iterator[Violation]:
    for section in timetable.sections:
        for person in section.learners:
            wanted = problem.learner[person].course
            if wanted != section.course:
                facts: Facts = {"section": section.id, "learner": person, "course": section.course, "wanted": wanted}
                yield Violation(Rule.LEARNER_COURSE, facts)


def learner_can_attend_enough(problem: Problem, timetable: Timetable) -> Iterator[Violation]:
    twins = twin_patterns(problem, timetable.sections)
    for section in timetable.sections:
        pattern = problem.pattern[section.pattern]
        for person in section.learners:
            if not attends_enough(problem.learner[person], pattern, problem.rules, twins.get(section.id)):
                yield Violation(Rule.LEARNER_SHARE, {"section": section.id, "learner": person})


def care_is_open_for_children(problem: Problem, timetable: Timetable) -> Iterator[Violation]:
    twins = twin_patterns(problem, timetable.sections)
    for section in timetable.sections:
        pattern = problem.pattern[section.pattern]
        for person in section.learners:
            learner = problem.learner[person]
            used = replace(pattern, slots=times_of(learner, pattern, twins.get(section.id)))
            if not care_is_open(problem, learner, used):
                yield Violation(Rule.CARE_CLOSED, {"section": section.id, "learner": person})


def _in_open_hours(problem: Problem, timetable: Timetable) -> Iterator[tuple[str, Counter[str]]]:
    """Children by slot, as far as care is open: the other slots are `care_is_open_for_children`'s business."""
    if problem.childcare is None:
        return
    for slot, children in children_present(problem, timetable.sections).items():
        if slot in problem.childcare.staff:
            yield slot, Counter({group: n for group, n in children.items() if group in problem.care_group})


def care_has_a_place_for_every_child(problem: Problem, timetable: Timetable) -> Iterator[Violation]:
    for slot, children in _in_open_hours(problem, timetable):
        for group, n in children.items():
            places = problem.care_group[group].places.get(slot, 0)
            if n > places:
                yield Violation(Rule.CARE_PLACES, {"slot": slot, "group": group, "children": n, "limit": places})


def care_has_enough_carers(problem: Problem, timetable: Timetable) -> Iterator[Violation]:
    staff = problem.childcare.staff if problem.childcare else {}
    for slot, children in _in_open_hours(problem, timetable):
        needed = carers_needed(problem, children)
        if needed > staff[slot]:
            yield Violation(Rule.CARE_STAFF, {"slot": slot, "carers": needed, "limit": staff[slot]})


def _who_comes(problem: Problem, timetable: Timetable) -> dict[str, list[str]]:
    """Learners by section, those who come from its twin included."""
    twins = twin_patterns(problem, timetable.sections)
    found = {section.id: list(section.learners) for section in timetable.sections}
    for section in timetable.sections:
        twin = twins.get(section.id)
        if twin is not None:
            own = problem.pattern[section.pattern]
            found[section.twin] += [one for one in section.learners if any(swaps(problem.learner[one], own, twin))]
    return found


HARD: tuple[Constraint, ...] = (
    course_has_no_more_sections_than_planned,
    group_is_large_enough,
    group_is_not_too_large,
    room_has_a_chair_for_everybody,
    room_holds_one_section_at_a_time,
    room_is_step_free_where_needed,
    teacher_is_in_one_place_at_a_time,
    teacher_is_qualified,
    teacher_is_available,
    teacher_keeps_the_weekly_limit,
    learner_has_one_seat,
    learner_sits_in_the_own_course,
    learner_can_attend_enough,
    care_is_open_for_children,
    care_has_a_place_for_every_child,
    care_has_enough_carers,
    lives.locks_are_kept,
    lives.room_has_what_the_course_needs,
    lives.room_is_not_taken_by_others,
    lives.teacher_has_time_to_travel,
    lives.learner_has_time_to_travel,
    lives.both_adults_leave_no_child_alone,
    lives.twins_teach_the_same_at_other_times,
    lives.twin_has_a_seat_for_those_who_swap,
    lives.paper_lasts_the_whole_term,
)


def judge(problem: Problem, timetable: Timetable) -> Verdict:
    """All hard rules broken, and the cost by parts."""
    unknown = tuple(everything_named_exists(problem, timetable))
    if unknown:
        return Verdict(unknown, Cost())
    broken = tuple(violation for rule in HARD for violation in rule(problem, timetable))
    soft = problem.rules.soft
    points = sum(soft[violation.rule] for violation in broken if violation.rule in soft)
    hard = tuple(violation for violation in broken if violation.rule not in soft) if soft else broken
    return Verdict(hard, replace(cost(problem, timetable), softened=points))
