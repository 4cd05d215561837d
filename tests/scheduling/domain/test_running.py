"""A search beside classes that run: they stay as they are, whatever rule they break, and newcomers are placed around them."""

from dataclasses import replace
from typing import Any

import pytest

from scheduling.domain.constraints import judge
from scheduling.domain.problem import CareGroup, Childcare, Course, Household, Problem, Room, Teacher
from scheduling.domain.running import beside
from scheduling.domain.timetable import Section, Timetable
from scheduling.services.around import better, filled
from scheduling.solvers import Budget, solve
from tests.scheduling.problems import ALWAYS, EVENINGS, MORNINGS, lesson, person, small

BUDGET = Budget(iterations=1)


def around(problem: Problem, *running: Section) -> Timetable:
    """The timetable beside these classes, which are in it as they are."""
    begun = beside(problem, Timetable(running))
    first = filled(begun)
    result = solve(begun.problem, BUDGET, 1, start=first)
    best, _ = better(begun.problem, result, first)
    assert judge(begun.problem, best).violations == ()
    found = begun.whole(best)
    kept = {one.id: one for one in found.sections}
    for one in running:
        now = kept[one.id]
        assert (now.pattern, now.room, now.teacher) == (one.pattern, one.room, one.teacher)
        assert set(one.learners) <= set(now.learners)
    return found


def house(*names: str, **changes: Any) -> Problem:
    changes = {"childcare": None, "learners": tuple(person(name) for name in names)} | changes
    return small(**changes)


def test_newcomers_are_placed_by_the_same_costs_and_not_one_after_another() -> None:
    """One by one the first newcomer takes the seat that the second needs, who can come in the morning only."""
    problem = house(
        learners=(person("amina"), person("bilal"), person("chen", free=set(MORNINGS))),
        courses=(Course("a1", 2, 1, 2, "a1"),),
        teachers=(Teacher("rosa", frozenset({"a1"}), ALWAYS, 4),),
    )
    one_by_one = filled(beside(problem, Timetable((lesson("r1", "amina"),))))
    assert one_by_one is not None
    assert "chen" not in one_by_one.placed
    found = around(problem, lesson("r1", "amina"))
    assert found.placed == {"amina", "bilal", "chen"}
    assert "chen" in next(one for one in found.sections if one.id == "r1").learners


def test_a_class_that_runs_gets_a_twin_for_whoever_works_by_turns() -> None:
    course = Course("a1", 2, 1, 3, "a1", twins=True)
    turns = person("bilal", weeks=(frozenset(MORNINGS), frozenset(EVENINGS)))
    problem = house(learners=(person("amina", free=set(MORNINGS)), turns), courses=(course,))
    found = around(problem, lesson("r1", "amina"))
    assert found.placed == {"amina", "bilal"}
    assert {one.pattern: bool(one.twin) for one in found.sections} == {"mornings": True, "evenings": True}


def test_a_class_that_is_too_small_runs_on_and_a_new_one_may_not_be() -> None:
    problem = house("amina", "bilal", courses=(Course("a1", 3, 3, 3, "a1"),))
    alone = replace(problem, learners=(person("amina"), person("bilal", free=set(EVENINGS))))
    found = around(alone, lesson("r1", "amina"))
    assert [(one.id, one.learners) for one in found.sections] == [("r1", ("amina",))]
    begun = beside(alone, Timetable((lesson("r1", "amina"),)))
    assert [one.id for one in solve(begun.problem, BUDGET, 1).timetable.sections] == ["r1"]


def test_people_of_a_class_that_runs_do_not_fill_the_one_beside_it() -> None:
    problem = house("amina", "bilal", "chen", "dana", courses=(Course("a1", 2, 2, 3, "a1"),))
    problem = replace(problem, learners=tuple(replace(one, weeks=(frozenset(MORNINGS),)) for one in problem.learners))
    begun = beside(problem, Timetable((lesson("r1", "amina", "bilal", "chen"),)))
    result = solve(begun.problem, BUDGET, 1, start=filled(begun))
    assert (result.rejected, result.cost.total, result.placed) == (0, result.bound, 3)


@pytest.mark.parametrize(
    ("changes", "running"),
    [
        ({"rooms": (Room("hall", 1), Room("attic", 3))}, [lesson("r1", "amina", "bilal")]),
        ({}, [lesson("r1", "amina"), lesson("r2", "bilal", teacher="tomas")]),
        ({}, [lesson("r1", "amina"), lesson("r2", "bilal", room="attic")]),
        ({"teachers": (Teacher("rosa", frozenset(), frozenset(), 0),)}, [lesson("r1", "amina", "bilal")]),
        ({}, [lesson("r1", "amina", "bilal", room="", teacher="")]),
        ({"courses": (Course("a1", 2, 1, 1, "a1"),)}, [lesson("r1", "amina", "bilal")]),
        ({}, [lesson("r1", "amina", "bilal"), lesson("r2", "amina", pattern="evenings")]),
        ({}, [lesson("r1", "amina", "bilal", course="gone")]),
        ({}, [lesson("r1", "amina", twin="r2"), lesson("r2", "bilal", pattern="evenings", twin="r1")]),
    ],
    ids=["room", "one room", "one teacher", "teacher", "neither", "too many", "two seats", "no course", "twins"],
)
def test_a_class_that_breaks_a_rule_runs_on_as_it_is(changes: dict[str, Any], running: list[Section]) -> None:
    problem = house("amina", "bilal", "chen", **changes)
    found = around(problem, *running)
    new = [one for one in found.sections if one.id not in {each.id for each in running}]
    taken = {(one.room, slot) for one in running for slot in problem.pattern[one.pattern].slots}
    for one in new:
        assert not {(one.room, slot) for slot in problem.pattern[one.pattern].slots} & taken
        assert one.room in problem.room
        assert one.teacher in problem.teacher


def test_what_people_hold_who_are_no_part_of_the_search_is_not_given_away() -> None:
    """Three children with two places: nobody joins them, and no other parent is at home alone with nobody."""
    care = Childcare((CareGroup("toddler", 2, dict.fromkeys(MORNINGS, 2)),), dict.fromkeys(MORNINGS, 1))
    mothers = [person(name, children=("toddler",)) for name in ("amina", "bilal", "chen")]
    father = person("dana", household="h")
    problem = house(
        learners=(replace(mothers[0], household="h"), *mothers[1:], father, person("eli", children=("toddler",))),
        childcare=care,
        households=(Household("h", ("amina", "dana"), ("toddler",)),),
        courses=(Course("a1", 3, 1, 4, "a1"),),
        rooms=(Room("hall", 4), Room("attic", 2)),
    )
    begun = beside(problem, Timetable((lesson("r1", "amina", "bilal", "chen"),)))
    assert begun.held == {"amina", "bilal", "chen"}
    assert not begun.proves
    found = around(problem, lesson("r1", "amina", "bilal", "chen"))
    seats = {who: one.pattern for one in found.sections for who in one.learners}
    assert "eli" not in seats
    assert seats["dana"] == "evenings"


def test_a_search_that_found_nothing_in_its_time_still_gives_the_free_seats_away() -> None:
    problem = house("amina", "bilal", "chen")
    begun = beside(problem, Timetable((lesson("r1", "amina"),)))
    first = filled(begun)
    result = solve(begun.problem, Budget(seconds=0.0), 1, start=None)
    best, above = better(begun.problem, result, first)
    assert begun.whole(best).placed == {"amina", "bilal", "chen"}
    assert above >= 0
