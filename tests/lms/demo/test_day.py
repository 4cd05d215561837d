"""The day and the hour that a demonstration shows: always a working day, always an hour in which people are there."""

from datetime import UTC, date, datetime

import pytest

from lms.demo import day
from lms.kernel import clock, config

MONDAY = date(2026, 11, 23)


def local(day_: int, hour: int, minute: int = 0) -> datetime:
    """An instant of November 2026 in UTC, given by the region's wall time (an hour ahead)."""
    return datetime(2026, 11, day_, hour - 1, minute, tzinfo=UTC)


def test_who_looks_at_a_weekend_is_shown_the_monday_after() -> None:
    assert day.working_day(date(2026, 11, 21)) == day.working_day(date(2026, 11, 22)) == MONDAY
    assert day.working_day(MONDAY) == MONDAY


def test_who_looks_at_midday_is_shown_the_real_time() -> None:
    assert day.hour_to_build(local(23, 13)) == 13
    assert day.opening(MONDAY, 13, local(23, 13, 40)) == local(23, 13, 40)


def test_who_looks_in_the_evening_or_at_night_is_shown_the_morning() -> None:
    for hour in (4, 9, 15, 22):
        assert day.hour_to_build(local(22, hour)) == 10
        assert day.opening(MONDAY, 10, local(22, hour)) == local(23, 10, 30)


def test_what_has_been_built_until_two_is_never_shown_in_the_morning() -> None:
    assert day.opening(MONDAY, 14, local(24, 11)) == local(23, 14, 30)
    assert clock.local(day.opening(MONDAY, 14, local(24, 20)), day.ZONE).hour == 14


def test_whoever_starts_it_in_the_evening_has_a_clock_that_is_behind() -> None:
    behind = int((day.opening(MONDAY, 10, local(23, 20)) - local(23, 20)).total_seconds())
    assert behind < 0
    assert config.read({"ONWARD_CLOCK_AHEAD": str(behind)}).clock_ahead == behind
    for wrong in ("-", "--1", "one", "1.5"):
        with pytest.raises(ValueError, match="Write a whole number"):
            config.read({"ONWARD_CLOCK_AHEAD": wrong})
    with pytest.raises(ValueError, match="ONWARD_WORKER_PROCESSES"):
        config.read({"ONWARD_WORKER_PROCESSES": "-1"})
