"""A changed timetable: what stays, moves, comes and goes."""

from datetime import date, time

from hypothesis import given, settings
from hypothesis import strategies as st

from lms.courses.domain.calendar import DatedMeeting, WeeklyMeeting, dated
from lms.courses.domain.recurrence import Busy, Standing, compare, free_slots

NINE, ELEVEN, ONE, THREE = time(9), time(11), time(13), time(15)
FIRST, LAST = date(2026, 11, 2), date(2026, 11, 29)


def standing(*weekdays: int, **more: bool) -> list[Standing]:
    series = [WeeklyMeeting(day, NINE, ELEVEN) for day in weekdays]
    return [
        Standing(f"s{n}", one.day, one.starts, one.ends, **more) for n, one in enumerate(dated(series, FIRST, LAST))
    ]


def wanted(*weekdays: int, starts: time = NINE, ends: time = ELEVEN) -> list[DatedMeeting]:
    return list(dated([WeeklyMeeting(day, starts, ends) for day in weekdays], FIRST, LAST))


def test_the_same_timetable_changes_nothing() -> None:
    found = compare(standing(0, 3), wanted(0, 3))
    assert (len(found.kept), found.moved, found.added, found.removed) == (8, (), (), ())


def test_another_weekday_moves_sessions_within_their_week() -> None:
    found = compare(standing(0, 3), wanted(0, 4))
    assert (len(found.kept), len(found.moved), found.added, found.removed) == (4, 4, (), ())
    assert {slot.day.weekday() for _, slot in found.moved} == {4}


def test_a_second_weekday_adds_and_a_lost_one_takes_away() -> None:
    assert len(compare(standing(0), wanted(0, 3)).added) == 4
    assert len(compare(standing(0, 3), wanted(0)).removed) == 4


def test_sessions_with_a_register_stay_and_stand_for_their_meeting() -> None:
    found = compare(standing(0, marked=True), wanted(0, starts=ONE, ends=THREE))
    assert (found.moved, found.added, found.removed) == ((), (), ())
    assert len(found.protected) == 4


def test_what_was_cancelled_by_hand_does_not_come_back() -> None:
    found = compare(standing(0, by_hand=True), wanted(2))
    assert (found.added, found.removed) == ((), ())


def test_a_session_moved_to_the_next_week_still_stands_for_its_own() -> None:
    moved = Standing("s", date(2026, 11, 11), NINE, ELEVEN, by_hand=True, planned_day=date(2026, 11, 2))
    found = compare([moved], wanted(0))
    assert [one.day for one in found.added] == [date(2026, 11, 9), date(2026, 11, 16), date(2026, 11, 23)]


def test_an_extra_session_stands_for_nothing() -> None:
    extra = Standing("s", date(2026, 11, 4), NINE, ELEVEN, extra=True)
    assert len(compare([extra], wanted(0)).added) == 4


def test_no_session_is_made_where_a_moved_one_is_held() -> None:
    moved = Standing("s", date(2026, 11, 6), time(10), time(12), by_hand=True, planned_day=date(2026, 11, 5))
    found = compare([moved], wanted(3, 4))
    assert len(found.added) == 8 - 2
    assert date(2026, 11, 6) not in {one.day for one in found.added}


week = st.sets(st.integers(0, 6), max_size=4)


@given(before=week, after=week, starts=st.sampled_from([NINE, ONE]), marked=st.sets(st.integers(0, 27)))
@settings(max_examples=150, deadline=None)
def test_afterwards_every_wanted_meeting_is_held_and_no_register_is_lost(
    before: set[int], after: set[int], starts: time, marked: set[int]
) -> None:
    series = list(dated([WeeklyMeeting(day, NINE, ELEVEN) for day in before], FIRST, LAST))
    have = [Standing(str(n), one.day, NINE, ELEVEN, marked=n in marked) for n, one in enumerate(series)]
    target = wanted(*after, starts=starts, ends=time(starts.hour + 2))
    found = compare(have, target)
    ids = [*found.kept, *(key for key, _ in found.moved), *found.removed, *found.protected]
    assert sorted(ids) == sorted(one.id for one in have)
    by_id = {one.id: one for one in have}
    slots = [(by_id[key].day, by_id[key].starts) for key in found.kept]
    slots += [(slot.day, slot.starts) for _, slot in found.moved] + [(one.day, one.starts) for one in found.added]
    assert len(slots) == len(set(slots))
    assert set(slots) <= {(one.day, one.starts) for one in target}
    # What is missing stands in for by a register of its week.
    assert len(target) - len(slots) <= len(found.protected)


def test_free_times_avoid_what_is_taken_and_keep_to_working_hours() -> None:
    days = [date(2026, 11, 3), date(2026, 11, 4), date(2026, 11, 7)]
    busy = [Busy(date(2026, 11, 3), time(10, 30), time(12))]
    free = free_slots(days, [(NINE, ELEVEN), (ONE, THREE)], busy)
    assert [(one.day.day, one.starts) for one in free] == [(3, ONE), (4, NINE), (4, ONE), (7, NINE), (7, ONE)]
    works = [(1, time(8), time(15)), (2, time(8), time(12))]
    assert [(one.day.day, one.starts) for one in free_slots(days, [(NINE, ELEVEN), (ONE, THREE)], busy, works)] == [
        (3, ONE),
        (4, NINE),
    ]
