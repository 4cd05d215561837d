"""Where work meets class in a week, and the nearest way out."""

from datetime import date, time, timedelta

from lms.casework.domain import household
from lms.kernel.vocabulary import Shift
from lms.learners.domain.availability import Availability

MONDAY = date(2026, 11, 23)
EARLY_WEEK = Availability(Shift.ROTATING, MONDAY)
LATE_WEEK = Availability(Shift.ROTATING, MONDAY - timedelta(days=7))


def lesson(name: str, weekday: int, hour: int, *, course: str = "a2", free: int = 3) -> household.ClassTime:
    day = MONDAY + timedelta(days=weekday)
    return household.ClassTime(f"{name}-{weekday}", name, course, name, day, time(hour), time(hour + 2), free)


def test_a_rotating_shift_is_late_in_the_second_week() -> None:
    assert {one.shift for one in household.shifts_of(EARLY_WEEK, MONDAY)} == {Shift.EARLY}
    second = household.shifts_of(EARLY_WEEK, MONDAY + timedelta(days=7))
    assert (second[0].day.weekday(), second[0].starts, second[0].ends) == (0, time(14), time(22))
    assert {one.shift for one in second} == {Shift.LATE}


def test_nights_begin_on_sunday_and_end_the_next_morning() -> None:
    nights = household.shifts_of(Availability(Shift.NIGHT), MONDAY)
    assert [one.day.weekday() for one in nights] == [0, 1, 2, 3, 6]
    assert (nights[0].starts, nights[0].ends) == (time(22), time(6))


def test_the_late_shift_meets_the_evening_class_and_not_the_morning_one() -> None:
    evening, morning = lesson("evening", 3, 17), lesson("morning", 3, 9, course="other")
    found = household.clashes(LATE_WEEK, [morning, evening], [], MONDAY)
    assert [(one.lesson, one.shift) for one in found] == [(evening, Shift.LATE)]


def test_in_the_early_week_the_evening_class_fits() -> None:
    assert household.clashes(EARLY_WEEK, [lesson("evening", 3, 17)], [], MONDAY) == ()


def test_the_twin_group_of_the_same_day_is_the_nearest_way_out() -> None:
    twins = [lesson("twin", 1, 9), lesson("twin", 3, 9), lesson("twin", 4, 9)]
    (clash,) = household.clashes(LATE_WEEK, [lesson("evening", 3, 17)], twins, MONDAY)
    assert clash.way_out == twins[1]


def test_a_full_twin_or_another_course_is_no_way_out() -> None:
    twins = [lesson("twin", 3, 9, free=0), lesson("other", 3, 9, course="b1")]
    (clash,) = household.clashes(LATE_WEEK, [lesson("evening", 3, 17)], twins, MONDAY)
    assert clash.way_out is None


def test_a_twin_that_meets_the_shift_or_another_own_class_is_no_way_out() -> None:
    own = [lesson("evening", 3, 17), lesson("sport", 3, 9, course="sport")]
    twins = [lesson("late twin", 4, 15), lesson("twin", 3, 10)]
    (clash,) = household.clashes(LATE_WEEK, own, twins, MONDAY)
    assert clash.way_out is None


def test_a_day_that_is_over_is_no_way_out() -> None:
    thursday = MONDAY + timedelta(days=3)
    (clash,) = household.clashes(LATE_WEEK, [lesson("evening", 3, 17)], [lesson("twin", 2, 9)], thursday)
    assert clash.way_out is None
