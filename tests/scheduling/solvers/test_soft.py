"""Whatever costs points is felt by the search: it avoids it, pays for it where that is cheaper, and tells what the judge counts."""

from dataclasses import replace

import pytest

from scheduling.domain.constraints import judge
from scheduling.domain.problem import Costs, Course, Pattern, Problem, Room, Rules, Teacher
from scheduling.domain.rules import Rule
from scheduling.solvers import Budget, Result, solve
from scheduling.solvers.compact import compact
from scheduling.solvers.model import build
from scheduling.solvers.places import values_of
from tests.scheduling.problems import EVENINGS, MORNINGS, centre, person, rich, small


def answer(problem: Problem, iterations: int = 1) -> Result:
    """The engine's answer: the judge accepts it and counts the same, and nothing cheaper is excluded."""
    result = solve(problem, Budget(iterations=iterations))
    verdict = judge(problem, result.timetable)
    assert verdict.violations == ()
    assert verdict.cost == result.cost
    assert result.bound <= result.cost.total
    return result


def ruled(problem: Problem, soft: dict[str, int], **costs: int) -> Problem:
    return replace(problem, rules=Rules(costs=Costs(**costs), soft=soft))


@pytest.mark.parametrize(("points", "placed"), [(None, 0), (5, 1), (200, 0)], ids=["hard", "cheap", "dear"])
def test_a_group_may_be_too_small_where_that_costs_less_than_nobody(points: int | None, placed: int) -> None:
    problem = small(courses=(Course("a1", 2, 3, 3, "a1"),), learners=(person("amina"),), rooms=(Room("den", 2),))
    result = answer(ruled(problem, {} if points is None else {Rule.GROUP_TOO_SMALL: points}))
    assert (result.placed, result.cost.softened) == (placed, (points or 0) * placed)
    assert result.bound == result.cost.total


@pytest.mark.parametrize(("points", "sections"), [(None, 1), (7, 2), (500, 1)], ids=["hard", "cheap", "dear"])
def test_a_teacher_may_give_more_than_agreed_and_that_costs_once(points: int | None, sections: int) -> None:
    problem = small(
        courses=(Course("a1", 2, 1, 1, "a1"),),
        teachers=(replace(small().teachers[0], max_meetings=2),),
        childcare=None,
    )
    result = answer(ruled(problem, {} if points is None else {Rule.TEACHER_MEETINGS: points}))
    assert len(result.timetable.sections) == sections
    assert result.cost.softened == (points or 0) * (sections - 1)
    assert result.bound == result.cost.total


@pytest.mark.parametrize(
    ("points", "room"), [(None, set()), (7, {"hall"}), (500, set())], ids=["hard", "cheap", "dear"]
)
def test_a_class_may_be_in_a_room_that_lacks_something(points: int | None, room: set[str]) -> None:
    problem = small(courses=(Course("a1", 1, 1, 3, "a1", equipment=frozenset({"lab"})),), rooms=(Room("hall", 3),))
    result = answer(ruled(problem, {} if points is None else {Rule.ROOM_SUITS: points}))
    assert {one.room for one in result.timetable.sections} == room
    assert result.bound == result.cost.total


@pytest.mark.parametrize(("points", "placed"), [(None, 1), (3, 2), (90, 1)], ids=["hard", "cheap", "dear"])
def test_a_teacher_may_be_late_once_a_day_for_points(points: int | None, placed: int) -> None:
    problem = small(
        courses=(Course("a1", 1, 1, 1, "a1", site="north"), Course("b1", 1, 1, 1, "a1", site="south")),
        rooms=(Room("hall", 1, site="north"), Room("attic", 1, site="south")),
        learners=(person("amina", free=set(MORNINGS)), person("bilal", free=set(EVENINGS), course="b1")),
        teachers=small().teachers[:1],
        travel={("north", "south"): 600},
        childcare=None,
    )
    result = answer(ruled(problem, {} if points is None else {Rule.TEACHER_TRAVEL: points}))
    assert result.placed == placed
    assert result.cost.softened == (2 * (points or 0) if placed == 2 else 0)
    assert result.bound == result.cost.total


def days(**costs: int) -> Problem:
    """Two classes for one teacher each, or both for one; the blocks of a day lie apart."""
    base = centre(0, learners=0, rooms=1)
    names = [f"mon{n}" for n in range(4)]
    people = tuple(person(f"l{n}", free={names[at] for at in times}) for n, times in enumerate([(0,), (1, 3)]))
    return replace(
        base,
        patterns=tuple(Pattern(name, (name,)) for name in names),
        courses=(Course("a1", 2, 1, 1, "a1"),),
        teachers=(Teacher("rosa", frozenset({"a1"}), frozenset(names) - {"mon1"}, 9),
                  Teacher("tom", frozenset({"a1"}), frozenset({"mon1"}), 9)),
        learners=people,
        childcare=None,
        rules=Rules(costs=Costs(**costs)),
    )  # fmt: skip


def test_a_teacher_does_not_wait_between_classes_where_another_one_is_there() -> None:
    with_gaps = answer(days(gap=9)).timetable.sections
    assert {(one.pattern, one.teacher) for one in with_gaps} == {("mon0", "rosa"), ("mon1", "tom")}


def test_a_gap_that_nobody_can_avoid_is_paid_as_the_judge_counts_it() -> None:
    problem = days(gap=9)
    result = answer(replace(problem, teachers=problem.teachers[:1]))
    assert (result.placed, result.cost.gap, result.bound) == (2, 18, result.cost.total)


@pytest.mark.parametrize(("points", "together"), [(0, False), (9, True)])
def test_siblings_come_into_care_at_the_same_time_where_that_counts(points: int, together: bool) -> None:
    problem = small(
        courses=(Course("a1", 2, 1, 3, "a1"),),
        learners=(
            person("amina", children=("toddler",), household="home", intensive=False),
            person("bilal", children=("toddler",), household="home", intensive=True),
        ),
    )
    care = problem.childcare
    assert care is not None
    everywhere = replace(
        care,
        staff=dict.fromkeys(problem.slot, 1),
        groups=(replace(care.groups[0], places=dict.fromkeys(problem.slot, 2)),),
    )
    patterns_ = tuple(replace(one, intensive=one.id == "mornings") for one in problem.patterns)
    problem = replace(problem, childcare=everywhere, patterns=patterns_)
    result = answer(ruled(problem, {}, intensity=5, meeting=0, siblings=points))
    assert (len({one.pattern for one in result.timetable.sections}) == 1) is together
    assert result.bound == result.cost.total


@pytest.mark.parametrize("seed", range(4))
def test_cost_told_is_the_judges_and_the_programme_means_the_same(seed: int) -> None:
    problem = rich(seed)
    result = solve(problem, Budget(iterations=1), seed)
    verdict = judge(problem, result.timetable)
    assert (verdict.violations, verdict.cost, result.rejected) == ((), result.cost, 0)
    model = build(compact(problem, running=result.timetable))
    values = values_of(model, result.timetable)
    assert values is not None
    assert round(float(values @ model.programme.cost) + model.programme.offset) == result.cost.total
