"""A published timetable after something happened: the smallest change, and proof that none is smaller."""

import itertools
import random
from dataclasses import replace

import pytest

from scheduling.domain.constraints import judge
from scheduling.domain.problem import Problem
from scheduling.domain.timetable import Section, Timetable
from scheduling.solvers import Budget, solve
from scheduling.solvers.extra import best_extra_resource
from scheduling.solvers.repair import changed, repair, still_fine
from tests.scheduling.problems import MORNINGS, centre, lesson, person, small, timetable


def ill(problem: Problem, teacher: str) -> Problem:
    """The problem without a single hour of one teacher."""
    away = (replace(one, slots=frozenset()) if one.id == teacher else one for one in problem.teachers)
    return replace(problem, teachers=tuple(away))


def test_another_teacher_takes_over_and_nobody_notices() -> None:
    before = timetable(lesson("s1", "amina", "bilal"))
    found = repair(ill(small(), "rosa"), before)
    assert found.changed == ()
    assert found.minimal == 0
    assert [(s.id, s.teacher, s.room) for s in found.timetable.sections] == [("s1", "tomas", "hall")]


def test_newcomers_sit_beside_those_who_stay() -> None:
    problem = small(learners=(person("amina"), person("bilal"), person("chen")))
    found = repair(problem, timetable(lesson("s1", "amina", "bilal")))
    assert (found.changed, found.minimal) == ((), 0)
    assert found.timetable.placed == {"amina", "bilal", "chen"}


def test_whoever_must_go_gets_another_time_and_not_nothing() -> None:
    problem = small()
    away = tuple(replace(one, slots=one.slots - set(MORNINGS)) for one in problem.teachers)
    found = repair(replace(problem, teachers=away), timetable(lesson("s1", "amina", "bilal")))
    assert set(found.changed) == {"amina", "bilal"}
    assert found.minimal == 2
    assert {s.pattern for s in found.timetable.sections} == {"evenings"}


def test_people_who_left_are_no_change_and_what_is_gone_by_name_is_let_go() -> None:
    before = timetable(lesson("s1", "amina", "gone"), Section("s2", "a1", "nights", "cellar", "nobody", ("bilal",)))
    found = repair(small(), before)
    assert found.changed == ("bilal",)
    assert found.minimal == 1
    assert found.timetable.placed == {"amina", "bilal"}


@pytest.mark.parametrize("seed", range(5))
def test_no_timetable_changes_fewer_people_than_proven(seed: int) -> None:
    problem = centre(seed, learners=24)
    before = solve(problem, Budget(iterations=1)).timetable
    rng = random.Random(seed)
    after = ill(problem, rng.choice([section.teacher for section in before.sections]))
    found = repair(after, before)
    verdict = judge(after, found.timetable)
    assert verdict.violations == ()
    assert verdict.cost == found.cost
    assert len(found.changed) == found.minimal
    # Others find no smaller change: the search from nothing, and leaving the sections of the teacher out.
    others = solve(after, Budget(iterations=1)).timetable
    assert len(changed(after, before, others)) >= found.minimal
    left = Timetable(tuple(s for s in before.sections if judge(after, Timetable((s,))).feasible))
    assert len(changed(after, before, left)) >= found.minimal


def test_one_more_seat_goes_where_it_helps_most() -> None:
    names = [f"p{n}" for n in range(8)]
    problem = small(learners=tuple(person(name, free=set(MORNINGS)) for name in names), childcare=None)
    problem = replace(problem, teachers=problem.teachers[:1])
    found = best_extra_resource(problem, timetable(lesson("s1", *names[:3])), budget=5)
    best = found.ranked[0]
    assert (best.code, len(best.learners)) == ("timetable.extra.teacher", 2)
    assert found.left_out == 0
    for before, after in itertools.pairwise(found.ranked):
        assert len(before.learners) >= len(after.learners)


def test_who_could_sit_down_now_is_not_counted_for_any_extra() -> None:
    problem = small(learners=(person("amina"), person("bilal")))
    found = best_extra_resource(problem, timetable(lesson("s1", "amina")), budget=5)
    assert found.anyway == ("bilal",)
    assert all(one.learners == () for one in found.ranked)


def test_with_hardly_any_time_whatever_still_holds_stays_as_it_is() -> None:
    problem = centre(0, learners=40, rooms=4, teachers=6)
    before = solve(problem, Budget(iterations=0)).timetable
    after = ill(problem, before.sections[0].teacher)
    assert after.childcare is not None
    full = tuple(replace(one, places={slot: n - 1 for slot, n in one.places.items()}) for one in after.childcare.groups)
    after = replace(after, childcare=replace(after.childcare, groups=full))
    kept = still_fine(after, before)
    assert judge(after, kept).violations == ()
    assert kept.placed
    found = repair(after, before, seconds=0.0001)
    assert judge(after, found.timetable).feasible
    assert len(found.changed) <= len(changed(after, before, kept))
