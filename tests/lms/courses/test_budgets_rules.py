"""Which budget is charged: order, dates, attempt, and what happens at zero."""

from datetime import date

import pytest

from lms.courses.domain.budgets import AtZero, Budget, BudgetKind, Rule, choose, runs_out, tally

DAY = date(2026, 11, 24)


def _budget(kind: BudgetKind = BudgetKind.MAIN, **more: object) -> Budget:
    given = {
        "id": str(kind), "learner_id": "leyla", "programme": "course", "kind": kind, "funder_id": "fund",
        "minutes": 600, "used": 0, "firm": True, "from_date": date(2026, 1, 1),
    }  # fmt: skip
    return Budget(**{**given, **more})  # type: ignore[arg-type]


def _chosen(*budgets: Budget, minutes: int = 135, second_chance: bool = False, needs: bool = False) -> tuple[str, bool]:
    choice = choose(budgets, day=DAY, minutes=minutes, second_chance=second_chance, needs_budget=needs)
    return (choice.budget.id if choice.budget else choice.code), choice.refused


PRE, MAIN, EXTRA, REPEAT = (_budget(kind) for kind in BudgetKind)


def test_hours_before_the_course_are_used_first() -> None:
    assert _chosen(EXTRA, MAIN, PRE) == ("pre_course", False)


def test_extra_hours_come_when_the_course_is_used_up() -> None:
    assert _chosen(_budget(used=500), EXTRA) == ("extra", False)


def test_one_session_goes_whole_to_one_budget() -> None:
    assert _chosen(_budget(used=466), EXTRA) == ("extra", False)
    assert _chosen(_budget(used=465), EXTRA) == ("main", False)


def test_a_second_chance_uses_hours_for_repeating_and_leaves_the_first_attempt() -> None:
    assert _chosen(MAIN, REPEAT, second_chance=True) == ("repeat", False)
    assert _chosen(MAIN, EXTRA, second_chance=True) == ("extra", False)
    assert _chosen(MAIN, second_chance=True, needs=True) == ("budget.no_repeat", True)


def test_a_first_try_never_uses_hours_for_repeating() -> None:
    assert _chosen(REPEAT, needs=True) == ("budget.only_repeat", True)


@pytest.mark.parametrize("dates", [{"from_date": date(2026, 11, 25)}, {"until": date(2026, 11, 23)}])
def test_a_budget_counts_only_in_its_days(dates: dict[str, date]) -> None:
    assert _chosen(_budget(**dates), needs=True) == ("budget.not_in_force", True)


def test_the_last_day_of_a_budget_still_counts() -> None:
    assert _chosen(_budget(until=DAY)) == ("main", False)


def test_of_two_of_a_kind_the_one_that_ends_first_is_used_first() -> None:
    ends = _budget(id="ends", until=date(2026, 12, 31))
    assert _chosen(MAIN, ends) == ("ends", False)


def test_without_any_budget_the_funder_of_the_course_pays_unless_it_needs_one() -> None:
    assert _chosen() == ("budget.none", False)
    assert _chosen(needs=True) == ("budget.none", True)


def test_a_firm_budget_refuses_at_zero() -> None:
    choice = choose([_budget(used=590)], day=DAY, minutes=135, second_chance=False)
    assert (choice.refused, choice.code, choice.facts) == (True, "budget.used_up", {"left": 10})


def test_a_soft_budget_goes_below_zero_and_says_by_how_much() -> None:
    choice = choose([_budget(used=590, firm=False)], day=DAY, minutes=135, second_chance=False)
    assert (choice.refused, choice.code, choice.facts) == (False, "budget.below_zero", {"over": 125})


def test_somebody_is_warned_before_it_is_used_up_where_the_funder_wants_that() -> None:
    low = _budget(used=500)
    assert runs_out(low, Rule(AtZero.WARN, 100))
    assert runs_out(low, Rule(AtZero.REFUSE, 100))
    assert not runs_out(low, Rule(AtZero.GO_ON, 100))
    assert not runs_out(_budget(used=499), Rule(AtZero.WARN, 100))


def test_budgets_add_up_and_never_show_less_than_nothing() -> None:
    both = tally([_budget(used=700), _budget(used=0, minutes=50)])
    assert (both.minutes, both.used, both.left) == (650, 700, 0)
