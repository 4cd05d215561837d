"""Ages on the session's day, and who changes the group during a term."""

from datetime import date

import pytest

from childcare.domain.ages import AgeGroup, GroupChange, age_group_on, age_in_months, group_changes, reaches

SMALL, MIDDLE = AgeGroup("under_three", 0, 36), AgeGroup("three_to_six", 36, 72)
GROUPS = (SMALL, MIDDLE)


@pytest.mark.parametrize(
    ("born", "day", "months"),
    [
        (date(2023, 11, 27), date(2026, 11, 26), 35),
        (date(2023, 11, 27), date(2026, 11, 27), 36),
        (date(2026, 11, 23), date(2026, 11, 23), 0),
        (date(2025, 12, 31), date(2026, 1, 30), 0),
        (date(2026, 1, 31), date(2026, 2, 28), 0),
        (date(2026, 1, 31), date(2026, 3, 1), 1),
        (date(2026, 12, 1), date(2026, 11, 23), -1),
    ],
)
def test_a_month_is_complete_on_its_own_day(born: date, day: date, months: int) -> None:
    assert age_in_months(born, day) == months


def test_leap_day_child_is_a_year_older_on_the_first_of_march() -> None:
    born = date(2024, 2, 29)
    assert age_in_months(born, date(2027, 2, 28)) == 35
    assert age_in_months(born, date(2027, 3, 1)) == 36
    assert age_in_months(born, date(2028, 2, 28)) == 47
    assert age_in_months(born, date(2028, 2, 29)) == 48


@pytest.mark.parametrize("born", [date(2024, 2, 29), date(2023, 1, 31), date(2022, 10, 31), date(2023, 6, 15)])
@pytest.mark.parametrize("months", [1, 12, 13, 18, 36, 37, 72])
def test_day_of_reaching_an_age_is_the_first_with_that_age(born: date, months: int) -> None:
    day = reaches(born, months)
    assert age_in_months(born, day) == months
    assert age_in_months(born, date.fromordinal(day.toordinal() - 1)) == months - 1


def test_child_changes_its_group_on_the_third_birthday() -> None:
    born = date(2023, 11, 27)
    assert age_group_on(born, date(2026, 11, 26), GROUPS) is SMALL
    assert age_group_on(born, date(2026, 11, 27), GROUPS) is MIDDLE


def test_school_child_and_unborn_child_have_no_group() -> None:
    assert age_group_on(date(2020, 11, 23), date(2026, 11, 23), GROUPS) is None
    assert age_group_on(date(2027, 1, 1), date(2026, 11, 23), GROUPS) is None


def test_changes_of_a_term_come_by_date_with_before_and_after() -> None:
    children: dict[int | str, date] = {
        "liya": date(2023, 11, 27),
        "ali": date(2020, 10, 5),
        "sami": date(2024, 7, 1),
        "leap": date(2024, 2, 29),
    }
    assert group_changes(children, GROUPS, date(2026, 9, 1), date(2027, 3, 1)) == (
        GroupChange("ali", date(2026, 10, 5), "three_to_six", None),
        GroupChange("liya", date(2026, 11, 27), "under_three", "three_to_six"),
        GroupChange("leap", date(2027, 3, 1), "under_three", "three_to_six"),
    )


def test_birthday_on_the_first_day_of_the_term_is_no_change_during_it() -> None:
    born: dict[int | str, date] = {"liya": date(2023, 9, 1)}
    assert group_changes(born, GROUPS, date(2026, 9, 1), date(2026, 12, 20)) == ()
    assert group_changes({"slip": date.min}, GROUPS, date(2026, 9, 1), date(2026, 12, 20)) == ()
    assert len(group_changes(born, GROUPS, date(2026, 8, 31), date(2026, 12, 20))) == 1


def test_birth_during_the_term_brings_a_child_into_a_group() -> None:
    (change,) = group_changes({1: date(2026, 10, 1)}, GROUPS, date(2026, 9, 1), date(2026, 12, 20))
    assert (change.before, change.after) == (None, "under_three")
