"""One day of care by half hours."""

from dataclasses import replace
from datetime import date

import pytest

from childcare.domain.day import (
    CareBooking,
    Duty,
    HouseHalfHour,
    Interval,
    carers_on_duty,
    house_by_half_hour,
)
from childcare.domain.outage import affected, breaks, fewest, less
from childcare.domain.ratios import RatioRule
from childcare.packs import load_rules

DAY = date(2026, 11, 24)
TODDLER, CHILD = date(2025, 1, 1), date(2022, 1, 1)
RULES = {rule.key: rule for rule in load_rules()}
NORWAY, GERMANY = RULES["norm"], RULES["nursery"]


def at(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def span(start: str, end: str) -> Interval:
    return Interval(at(start), at(end))


def booking(child: int, start: str, end: str, born: date = TODDLER) -> CareBooking:
    return CareBooking(child, born, span(start, end))


MORNING = [booking(child, "09:00", "12:00") for child in range(3)]
PETRA = Duty("petra", span("08:30", "10:15"))
NADIA = Duty("nadia", span("08:30", "13:00"))


def halves(
    bookings: list[CareBooking], duties: list[Duty], rule: RatioRule, day: date, step: int = 30
) -> tuple[HouseHalfHour, ...]:
    return house_by_half_hour({"bear": bookings}, duties, rule, day, step=step)


def test_half_hours_run_from_the_first_child_to_the_last() -> None:
    found = halves(MORNING, [NADIA], NORWAY, DAY)
    assert [half.start for half in found] == list(range(at("09:00"), at("12:00"), 30))
    assert all(
        (half.children, half.needed, half.on_duty, half.ok) == ({"bear": 3}, {"bear": 1}, 1, True) for half in found
    )


def test_quarter_hours_are_looked_at_where_somebody_wants_them() -> None:
    assert [half.start for half in halves(MORNING[:1], [NADIA], NORWAY, DAY, 15)][:3] == [540, 555, 570]


def test_no_children_need_no_half_hours() -> None:
    assert halves([], [NADIA], NORWAY, DAY) == ()


def test_half_hour_is_short_when_a_shift_ends_in_the_middle_of_it() -> None:
    fourth = [*MORNING, booking(4, "09:30", "12:00")]
    found = {half.start: half for half in halves(fourth, [PETRA, NADIA], NORWAY, DAY)}
    assert found[at("09:30")].ok
    assert (found[at("10:00")].carers_needed, found[at("10:00")].on_duty, found[at("10:00")].ok) == (2, 1, False)
    assert not found[at("11:30")].ok


def test_handover_at_the_half_hour_is_not_counted_twice() -> None:
    bookings = [*MORNING, booking(4, "12:00", "13:00")]
    found = halves(bookings, [NADIA], NORWAY, DAY)
    assert [half.children["bear"] for half in found] == [3, 3, 3, 3, 3, 3, 1, 1]
    late = [booking(1, "09:00", "10:45"), booking(2, "10:45", "12:00")]
    assert max(half.children["bear"] for half in halves(late, [NADIA], NORWAY, DAY)) == 1


def test_last_half_hour_ends_with_the_last_child() -> None:
    found = halves([booking(1, "09:00", "09:40")], [Duty("n", span("09:00", "09:40"))], NORWAY, DAY)
    assert [half.ok for half in found] == [True, True]


def test_birthday_in_the_week_frees_a_carer() -> None:
    turning = [CareBooking(child, date(2023, 11, 25), span("09:00", "10:00")) for child in range(6)]
    by_birthday = replace(NORWAY, age_year=None)
    before = halves(turning, [NADIA], by_birthday, date(2026, 11, 24))
    after = halves(turning, [NADIA], by_birthday, date(2026, 11, 25))
    assert [half.carers_needed for half in before] == [2, 2]
    assert [half.carers_needed for half in after] == [1, 1]


def test_rule_that_is_not_verified_reports_but_does_not_refuse() -> None:
    crowd = [booking(child, "09:00", "10:00") for child in range(5)]
    (first, _) = halves(crowd, [NADIA], GERMANY, DAY)
    assert (first.ok, first.refuses) == (False, False)
    (first, _) = halves(crowd, [NADIA], NORWAY, DAY)
    assert (first.ok, first.refuses) == (False, True)


@pytest.mark.parametrize(("clock", "carers"), [("08:29", 0), ("08:30", 2), ("10:14", 2), ("10:15", 1), ("13:00", 0)])
def test_carer_is_on_duty_up_to_the_minute_before_the_end(clock: str, carers: int) -> None:
    assert carers_on_duty([PETRA, NADIA], at(clock)) == carers


def test_carer_with_two_shifts_in_one_moment_is_one_carer() -> None:
    assert carers_on_duty([NADIA, Duty("nadia", span("09:00", "10:00"))], at("09:30")) == 1


def test_a_carer_away_names_the_group_that_breaks_and_when_and_the_children_there() -> None:
    bear = [*MORNING, booking(4, "09:00", "10:00")]
    groups = {"bear": bear, "fox": [booking(5, "12:00", "12:30", CHILD)]}
    both = [Duty("petra", span("08:30", "13:00")), NADIA]
    assert breaks(house_by_half_hour(groups, both, NORWAY, DAY), 30) == ()
    (one,) = breaks(house_by_half_hour(groups, less(both, "petra", span("00:00", "23:59")), NORWAY, DAY), 30)
    assert (one.group, one.when, one.needed, one.on_duty, one.refuses) == ("bear", span("09:00", "10:00"), 2, 1, True)
    assert affected(groups, [one]) == (0, 1, 2, 4)


def test_carers_go_to_the_smallest_children_first_so_the_older_group_breaks() -> None:
    groups = {"bear": MORNING, "fox": [booking(5, "10:00", "11:00", CHILD)]}
    (one,) = breaks(house_by_half_hour(groups, [NADIA], NORWAY, DAY), 30)
    assert (one.group, one.when) == ("fox", span("10:00", "11:00"))


def test_a_carer_away_for_an_hour_is_there_before_and_after() -> None:
    assert less([NADIA], "nadia", span("09:00", "10:00")) == [
        Duty("nadia", span("08:30", "09:00")),
        Duty("nadia", span("10:00", "13:00")),
    ]


def test_so_few_parents_stay_at_home_that_the_carers_suffice_and_siblings_stay_together() -> None:
    bear = [*MORNING, booking(3, "09:00", "12:00")]
    groups = {"bear": bear, "fox": [booking(9, "09:00", "12:00", CHILD)]}
    parents: dict[int | str, str] = {0: "a", 1: "b", 2: "c", 3: "d", 9: "d"}
    # One parent with a child in each group helps both.
    assert fewest(groups, parents, [NADIA], NORWAY, DAY) == ("d",)
    assert fewest(groups, parents, [NADIA, Duty("p", NADIA.when), Duty("q", NADIA.when)], NORWAY, DAY) == ()
    assert set(fewest(groups, parents, [], NORWAY, DAY)) == {"a", "b", "c", "d"}


def test_a_house_needs_the_carers_of_all_its_groups_together() -> None:
    bear = [CareBooking(number, date(2024, 5, 1), Interval(540, 675)) for number in range(5)]
    fox = [CareBooking(9, date(2022, 5, 1), Interval(600, 675))]
    found = house_by_half_hour({"bear": bear, "fox": fox}, [Duty("n", Interval(510, 660))], GERMANY, DAY)
    assert [(half.start, half.carers_needed, half.on_duty) for half in found] == [
        (540, 2, 1),
        (570, 2, 1),
        (600, 3, 1),
        (630, 3, 1),
        (660, 3, 0),
    ]
    assert found[2].children == {"bear": 5, "fox": 1}
    assert not found[0].ok


def test_a_house_without_a_rule_counts_children_and_asks_for_nobody() -> None:
    one = {"bear": [CareBooking(1, date(2024, 5, 1), Interval(545, 600))]}
    (first, second) = house_by_half_hour(one, [], None, DAY)
    assert (first.start, first.children, first.carers_needed, first.ok) == (540, {"bear": 1}, 0, True)
    assert second.start == 570


def test_an_empty_house_has_no_half_hours() -> None:
    assert house_by_half_hour({"bear": []}, [], None, DAY) == ()
