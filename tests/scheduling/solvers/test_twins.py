"""The search opens twin classes for people who work by turns, where that seats more of them."""

from dataclasses import replace

import pytest

from scheduling.domain.constraints import judge
from scheduling.domain.problem import CareGroup, Childcare, Course, Learner, Lock, Problem
from scheduling.domain.timetable import Timetable
from scheduling.solvers import Budget, Result, solve
from scheduling.solvers.conflicts import conflict
from scheduling.solvers.repair import repair
from tests.scheduling.problems import EVENINGS, MORNINGS, person, rich, small

EARLY, LATE = frozenset(EVENINGS), frozenset(MORNINGS)
"""Free slots in a week of early shifts, and in one of late shifts."""


def by_turns(name: str, first: frozenset[str] = EARLY, *, children: tuple[str, ...] = ()) -> Learner:
    other = LATE if first is EARLY else EARLY
    return person(name, weeks=(first, other), children=children)


def town(*people: Learner, twins: bool = True, most: int = 3) -> Problem:
    """Classes of one or more people in the morning and in the evening."""
    return small(courses=(Course("a1", 2, 1, most, "a1", twins=twins),), learners=people)


def answer(problem: Problem) -> Result:
    result = solve(problem, Budget(iterations=1))
    verdict = judge(problem, result.timetable)
    assert (verdict.violations, verdict.cost, result.rejected) == ((), result.cost, 0)
    assert result.bound <= result.cost.total
    assert result.placed <= result.placed_bound
    return result


@pytest.mark.parametrize("twins", [True, False])
def test_people_who_work_by_turns_get_a_pair_of_twin_classes_where_the_course_may_have_them(twins: bool) -> None:
    result = answer(town(by_turns("amina"), by_turns("bilal", LATE), twins=twins))
    assert result.placed == (2 if twins else 0)
    pairs = {(one.id, one.twin) for one in result.timetable.sections}
    assert len(pairs) == (2 if twins else 0)
    assert {(twin, one) for one, twin in pairs} == pairs
    assert result.bound == result.cost.total


def test_no_pair_is_made_where_nobody_needs_one() -> None:
    sections = answer(town(person("amina", free=LATE), person("bilal", free=EARLY))).timetable.sections
    assert [one.twin for one in sections] == ["", ""]


def test_in_no_week_more_people_come_than_there_are_seats() -> None:
    all_early = answer(town(*(by_turns(f"p{n}") for n in range(6)), most=2))
    assert all_early.placed == 2
    mixed = answer(town(*(by_turns(f"p{n}", LATE if n % 2 else EARLY) for n in range(6)), most=2))
    assert mixed.placed == 4


def test_a_child_has_its_place_at_both_times_or_its_mother_does_not_swap() -> None:
    mother = by_turns("amina", children=("toddler",))
    assert answer(town(mother, by_turns("bilal"), by_turns("chen"))).timetable.placed == {"bilal", "chen"}
    both = Childcare((CareGroup("toddler", 2, dict.fromkeys(ALL, 1)),), dict.fromkeys(ALL, 1))
    result = answer(replace(town(mother, by_turns("bilal")), childcare=both))
    assert result.timetable.placed == {"amina", "bilal"}
    assert result.cost.carer == 4


ALL = (*MORNINGS, *EVENINGS)


def test_a_decided_pair_stays_a_pair_and_a_repaired_one_too() -> None:
    problem = town(by_turns("amina"), by_turns("bilal", LATE), person("chen", free=LATE))
    plan = answer(problem).timetable
    locks = tuple(Lock(s.id, s.course, s.pattern, s.room, s.teacher, s.learners, s.twin) for s in plan.sections)
    kept = answer(replace(problem, locks=locks)).timetable
    assert {(s.id, s.pattern, s.twin, s.learners) for s in kept.sections} == {
        (s.id, s.pattern, s.twin, s.learners) for s in plan.sections
    }
    newcomers = replace(problem, learners=(*problem.learners, person("dana", free=EARLY)))
    mended = repair(newcomers, plan)
    assert (mended.changed, mended.minimal) == ((), 0)
    assert mended.timetable.placed == {"amina", "bilal", "chen", "dana"}
    assert judge(newcomers, mended.timetable).feasible


def test_what_cannot_hold_knows_of_twin_classes() -> None:
    people = by_turns("amina"), by_turns("bilal")
    assert conflict(town(*people)).possible
    assert conflict(town(*people, twins=False)).possible is False


@pytest.mark.parametrize("seed", range(3))
def test_twins_never_seat_fewer_and_no_bound_denies_a_timetable_without_them(seed: int) -> None:
    alone = solve(rich(seed, twins=False, learners=20), Budget(iterations=1))
    result = answer(rich(seed, learners=20))
    assert result.bound <= alone.cost.total
    assert result.placed_bound >= alone.placed
    assert judge(rich(seed, learners=20), Timetable(alone.timetable.sections)).feasible
