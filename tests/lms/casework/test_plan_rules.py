"""Where a step stands on a day."""

from datetime import date

import pytest

from lms.casework.domain import compliance, plan

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("begun", "due_on", "done_on", "state", "days"),
    [
        (False, date(2026, 12, 2), None, plan.StepState.NEXT, 0),
        (True, date(2026, 12, 2), None, plan.StepState.ON_THE_WAY, 0),
        (True, TODAY, None, plan.StepState.ON_THE_WAY, 0),
        (True, date(2026, 11, 20), None, plan.StepState.LATE, 4),
        (False, date(2026, 11, 9), date(2026, 11, 12), plan.StepState.DONE, 0),
    ],
)
def test_a_step_stands_where_its_dates_say(
    begun: bool, due_on: date, done_on: date | None, state: plan.StepState, days: int
) -> None:
    assert plan.standing(begun, due_on, done_on, TODAY) == plan.Standing(state, days)


def test_a_step_due_today_or_late_needs_somebody() -> None:
    days = (date(2026, 11, 23), TODAY, date(2026, 11, 25))
    assert [plan.needs_today(plan.standing(False, day, None, TODAY), day, TODAY) for day in days] == [True, True, False]


def test_a_done_step_needs_nobody() -> None:
    assert not plan.needs_today(plan.standing(False, TODAY, TODAY, TODAY), TODAY, TODAY)


@pytest.mark.parametrize(
    ("title", "owner", "due_on", "field"),
    [
        (" ", "Leyla", TODAY, "title"),
        ("Glasses", "", TODAY, "owner"),
        ("Glasses", "Leyla", None, "due_on"),
        ("Glasses", "Leyla", date(2026, 11, 23), "due_on"),
    ],
)
def test_a_step_needs_a_title_one_owner_and_a_day_to_come(
    title: str, owner: str, due_on: date | None, field: str
) -> None:
    trouble = plan.step_trouble(title, owner, due_on, TODAY)
    assert trouble is not None
    assert trouble[0] == field


def test_a_whole_step_has_no_trouble() -> None:
    assert plan.step_trouble("Glasses", "Leyla", TODAY, TODAY) is None


def test_the_shortest_time_that_a_programme_sets_counts_until_the_provider_has_a_rule() -> None:
    asked = [
        compliance.Asked("North", 30, True),
        compliance.Asked("South", 60, True),
        compliance.Asked("West", 5, False),
    ]
    assert compliance.rule_of(asked).plan_days == 30
    assert compliance.rule_of([compliance.Asked("East", None, True), asked[2]]) == compliance.Rule()
