"""The engine keeps what is decided, leaves no child alone, and lets nobody be at two sites at once."""

import random
from dataclasses import replace
from datetime import date

import pytest

from scheduling.domain.constraints import judge
from scheduling.domain.problem import Course, Household, Lock, Problem, Room, Rules
from scheduling.domain.rules import Rule
from scheduling.solvers import Budget, Result, solve
from tests.scheduling.problems import ALWAYS, MORNINGS, centre, person, small


def answer(problem: Problem) -> Result:
    """The engine's answer, which the judge has accepted."""
    result = solve(problem, Budget(iterations=1))
    assert judge(problem, result.timetable).violations == ()
    assert result.rejected == 0
    assert result.bound <= result.cost.total
    return result


@pytest.mark.parametrize(
    ("lock", "part", "value"),
    [
        (Lock("kept", "a1", pattern="evenings"), "pattern", "evenings"),
        (Lock("kept", "a1", room="attic"), "room", "attic"),
        (Lock("kept", "a1", teacher="tomas"), "teacher", "tomas"),
        (Lock("kept", "a1", pattern="mornings", learners=("bilal",)), "learners", ("bilal",)),
    ],
    ids=["only the time", "only the room", "only the teacher", "who sits there"],
)
def test_a_lock_may_decide_one_part_and_leaves_the_others_free(lock: Lock, part: str, value: object) -> None:
    problem = small(learners=(person("amina"), person("bilal"), person("chen"), person("dana")), locks=(lock,))
    kept = next(section for section in answer(problem).timetable.sections if section.id == "kept")
    found = getattr(kept, part)
    assert set(value) <= set(found) if isinstance(value, tuple) else found == value


def test_everything_decided_still_ends_with_the_same_timetable() -> None:
    problem = centre(3)
    plan = solve(problem, Budget(iterations=1)).timetable
    locks = tuple(Lock(s.id, s.course, s.pattern, s.room, s.teacher, s.learners) for s in plan.sections)
    again = answer(replace(problem, locks=locks)).timetable
    assert {(s.id, s.pattern, s.room, s.teacher) for s in plan.sections} <= {
        (s.id, s.pattern, s.room, s.teacher) for s in again.sections
    }
    assert plan.placed <= again.placed


def family(*, cared_for: bool) -> Problem:
    """Two adults whose toddler has a place in the morning, or in no group at all."""
    children = ("toddler",) if cared_for else ()
    adults = tuple(
        person(name, free=set(MORNINGS), children=children, shared=children, household="home")
        for name in ("amina", "bilal")
    )
    return small(learners=adults, households=(Household("home", ("amina", "bilal"), children or ("",)),))


def test_both_adults_come_where_the_child_is_cared_for_and_it_needs_one_place_only() -> None:
    problem = family(cared_for=True)
    assert answer(problem).placed == 2


def test_one_adult_stays_with_a_child_whom_nobody_cares_for() -> None:
    result = answer(family(cared_for=False))
    assert result.placed == result.placed_bound == 1


def test_a_section_is_held_where_its_equipment_is_and_not_while_others_have_the_room() -> None:
    problem = small(
        courses=(Course("a1", 2, 1, 3, "a1", equipment=frozenset({"computers"})),),
        rooms=(Room("hall", 3), Room("lab", 3, equipment=frozenset({"computers"}), taken=frozenset({MORNINGS[0]}))),
    )
    assert {(s.room, s.pattern) for s in answer(problem).timetable.sections} == {("lab", "evenings")}


@pytest.mark.parametrize(("soft", "sections"), [({}, 0), ({Rule.PAPER_LASTS: 7}, 1)], ids=["hard", "for points"])
def test_a_paper_that_ends_in_the_term_keeps_a_teacher_out_or_costs_points(soft: dict[str, int], sections: int) -> None:
    problem = small(rules=Rules(soft=soft))
    rosa = replace(problem.teachers[0], lapsing={"a1": date(2027, 1, 31)})
    result = answer(replace(problem, teachers=(rosa,)))
    assert len(result.timetable.sections) == sections
    assert result.cost.softened == 7 * sections
    assert result.bound == result.cost.total


@pytest.mark.parametrize("seed", range(6))
def test_random_houses_with_ways_locks_and_families_pass_the_judge(seed: int) -> None:
    problem = centre(seed, learners=24)
    rng = random.Random(seed)
    plan = solve(problem, Budget(iterations=0)).timetable
    rooms = tuple(replace(room, site="north" if i % 2 else "south") for i, room in enumerate(problem.rooms))
    pairs = [rng.sample(range(len(problem.learners)), 2) for _ in range(3)]
    people = list(problem.learners)
    households = []
    for n, (i, j) in enumerate(pairs):
        households.append(Household(f"h{n}", (people[i].id, people[j].id), ("",) if n else people[i].children))
    locks = tuple(Lock(s.id, s.course, teacher=s.teacher) for s in plan.sections[:1])
    answer(replace(problem, rooms=rooms, travel={("north", "south"): 60}, households=tuple(households), locks=locks))


def test_whoever_teaches_all_day_is_at_one_site_where_the_way_is_long() -> None:
    problem = small(
        courses=(Course("a1", 2, 1, 1, "a1"),),
        rooms=(Room("hall", 1, site="north", taken=frozenset(ALWAYS - set(MORNINGS))), Room("attic", 1, site="south")),
        travel={("north", "south"): 24 * 60},
        childcare=None,
    )
    problem = replace(problem, teachers=problem.teachers[:1])
    assert {s.room for s in answer(problem).timetable.sections} == {"attic"}
