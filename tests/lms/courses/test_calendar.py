"""From weekly meetings to dated sessions: series, anchors, closed days, clock changes."""

from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.courses.domain.calendar import WeeklyMeeting, clashing, dated, instants, minutes, monday_of
from lms.courses.domain.recurrence import HourCount, entry_day, viable

NINE, ELEVEN = time(9), time(11, 15)
ZONES = ("Europe/Berlin", "Europe/Stockholm", "America/Toronto", "Africa/Cairo", "Asia/Tehran", "Australia/Lord_Howe")
START = date(2026, 11, 2)


def test_two_weekdays_in_one_series_make_twice_the_sessions() -> None:
    weeks = timedelta(weeks=20, days=-1)
    one = list(dated([WeeklyMeeting(0, NINE, ELEVEN)], START, START + weeks))
    two = list(dated([WeeklyMeeting(day, NINE, ELEVEN) for day in (0, 3)], START, START + weeks))
    assert (len(one), len(two)) == (20, 40)


@pytest.mark.parametrize("every", [2, 3, 4])
def test_a_series_of_every_n_weeks_counts_from_its_anchor(every: int) -> None:
    anchor = START + timedelta(weeks=1, days=3)
    found = [one.day for one in dated([WeeklyMeeting(1, NINE, ELEVEN, every, anchor)], START, date(2027, 6, 30))]
    assert found[0] == monday_of(anchor) + timedelta(days=1)
    assert {(later - earlier).days for earlier, later in pairwise(found)} == {7 * every}


def test_every_second_week_goes_on_over_a_year_of_53_weeks() -> None:
    # 2026 has 53 ISO weeks: a rule by odd weeks would meet twice in a row at New Year.
    found = [one.day for one in dated([WeeklyMeeting(3, NINE, ELEVEN, 2)], date(2026, 12, 3), date(2027, 2, 1))]
    assert {(later - earlier).days for earlier, later in pairwise(found)} == {14}


def test_a_changed_first_day_leaves_the_rhythm_to_the_section() -> None:
    all_of_them = [one.day for one in dated([WeeklyMeeting(0, NINE, ELEVEN, 2)], START, date(2027, 1, 31))]
    later = dated([WeeklyMeeting(0, NINE, ELEVEN, 2)], START + timedelta(days=8), date(2027, 1, 31), anchor=START)
    assert [one.day for one in later] == all_of_them[1:]


def test_closed_days_have_no_session_and_the_count_says_what_is_short() -> None:
    meetings = [WeeklyMeeting(4, NINE, time(12))]
    held = sum(minutes(one.starts, one.ends) for one in dated(meetings, START, date(2027, 1, 31), {date(2026, 12, 25)}))
    count = HourCount(promised=13 * 180, held=0, ahead=held)
    assert (count.short, count.makeups(180), count.over) == (180, 1, 0)


def test_12_lessons_short_of_100_ask_for_three_more_of_four() -> None:
    assert HourCount(promised=100 * 45, held=60 * 45, ahead=28 * 45).makeups(4 * 45) == 3


def test_overlapping_meetings_of_one_weekday_are_found() -> None:
    assert clashing([WeeklyMeeting(0, NINE, ELEVEN), WeeklyMeeting(0, time(11), time(12))])
    assert not clashing(
        [WeeklyMeeting(0, NINE, ELEVEN), WeeklyMeeting(0, ELEVEN, time(12)), WeeklyMeeting(1, NINE, ELEVEN)]
    )
    by_turns = [WeeklyMeeting(0, NINE, ELEVEN, 2, START), WeeklyMeeting(0, NINE, ELEVEN, 2, START + timedelta(days=7))]
    assert not clashing(by_turns)


wall_times = st.times(min_value=time(0), max_value=time(23, 54)).map(lambda at: at.replace(second=0, microsecond=0))


@given(
    zone=st.sampled_from(ZONES),
    day=st.dates(date(2020, 1, 1), date(2037, 12, 31)),
    starts=wall_times,
    length=st.integers(5, 300),
)
@settings(max_examples=400, deadline=None)
def test_a_session_keeps_its_wall_time_on_every_day_of_every_zone(
    zone: str, day: date, starts: time, length: int
) -> None:
    ends = (datetime.combine(day, starts) + timedelta(minutes=min(length, minutes(starts, time(23, 59))))).time()
    begin, end = instants(day, starts, ends, zone)
    assert begin < end
    shown = begin.astimezone(ZoneInfo(zone))
    local = datetime.combine(day, starts, ZoneInfo(zone))
    there = local.astimezone(ZoneInfo("UTC")).astimezone(ZoneInfo(zone)).replace(tzinfo=None) == local.replace(
        tzinfo=None
    )
    if there:
        assert (shown.date(), shown.time()) == (day, starts)
    else:
        # The hour that is skipped in spring: an hour (on Lord Howe half an hour) later on the clock of that night.
        assert timedelta(0) < shown.replace(tzinfo=None) - datetime.combine(day, starts) <= timedelta(hours=1)


@given(
    zone=st.sampled_from(ZONES),
    year=st.integers(2021, 2037),
    weekdays=st.sets(st.integers(0, 6), min_size=1, max_size=4),
    starts=st.times(time(7), time(20)).map(lambda at: at.replace(second=0, microsecond=0)),
)
@settings(max_examples=60, deadline=None)
def test_a_series_over_both_clock_changes_begins_at_the_same_wall_time(
    zone: str, year: int, weekdays: set[int], starts: time
) -> None:
    ends = time(starts.hour + 2, starts.minute)
    series = [WeeklyMeeting(day, starts, ends) for day in weekdays]
    for one in dated(series, date(year, 1, 1), date(year, 12, 31)):
        begin, end = instants(one.day, one.starts, one.ends, zone)
        assert begin.astimezone(ZoneInfo(zone)).time() == starts
        assert end - begin == timedelta(hours=2)


def test_the_two_nights_of_berlin() -> None:
    spring, autumn = date(2027, 3, 28), date(2026, 10, 25)
    assert instants(spring, time(9), time(10), "Europe/Berlin")[0].hour == 7
    assert instants(autumn, time(9), time(10), "Europe/Berlin")[0].hour == 8
    begin, end = instants(spring, time(2, 30), time(3), "Europe/Berlin")
    assert end - begin == timedelta(minutes=30)


def test_people_join_on_entry_days_until_the_deadline() -> None:
    sessions = [
        one.day for one in dated([WeeklyMeeting(day, NINE, ELEVEN) for day in (0, 2)], START, date(2026, 11, 30))
    ]
    assert entry_day(date(2026, 11, 10), sessions) == date(2026, 11, 11)
    assert entry_day(date(2026, 11, 10), sessions, weekdays=(0,)) == date(2026, 11, 16)
    assert entry_day(date(2026, 11, 10), sessions, weekdays=(0,), until=date(2026, 11, 15)) is None
    assert entry_day(date(2026, 12, 24), sessions) is None


def test_a_part_of_a_mixed_group_can_stand_alone_when_both_sides_are_large_enough() -> None:
    least = {"a1": 6, "a2": 6}
    assert viable({"a1": 7, "a2": 4}, {"a2": 3}, least) == ["a2"]
    assert viable({"a1": 7, "a2": 4}, {}, least) == []
    assert viable({"a1": 4, "a2": 4}, {"a2": 3}, least) == []
