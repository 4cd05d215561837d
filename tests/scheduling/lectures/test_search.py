"""The search for lectures: complete, within the rules, the same again, and honest about what it could not do."""

from dataclasses import replace

import pytest

from scheduling.domain.lectures import Course, Problem, Room, Unavailable, judge
from scheduling.solvers.lectures import arrays
from scheduling.solvers.lectures.bound import lower_bound
from scheduling.solvers.lectures.search import Budget, search, search_with
from scheduling.solvers.lectures.team import Alone
from tests.scheduling.lectures.problems import BY_HAND, by_chance


@pytest.mark.parametrize("seed", range(4))
def test_a_complete_timetable_at_the_cost_that_the_judge_counts(seed: int) -> None:
    problem = by_chance(seed)
    found = search(problem, Budget(steps=20_000), seed)
    judged = judge(problem, found.timetable)

    assert (judged.hard.total, judged.soft.total) == (0, found.cost)
    assert found.missing == 0
    assert found.first_feasible is not None
    assert lower_bound(problem) == found.bound <= found.cost


def test_a_longer_search_is_better() -> None:
    costs = [search(by_chance(9, 20), Budget(steps=steps), seed=1).cost for steps in (1, 60_000)]

    assert costs[1] < costs[0]


def test_same_seed_and_steps_same_answer() -> None:
    first, again, other = (search(by_chance(5, 20), Budget(steps=3000), seed).timetable for seed in (7, 7, 8))

    assert first == again
    assert first != other


def test_two_processes_find_what_one_finds_that_does_the_work_of_both() -> None:
    problem, budget = by_chance(5, 20), Budget(steps=3000)
    found = search(problem, budget, seed=7, workers=2)
    facts = arrays.facts_of(problem)
    alone = search_with(Alone(facts), problem, facts, budget, seed=7, workers=2)

    assert found.timetable == alone.timetable
    assert found.steps == alone.steps == 6000
    assert judge(problem, found.timetable).soft.total == found.cost


def test_the_search_ends_where_nothing_better_can_be() -> None:
    easy = replace(BY_HAND, courses=BY_HAND.courses[1:], curricula=())
    found = search(easy, Budget(steps=10_000_000), seed=1)

    assert found.cost == found.bound == 0
    assert found.steps < 10_000_000


def test_a_listener_stops_the_search_and_keeps_the_best() -> None:
    found = search(by_chance(3), Budget(steps=10_000_000), seed=1, listener=lambda seconds, best: best.missing > 0)

    assert found.missing == 0
    assert found.steps < 10_000_000


def test_lectures_that_cannot_have_a_place_are_left_out() -> None:
    full = Problem(
        "full", 1, 2, tuple(Course(f"c{i}", f"t{i}", 1, 1, 5) for i in range(5)), (Room("r", 9), Room("s", 9)), ()
    )
    found = search(full, Budget(steps=500), seed=1)

    assert (found.missing, len(found.timetable), found.first_feasible) == (1, 4, None)
    assert judge(full, found.timetable).hard.total == 1


def test_a_course_that_is_never_open_is_left_out() -> None:
    never = tuple(Unavailable("logic", day, period) for day in (0, 1) for period in (0, 1, 2))
    found = search(replace(BY_HAND, unavailable=never), Budget(steps=500), seed=1)

    assert found.missing == 1


def test_rooms_that_the_file_rules_out_are_not_taken_where_that_is_asked() -> None:
    problem = by_chance(4)
    found = search(problem, Budget(steps=5000), seed=1, suitable_rooms=True)

    assert judge(problem, found.timetable).unsuitable_rooms == 0
    assert judge(problem, found.timetable).hard.total == 0


def test_a_budget_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="budget"):
        Budget()


def test_what_must_be_paid_is_counted_part_by_part() -> None:
    # Forty students in a room of thirty for one lecture too many, a day that cannot be reached, a course alone.
    problem = Problem(
        "bound",
        1,
        2,
        (Course("a", "t", 2, 2, 40), Course("b", "u", 1, 1, 40)),
        (Room("hall", 40), Room("cell", 30)),
        (),
    )
    assert lower_bound(problem) == 10 + 5
    assert search(problem, Budget(steps=2000), seed=1).cost == 15 + 0
