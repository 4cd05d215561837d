"""What a change of a plan breaks and mends, whom it touches, and what it costs, by the judge's two verdicts. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from functools import cached_property

from scheduling.domain.constraints import Rule, Verdict, Violation, judge
from scheduling.domain.draft import Groups, as_timetable
from scheduling.domain.problem import Costs, Learner, Pattern, Problem
from scheduling.domain.score import Cost, intensity_cost, missed_cost
from scheduling.domain.timetable import Timetable, twin_patterns

NAMES = frozenset({"section", "room", "teacher", "learner", "course", "group", "slot", "kind", "name", "part", "other"})
"""Facts that say which break it is; the other facts say how large it is."""
DATABASE = frozenset({Rule.ROOM_TWICE, Rule.TEACHER_TWICE, Rule.LEARNER_TWICE, Rule.NAMES_EXIST})
"""What no reason makes possible: one room, teacher or person cannot be in two classes at once."""

STAND_IN = "others:"
"""Stands before the id of a group whose people are looked at together."""


class Kind(StrEnum):
    """How bad a change is."""

    FITS = "fits"
    WISHES = "wishes"
    RULES = "rules"


@dataclass(frozen=True)
class Points:
    """What one requirement costs before and after."""

    part: str
    before: int
    after: int

    @property
    def change(self) -> int:
        return self.after - self.before


@dataclass(frozen=True)
class Impact:
    """The difference between two plans, exactly."""

    broken: tuple[Violation, ...]
    mended: tuple[Violation, ...]
    points: tuple[Points, ...]
    people: tuple[str, ...]
    """Learners for whom something breaks or gets worse."""

    @property
    def kind(self) -> Kind:
        """Rules that break come first, then wishes."""
        if self.broken:
            return Kind.RULES
        return Kind.WISHES if self.people else Kind.FITS

    @property
    def total(self) -> Points:
        """All points together."""
        return Points("total", sum(one.before for one in self.points), sum(one.after for one in self.points))


class Judged:
    """A plan with its verdict; others are compared with it."""

    def __init__(self, problem: Problem, groups: Groups) -> None:
        self.asked = problem
        self.groups = groups
        self.problem, self.timetable = as_timetable(problem, groups)

    @cached_property
    def verdict(self) -> Verdict:
        return judge(self.problem, self.timetable)

    @cached_property
    def _fits(self) -> Mapping[str, int]:
        return _fit_costs(self.problem, self.timetable)

    def after(self, groups: Groups) -> Impact:
        """What becomes different when the plan is these groups instead."""
        other = Judged(self.asked, groups)
        was, will = _by_name(self.verdict.violations), _by_name(other.verdict.violations)
        broken = tuple(one for key, one in will.items() if key not in was or _size(one) > _size(was[key]))
        mended = tuple(one for key, one in was.items() if key not in will or _size(one) > _size(will[key]))
        return Impact(broken, mended, points(self.verdict.cost, other.verdict.cost), self._people(other, broken))

    def _people(self, other: "Judged", broken: Iterable[Violation]) -> tuple[str, ...]:
        """By name in the rule, or in a group that the rule is about, or with a wish that is met less well."""
        moved = {one.id for one in other.groups} & {new.id for new in other.groups if new not in self.groups}
        seats = {section.id: section.learners for section in other.timetable.sections if section.id in moved}
        found: dict[str, None] = {}
        for one in broken:
            found.update(dict.fromkeys(touched_by(one, other, seats)))
        worse = (who for who, cost in other._fits.items() if cost > self._fits.get(who, cost))
        found.update(dict.fromkeys(worse))
        gone = self.timetable.placed - other.timetable.placed
        return tuple(dict.fromkeys([*found, *sorted(gone)]))


def near(problem: Problem, groups: Groups, group_id: str) -> tuple[Problem, Groups]:
    """As much of a plan as moving one group can touch, so that many moves are judged quickly.

    The people of the group and of their households stay as they are. In other groups one stand-in brings all the children
    who are in care: what breaks there breaks before the move and after it. Twin groups and children whom two adults bring
    stay person by person, for their places change by week and by who is there.
    """
    own = {person for one in groups if one.id == group_id for person in one.learners}
    homes = tuple(one for one in problem.households if own & set(one.adults))
    whole = own | {adult for home in homes for adult in home.adults}
    learners = {person: problem.learner[person] for person in whole if person in problem.learner}
    smaller = []
    for one in groups:
        stay: list[Learner] = []
        others: list[Learner] = []
        for person in (problem.learner[name] for name in one.learners if name in problem.learner):
            kept = person.id in learners or (person.care and (one.twin or person.shared))
            (stay if kept else others).append(person)
        learners.update({person.id: person for person in stay})
        children = tuple(child for person in others for child in person.care)
        if children:
            stand_in = Learner(STAND_IN + one.id, one.course, (), children)
            learners[stand_in.id] = stand_in
            stay.append(stand_in)
        smaller.append(replace(one, learners=tuple(person.id for person in stay)))
    return replace(problem, learners=tuple(learners.values()), households=homes), tuple(smaller)


def touched_by(one: Violation, plan: Judged, moved: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Whom a broken rule is about: the named person; parents who bring a child of the group; else the groups moved."""
    facts, problem = one.facts, plan.problem
    if "learner" in facts:
        return (str(facts["learner"]),)
    everybody = tuple(person for people in moved.values() for person in people)
    if one.rule is Rule.CARE_PLACES:
        return tuple(who for who in everybody if facts["group"] in problem.learner[who].care)
    if one.rule is Rule.CARE_STAFF:
        return tuple(who for who in everybody if problem.learner[who].care)
    if "section" in facts:
        return next((s.learners for s in plan.timetable.sections if s.id == facts["section"]), ())
    return everybody


def points(before: Cost, after: Cost) -> tuple[Points, ...]:
    """Points of every requirement."""
    return tuple(Points(one.name, getattr(before, one.name), getattr(after, one.name)) for one in fields(Cost))


def _by_name(violations: Iterable[Violation]) -> dict[tuple[object, ...], Violation]:
    return {_name(one): one for one in violations}


def _name(one: Violation) -> tuple[object, ...]:
    return (one.rule, *sorted((key, value) for key, value in one.facts.items() if key in NAMES))


def _size(one: Violation) -> int:
    """How far beyond the limit it is; a group that is too small is worse the smaller it is."""
    numbers = {key: value for key, value in one.facts.items() if isinstance(value, int) and key != "limit"}
    size = max(numbers.values(), default=0)
    return -size if one.rule is Rule.GROUP_TOO_SMALL else size


def _fit_costs(problem: Problem, timetable: Timetable) -> dict[str, int]:
    costs, twins = problem.rules.costs, twin_patterns(problem, timetable.sections)
    return {
        person: _fit_cost(problem.learner[person], problem.pattern[section.pattern], costs, twins.get(section.id))
        for section in timetable.sections
        for person in section.learners
    }


def _fit_cost(learner: Learner, pattern: Pattern, costs: Costs, twin: Pattern | None) -> int:
    return missed_cost(learner, pattern, costs, twin) + intensity_cost(learner, pattern, costs)
