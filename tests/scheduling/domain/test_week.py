"""The teaching week: parts of the day, slots that a meeting touches, the first Monday."""

from datetime import date, time

import pytest

from scheduling.domain import week

TERM = (date(2026, 11, 2), date(2027, 2, 26))


@pytest.mark.parametrize(
    ("starts", "part"),
    [
        (time(8), "morning"),
        (time(9), "morning"),
        (time(12, 30), "midday"),
        (time(16), "afternoon"),
        (time(21), "evening"),
    ],
)
def test_a_time_lies_in_a_part_of_the_day(starts: time, part: str) -> None:
    assert week.daypart(starts) == part


def test_a_meeting_beside_the_slots_takes_every_slot_it_touches() -> None:
    assert week.overlapping(1, time(11), time(13)) == ("1-morning", "1-midday")


def test_a_meeting_between_two_slots_or_on_a_sunday_takes_none() -> None:
    assert week.overlapping(1, time(11, 15), time(12, 30)) == ()
    assert week.overlapping(6, time(9), time(11)) == ()


def test_classes_begin_on_the_next_monday_of_the_term() -> None:
    assert week.first_monday(*TERM, date(2026, 11, 24)) == date(2026, 11, 30)
    assert week.first_monday(*TERM, date(2026, 11, 30)) == date(2026, 11, 30)
    assert week.first_monday(*TERM, date(2026, 6, 1)) == TERM[0]


def test_a_term_without_a_monday_left_has_no_first_day() -> None:
    assert week.first_monday(*TERM, date(2027, 2, 23)) is None
