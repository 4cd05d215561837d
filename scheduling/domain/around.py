"""The problem of a search that begins with a draft: what is locked stays, classes that run stay, the rest is free. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from scheduling.domain.draft import NOBODY, Groups, as_locks, as_timetable
from scheduling.domain.problem import Learner, Lock, Pattern, Problem, Rules, attends_enough, care_is_open
from scheduling.domain.rules import Rule
from scheduling.domain.score import unplaced_cost
from scheduling.domain.timetable import Section, Timetable


def problem_around(
    problem: Problem, groups: Groups, locks: Mapping[str, Sequence[str]], seated: Collection[str]
) -> Problem:
    """The problem with every lock of the draft, and with classes that run decided wholly. `seated` have a seat in those.

    Whoever sits in a class that runs has chosen it: she can come then, and her children are looked after as they are.
    """
    wider, timetable = as_timetable(problem, groups)
    running = {one.id for one in groups if one.existing}
    decided = {lock.section: lock for lock in as_locks(problem, groups, locks)}
    for section in timetable.sections:
        if section.id in running:
            decided[section.id] = _whole(section)
    patterns = {one.id: one for one in wider.patterns}
    return replace(
        problem,
        patterns=wider.patterns,
        learners=who_chose(problem, timetable, running, seated, patterns),
        courses=tuple(
            replace(one, max_sections=max(one.max_sections, sum(lock.course == one.id for lock in decided.values())))
            for one in problem.courses
        ),
        rules=rules_around(problem, timetable, running),
        locks=tuple(_with_twin(lock, timetable, decided) for lock in decided.values()),
    )


def _whole(section: Section) -> Lock:
    room, teacher = ("" if one.startswith(NOBODY) else one for one in (section.room, section.teacher))
    return Lock(section.id, section.course, section.pattern, room, teacher, section.learners)


def _with_twin(lock: Lock, timetable: Timetable, decided: Collection[str]) -> Lock:
    """Two classes whose times are both decided stay the pair they are."""
    twin = next((one.twin for one in timetable.sections if one.id == lock.section), "")
    return replace(lock, twin=twin) if lock.pattern and twin in decided else lock


def who_chose(
    problem: Problem,
    timetable: Timetable,
    running: Collection[str],
    seated: Collection[str],
    patterns: Mapping[str, Pattern],
) -> tuple[Learner, ...]:
    """Everybody; who has a seat in a class that runs can come there, and her children are looked after as they are."""
    chosen = {
        person: patterns[section.pattern]
        for section in timetable.sections
        if section.id in running and not section.twin
        for person in section.learners
        if person in seated
    }
    return tuple(_able(problem, one, chosen[one.id]) if one.id in chosen else one for one in problem.learners)


def _able(problem: Problem, person: Learner, pattern: Pattern) -> Learner:
    if not attends_enough(person, pattern, problem.rules):
        weeks = tuple(week | set(pattern.slots) for week in person.weeks or (frozenset(),))
        person = replace(person, weeks=weeks)
    if not care_is_open(problem, person, pattern):
        person = replace(person, children=(), later=(), shared=())
    return person


def rules_around(problem: Problem, timetable: Timetable, running: Collection[str]) -> Rules:
    """No new group is opened that is too small, but one that runs already may stay as it is."""
    small = any(
        len(one.learners) < problem.course[one.course].section_min for one in timetable.sections if one.id in running
    )
    if not small or Rule.GROUP_TOO_SMALL in problem.rules.soft:
        return problem.rules
    return replace(problem.rules, soft={**problem.rules.soft, Rule.GROUP_TOO_SMALL: never_worth(problem)})


def never_worth(problem: Problem) -> int:
    """Points that are more than a group which is too small can save, and no more than that needs.

    What a group can save is the seats of its people, and those of its twin: much larger points would hide the others.
    """
    seat = max((unplaced_cost(one, problem.rules.costs) for one in problem.learners), default=0)
    return 1 + 2 * seat * max((one.section_min for one in problem.courses), default=1)
