"""Carers needed, by the rules of four countries."""

from dataclasses import replace
from datetime import date

import pytest

from childcare.domain.ages import AgeGroup
from childcare.domain.day import CareBooking, Interval, house_by_half_hour
from childcare.domain.ratios import (
    Mode,
    RatioRule,
    carers_needed,
    children_per_carer,
    group_findings,
    largest_group,
    may_refuse,
    places_in_space,
    rule_on,
)
from childcare.packs import load_rules

RULES = load_rules()
TODAY = date(2026, 11, 23)


def rule(country: str, key: str | None = None) -> RatioRule:
    found = rule_on(RULES, country, TODAY, key)
    assert found is not None
    return found


NORWAY, GERMANY, CANADA, AUSTRALIA = rule("NO"), rule("DE"), rule("CA"), rule("AU")


@pytest.mark.parametrize(
    ("ages", "carers"),
    [
        ([], 0),
        ([20], 1),
        ([20] * 3, 1),
        ([20] * 4, 2),
        ([40] * 6, 1),
        ([40] * 7, 2),
        ([20, 20, 20, 40], 2),
        ([35, 36], 2),
    ],
)
def test_norway_one_for_three_under_three_and_one_for_six_over(ages: list[int], carers: int) -> None:
    assert carers_needed(ages, NORWAY) == carers


@pytest.mark.parametrize(
    ("birth", "day", "carers"),
    [
        # Turns three in February: under three until the last of July, three from August on.
        (date(2023, 2, 10), date(2026, 2, 11), 2),
        (date(2023, 2, 10), date(2026, 7, 31), 2),
        (date(2023, 2, 10), date(2026, 8, 1), 1),
        # Turns three on New Year's Eve: three from August, months before the birthday; a day younger, a year later.
        (date(2023, 12, 31), date(2026, 8, 1), 1),
        (date(2024, 1, 1), date(2026, 8, 1), 2),
        # Before the rule was in force a child was three on its birthday.
        (date(2015, 2, 10), date(2018, 2, 11), 1),
    ],
)
def test_in_norway_a_child_counts_as_three_from_august_of_the_year_in_which_it_turns_three(
    birth: date, day: date, carers: int
) -> None:
    four = {"bear": [CareBooking(number, birth, Interval(540, 570)) for number in range(4)]}
    (half_hour,) = house_by_half_hour(four, [], NORWAY, day)
    assert half_hour.needed["bear"] == carers
    assert half_hour.refuses
    # Elsewhere the birthday counts.
    (canada,) = house_by_half_hour(four, [], CANADA, day)
    assert canada.needed["bear"] == 1


def test_a_mixed_group_counts_each_age_in_norway_and_the_youngest_in_canada_on_the_day_of_the_session() -> None:
    births = [date(2023, 9, 1)] * 4 + [date(2021, 5, 5)] * 7
    mixed = {"fox": [CareBooking(number, birth, Interval(540, 570)) for number, birth in enumerate(births)]}

    def needed(rule: RatioRule, *days: date) -> list[int]:
        return [house_by_half_hour(mixed, [], rule, day)[0].needed["fox"] for day in days]

    # Four small ones and seven big ones, each rounded up by itself; from August on eleven big ones.
    assert needed(NORWAY, date(2026, 7, 31), date(2026, 8, 3)) == [4, 2]
    # Eleven that count as toddlers until the small ones have their third birthday.
    assert needed(CANADA, date(2026, 8, 31), date(2026, 9, 1)) == [3, 2]
    assert needed(replace(CANADA, mode=Mode.EACH_COUNTS), date(2026, 8, 31)) == [2]


@pytest.mark.parametrize(
    ("ages", "carers"), [([23] * 4, 1), ([23] * 5, 2), ([24] * 5, 1), ([36] * 11, 1), ([80] * 15, 1), ([80] * 16, 2)]
)
def test_australia_has_four_bands(ages: list[int], carers: int) -> None:
    assert carers_needed(ages, AUSTRALIA) == carers


def test_in_australia_each_age_counts_for_itself() -> None:
    assert carers_needed([10] * 4 + [40] * 11, AUSTRALIA) == 2


def test_in_canada_the_youngest_decides_for_all() -> None:
    assert carers_needed([20] + [40] * 9, CANADA) == 2
    assert carers_needed([20] + [40] * 10, CANADA) == 3
    assert largest_group([20, 40, 80], CANADA) == 10
    assert largest_group([40, 80], CANADA) == 16


