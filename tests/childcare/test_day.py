"""One day of care by half hours."""

from datetime import date

import pytest

from childcare.domain.day import (
    CareBooking,
    Duty,
    Interval,
    affected_by_absence,
    carers_on_duty,
    free_places,
    house_by_half_hour,
    most_children,
    ratio_by_half_hour,
)
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


def test_free_places_count_the_fullest_moment_of_the_span() -> None:
    bookings = [booking(1, "09:00", "10:00"), booking(2, "10:00", "11:00"), booking(3, "10:30", "12:00")]
    assert free_places(3, bookings, span("09:00", "10:00")) == 2
    assert free_places(3, bookings, span("09:00", "12:00")) == 1
    assert free_places(3, bookings, span("12:00", "13:00")) == 3


def test_one_leaves_as_another_comes_and_one_place_serves_both() -> None:
    bookings = [booking(1, "09:00", "10:30"), booking(2, "10:30", "12:00")]
    assert most_children(bookings, span("09:00", "12:00")) == 1
    assert free_places(1, bookings, span("10:00", "11:00")) == 0


def test_places_never_fall_below_none() -> None:
    assert free_places(2, MORNING, span("09:00", "10:00")) == 0


def test_half_hours_run_from_the_first_child_to_the_last() -> None:
    halves = ratio_by_half_hour(MORNING, [NADIA], NORWAY, DAY)
    assert [half.start for half in halves] == list(range(at("09:00"), at("12:00"), 30))
    assert all((half.children, half.needed, half.on_duty, half.ok) == (3, 1, 1, True) for half in halves)


def test_no_children_need_no_half_hours() -> None:
    assert ratio_by_half_hour([], [NADIA], NORWAY, DAY) == ()


def test_half_hour_is_short_when_a_shift_ends_in_the_middle_of_it() -> None:
    fourth = [*MORNING, booking(4, "09:30", "12:00")]
    halves = {half.start: half for half in ratio_by_half_hour(fourth, [PETRA, NADIA], NORWAY, DAY)}
    assert halves[at("09:30")].ok
    assert (halves[at("10:00")].needed, halves[at("10:00")].on_duty, halves[at("10:00")].ok) == (2, 1, False)
    assert not halves[at("11:30")].ok


def test_handover_at_the_half_hour_is_not_counted_twice() -> None:
    bookings = [*MORNING, booking(4, "12:00", "13:00")]
    halves = ratio_by_half_hour(bookings, [NADIA], NORWAY, DAY)
    assert [half.children for half in halves] == [3, 3, 3, 3, 3, 3, 1, 1]
    late = [booking(1, "09:00", "10:45"), booking(2, "10:45", "12:00")]
    assert max(half.children for half in ratio_by_half_hour(late, [NADIA], NORWAY, DAY)) == 1


def test_last_half_hour_ends_with_the_last_child() -> None:
    halves = ratio_by_half_hour([booking(1, "09:00", "09:40")], [Duty("n", span("09:00", "09:40"))], NORWAY, DAY)
    assert [half.ok for half in halves] == [True, True]


def test_birthday_in_the_week_frees_a_carer() -> None:
    turning = [CareBooking(child, date(2023, 11, 25), span("09:00", "10:00")) for child in range(6)]
    before = ratio_by_half_hour(turning, [NADIA], NORWAY, date(2026, 11, 24))
    after = ratio_by_half_hour(turning, [NADIA], NORWAY, date(2026, 11, 25))
    assert [half.needed for half in before] == [2, 2]
    assert [half.needed for half in after] == [1, 1]


def test_rule_that_is_not_verified_reports_but_does_not_refuse() -> None:
    crowd = [booking(child, "09:00", "10:00") for child in range(5)]
    (first, _) = ratio_by_half_hour(crowd, [NADIA], GERMANY, DAY)
    assert (first.ok, first.refuses) == (False, False)
    (first, _) = ratio_by_half_hour(crowd, [NADIA], NORWAY, DAY)
    assert (first.ok, first.refuses) == (False, True)


@pytest.mark.parametrize(("clock", "carers"), [("08:29", 0), ("08:30", 2), ("10:14", 2), ("10:15", 1), ("13:00", 0)])
def test_carer_is_on_duty_up_to_the_minute_before_the_end(clock: str, carers: int) -> None:
    assert carers_on_duty([PETRA, NADIA], at(clock)) == carers


def test_carer_with_two_shifts_in_one_moment_is_one_carer() -> None:
    assert carers_on_duty([NADIA, Duty("nadia", span("09:00", "10:00"))], at("09:30")) == 1


def test_carer_ill_names_the_children_of_the_hours_that_break() -> None:
    bookings = [*MORNING, booking(4, "09:00", "10:00"), booking(5, "12:00", "12:30", CHILD)]
    both = [Duty("petra", span("08:30", "13:00")), NADIA]
    assert affected_by_absence(bookings, both, "petra", NORWAY, DAY) == (0, 1, 2, 4)


def test_carer_who_was_not_needed_affects_nobody() -> None:
    assert affected_by_absence(MORNING, [PETRA, NADIA], "petra", NORWAY, DAY) == ()


def test_a_house_needs_the_carers_of_all_its_groups_together() -> None:
    bear = [CareBooking(number, date(2024, 5, 1), Interval(540, 675)) for number in range(5)]
    fox = [CareBooking(9, date(2022, 5, 1), Interval(600, 675))]
    halves = house_by_half_hour({"bear": bear, "fox": fox}, [Duty("n", Interval(510, 660))], GERMANY, DAY)
    assert [(half.start, half.carers_needed, half.on_duty) for half in halves] == [
        (540, 2, 1),
        (570, 2, 1),
        (600, 3, 1),
        (630, 3, 1),
        (660, 3, 0),
    ]
    assert halves[2].children == {"bear": 5, "fox": 1}
    assert not halves[0].ok


def test_a_house_without_a_rule_counts_children_and_asks_for_nobody() -> None:
    one = {"bear": [CareBooking(1, date(2024, 5, 1), Interval(545, 600))]}
    (first, second) = house_by_half_hour(one, [], None, DAY)
    assert (first.start, first.children, first.carers_needed, first.ok) == (540, {"bear": 1}, 0, True)
    assert second.start == 570


def test_an_empty_house_has_no_half_hours() -> None:
    assert house_by_half_hour({"bear": []}, [], None, DAY) == ()
