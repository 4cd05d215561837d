"""The door to the engines: what is promised of every run."""

import itertools
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduling.domain.constraints import judge
from scheduling.domain.problem import CareGroup, Childcare, Course, Problem, Room
from scheduling.domain.timetable import Section, Timetable
from scheduling.solvers import Budget, Message, Progress, solve
from tests.scheduling.problems import EVENINGS, MORNINGS, centre, person, rich, small


def test_the_best_timetable_of_a_small_house_is_found_and_proven() -> None:
    result = solve(small(), Budget(iterations=1))
    assert result.cost.total == result.bound == 4
    assert result.gap == 0
    assert result.placed == result.placed_bound == 2


def test_a_parent_sits_in_the_morning_when_care_is_open_then_only() -> None:
    problem = small(learners=(person("amina", children=("toddler",)), person("bilal", free=set(EVENINGS))))
    plan = solve(problem, Budget(iterations=1)).timetable
    assert {(s.pattern, s.learners) for s in plan.sections} == {("mornings", ("amina",)), ("evenings", ("bilal",))}


def test_the_last_care_place_goes_to_one_parent_only_and_the_bound_says_so() -> None:
    care = Childcare((CareGroup("toddler", 2, dict.fromkeys(MORNINGS, 1)),), dict.fromkeys(MORNINGS, 1))
    problem = small(learners=tuple(person(n, children=("toddler",)) for n in ("amina", "bilal")), childcare=care)
    result = solve(problem, Budget(iterations=1))
    assert result.placed == result.placed_bound == 1


def test_who_has_waited_longest_gets_the_only_seat() -> None:
    problem = small(
        courses=(Course("a1", 1, 1, 1, "a1"),), learners=(person("amina", priority=1), person("bilal", priority=9))
    )
    problem = replace(problem, rules=replace(problem.rules, costs=replace(problem.rules.costs, priority=1)))
    assert solve(problem, Budget(iterations=1)).timetable.placed == {"bilal"}


def test_step_free_rooms_go_to_those_who_need_them() -> None:
    problem = small(
        courses=(Course("a1", 2, 1, 1, "a1"),),
        rooms=(Room("attic", 3, step_free=False), Room("hall", 3)),
        learners=(person("amina", free=set(MORNINGS)), person("bilal", free=set(MORNINGS), step_free=True)),
    )
    result = solve(problem, Budget(iterations=1))
    assert {(s.room, s.learners) for s in result.timetable.sections} == {("attic", ("amina",)), ("hall", ("bilal",))}


@pytest.mark.parametrize("problem", [centre(3), rich(1)], ids=["plain", "with twins, ways and points"])
def test_the_same_seed_and_iterations_give_the_same_timetable(problem: Problem) -> None:
    first, second = (solve(problem, Budget(iterations=2), seed=5) for _ in range(2))
    assert first.timetable == second.timetable
    assert (first.cost, first.bound) == (second.cost, second.bound)


def test_stopping_keeps_the_best_timetable_so_far() -> None:
    problem = centre(1)
    result = solve(problem, Budget(seconds=60), progress=lambda progress: progress.message is not Message.FIRST)
    assert result.stopped
    assert result.timetable.sections
    assert judge(problem, result.timetable).feasible


def test_progress_only_ever_gets_better() -> None:
    seen: list[Progress] = []

    def listen(progress: Progress) -> bool:
        seen.append(progress)
        return True

    result = solve(centre(2), Budget(iterations=2), progress=listen)
    assert [p.message for p in seen[:2]] == [Message.STARTED, Message.FIRST]
    for before, after in itertools.pairwise(seen):
        assert after.best_cost <= before.best_cost
        assert after.bound >= before.bound
        assert after.best_possible_placed <= before.best_possible_placed
    assert all(p.bound <= p.best_cost and p.placed <= p.best_possible_placed for p in seen)
    assert result.cost.total == seen[-1].best_cost


def test_two_workers_search_and_prove_side_by_side() -> None:
    problem = centre(4)
    result = solve(problem, Budget(seconds=1.5, workers=2))
    assert judge(problem, result.timetable).feasible
    assert 0 < result.bound <= result.cost.total
    assert result.rejected == 0


def test_a_budget_without_any_end_is_refused() -> None:
    with pytest.raises(ValueError, match="seconds or iterations"):
        Budget()


@pytest.mark.parametrize(
    "problem",
    [
        small(learners=()),
        small(patterns=()),
        small(rooms=()),
        small(teachers=()),
        small(courses=(Course("a1", 0, 1, 3, "a1"),)),
        small(rooms=(Room("hall", 0),)),
        small(learners=(person("amina", weeks=()),)),
        small(slots=(), patterns=(), teachers=(), childcare=None),
    ],
    ids=["nobody", "no pattern", "no room", "no teacher", "no section", "no chair", "no free hour", "no slot"],
)
def test_an_impossible_house_gets_an_empty_timetable_and_no_crash(problem: Problem) -> None:
    result = solve(problem, Budget(iterations=1))
    assert result.timetable.sections == ()
    assert result.cost.total == result.bound == 60 * len(problem.learners)
    assert result.placed_bound == 0


def cheapest(problem: Problem) -> tuple[int, int]:
    """The least cost and the most people placed among all timetables of at most two sections, tried one by one."""
    places = list(itertools.product(problem.patterns, problem.rooms, problem.teachers))
    least, most = 10**9, 0
    for first, second in itertools.combinations_with_replacement([None, *places], 2):
        for seats in itertools.product((0, 1, 2), repeat=len(problem.learners)):
            sections = []
            for number, place in ((1, first), (2, second)):
                members = tuple(p.id for p, seat in zip(problem.learners, seats, strict=True) if seat == number)
                if place is not None:
                    pattern, room, teacher = place
                    sections.append(Section(f"s{number}", "a1", pattern.id, room.id, teacher.id, members))
            verdict = judge(problem, Timetable(tuple(sections)))
            if verdict.feasible:
                least = min(least, verdict.cost.total)
                most = max(most, sum(len(s.learners) for s in sections))
    return least, most


@pytest.mark.parametrize(
    "problem",
    [
        small(learners=(person("a", children=("toddler",)), person("b", children=("toddler",) * 2), person("c"))),
        small(learners=(person("a", step_free=True), person("b", intensive=True), person("c", free=set(EVENINGS)))),
        small(
            courses=(Course("a1", 2, 2, 2, "a1"),),
            learners=(person("a"), person("b", step_free=True), person("c", children=("toddler",))),
        ),
    ],
    ids=["care is short", "steps and wishes", "pairs only"],
)
def test_answers_and_bounds_agree_with_trying_everything(problem: Problem) -> None:
    least, most = cheapest(problem)
    result = solve(problem, Budget(iterations=2))
    assert result.bound <= least == result.cost.total
    assert result.placed_bound >= most


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    learners=st.integers(0, 25),
    rooms=st.integers(0, 3),
    teachers=st.integers(0, 4),
    childcare=st.booleans(),
)
def test_the_judge_accepts_every_answer(seed: int, learners: int, rooms: int, teachers: int, childcare: bool) -> None:
    problem = centre(seed, learners=learners, rooms=rooms, teachers=teachers)
    if not childcare:
        problem = replace(problem, childcare=None)
    result = solve(problem, Budget(iterations=0), seed)
    verdict = judge(problem, result.timetable)
    assert verdict.violations == ()
    assert verdict.cost == result.cost
    assert result.rejected == 0
    assert result.bound <= result.cost.total
    assert result.placed <= result.placed_bound