def test_one_toddler_more_changes_a_whole_group_only_where_the_youngest_decides() -> None:
    each = replace(CANADA, mode=Mode.EACH_COUNTS)
    older = [40] * 15
    assert carers_needed([20, *older], CANADA) == 4
    assert carers_needed([20, *older], each) == 3


def test_two_people_are_always_there_in_canadian_care_and_nobody_without_children() -> None:
    one = {"bear": [CareBooking(1, date(2023, 7, 1), Interval(540, 600))]}
    (first, _) = house_by_half_hour(one, [], CANADA, date(2026, 11, 24))
    assert (first.needed, first.carers_needed) == ({"bear": 1}, 2)
    assert carers_needed([], CANADA) == 0


def test_a_centre_may_ask_for_more_than_the_rule() -> None:
    assert carers_needed([40], NORWAY, minimum_staff=2) == 2
    assert carers_needed([], NORWAY, minimum_staff=2) == 0


def test_german_numbers_from_memory_warn_and_refuse_nobody() -> None:
    assert carers_needed([20] * 4 + [40] * 8, GERMANY) == 2
    assert not may_refuse([20], GERMANY)


def test_found_numbers_may_refuse() -> None:
    assert may_refuse([20, 40], NORWAY)
    assert may_refuse([10, 30], AUSTRALIA)


def test_border_of_ages_from_memory_takes_the_right_to_refuse() -> None:
    assert not may_refuse([30, 40], AUSTRALIA)
    assert not may_refuse([20], CANADA)


def test_school_child_counts_with_the_oldest_band() -> None:
    assert carers_needed([120] * 6, NORWAY) == 1


def test_age_group_over_several_bands_takes_the_strictest_ratio() -> None:
    assert children_per_carer(AgeGroup("under_three", 0, 36), AUSTRALIA) == 4
    assert children_per_carer(AgeGroup("two", 24, 36), AUSTRALIA) == 5
    assert children_per_carer(AgeGroup("school", 72), AUSTRALIA) == 15


@pytest.mark.parametrize(("metres", "places"), [(21.9, 0), (22, 8), (24.7, 8), (24.8, 9), (50, 18)])
def test_canadian_long_term_room_holds_eight_in_22_metres_and_one_more_in_each_2_8(metres: float, places: int) -> None:
    assert places_in_space(metres, CANADA.spaces[0]) == places


def test_largest_group_where_each_counts_is_the_smallest_limit() -> None:
    assert largest_group([10, 40], rule("CA", "alberta_centres")) == 6
    assert largest_group([10], NORWAY) is None
    assert largest_group([], CANADA) is None


def test_old_rule_of_alberta_is_found_by_name_and_refuses_nobody() -> None:
    alberta = rule("CA", "alberta_centres")
    assert carers_needed([11] * 3 + [12] * 4 + [19] * 6 + [36] * 8 + [54] * 10, alberta) == 5
    assert not may_refuse([20], alberta)


def test_rule_of_another_day_is_not_used() -> None:
    later = replace(NORWAY, evidence=replace(NORWAY.evidence, valid_from=date(2027, 1, 1)))
    assert rule_on([later], "NO", TODAY) is None
    assert rule_on([later], "NO", date(2027, 1, 1)) is later


def test_family_day_care_counts_seven_in_all_of_whom_four_are_small() -> None:
    family = rule("AU", "family_day_care")
    assert carers_needed([20] * 4 + [100] * 3, family) == 1
    assert carers_needed([20] * 4 + [100] * 4, family) == 2
    assert carers_needed([20] * 5, family) == 2


def test_a_group_that_is_too_large_for_room_or_rule_is_named_and_only_a_found_number_refuses() -> None:
    toddlers = AgeGroup("bear", 19, 36)
    assert group_findings(toddlers, 8, NORWAY, (30.0, 8)) == ()
    (room,) = group_findings(toddlers, 9, NORWAY, (30.0, 8))
    assert (room.code, room.has, room.allowed, room.refuses) == ("room_largest", 9, 8, True)
    (shared,) = group_findings(toddlers, 5, NORWAY, (30.0, 8), others=4)
    assert shared.code == "room_largest"
    (largest,) = group_findings(toddlers, 11, CANADA, None)
    # The months behind the word "toddler" are from memory.
    assert (largest.code, largest.allowed, largest.refuses) == ("group_largest", 10, False)
    (area,) = group_findings(AgeGroup("fox", 36, 60), 9, CANADA, (14.0, 20))
    assert (area.code, area.allowed, area.refuses) == ("room_area", 5, True)
