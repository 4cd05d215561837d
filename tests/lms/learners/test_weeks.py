"""Weeks by value: cycles over year ends and clock changes, rest after nights, exceptions, school, travel."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.kernel.contracts import WeekInterval
from lms.kernel.vocabulary import Shift
from lms.learners.domain import patterns
from lms.learners.domain.availability import (
    Availability,
    DatedTime,
    Why,
    busy_days,
    can_attend,
    can_come,
    on_day,
    rotation_week,
    share,
    work_between,
)
from lms.learners.domain.patterns import Kind, Pattern, Preset, Stretch, preset_pattern
from lms.learners.domain.plain import from_plain, to_plain, week_of

BERLIN = "Europe/Berlin"
MONDAY = date(2026, 11, 23)
days = st.dates(date(2024, 1, 1), date(2030, 12, 31))
presets = st.sampled_from([one for one in patterns.CHOOSABLE if one is not Preset.OWN])
LIMITED = settings(max_examples=60, deadline=None)


def week(*found: Pattern | None, **facts: object) -> Availability:
    return week_of(patterns=tuple(one for one in found if one), **facts)


def shifts_on(known: Availability, day: date) -> list[Shift]:
    return [one.shift for one in work_between(known, day, day)]


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), ZoneInfo(BERLIN)).astimezone(UTC)


# --- cycles ----------------------------------------------------------------------------------------------------------


@LIMITED
@given(presets, days, days)
def test_a_pattern_comes_again_after_its_cycle_over_year_ends_and_clock_changes(
    preset: Preset, anchor: date, day: date
) -> None:
    pattern = preset_pattern(preset, anchor)
    assert pattern is not None
    later = day + timedelta(days=pattern.cycle)
    assert pattern.on(day) == pattern.on(later)


@LIMITED
@given(days, days)
def test_two_two_two_anchored_anywhere_repeats_right(anchor: date, day: date) -> None:
    known = week(preset_pattern(Preset.TWO_TWO_TWO, anchor))
    row = [Shift.EARLY, Shift.EARLY, Shift.LATE, Shift.LATE, Shift.NIGHT, Shift.NIGHT, None, None]
    expected = row[(day - anchor).days % 8]
    assert shifts_on(known, day) == ([expected] if expected else [])


@LIMITED
@given(presets, days, st.integers(0, 13))
def test_who_says_what_she_works_today_is_asked_the_same_day_again(preset: Preset, day: date, phase: int) -> None:
    pattern = preset_pattern(preset)
    assert pattern is not None
    asked = phase % len(patterns.phases(pattern))
    place = patterns.anchored(pattern, asked, day).day_of_cycle(day)
    assert (place // 7 if pattern.cycle % 7 == 0 else place) == asked


def test_weeks_are_counted_from_the_anchor_and_not_from_the_calendar() -> None:
    known = week(preset_pattern(Preset.ROTATING, date(2026, 12, 21)))
    # 2026 has 53 ISO weeks: by odd and even weeks, early would come twice running.
    found = [shifts_on(known, date(2026, 12, 21) + timedelta(weeks=one)) for one in range(4)]
    assert found == [[Shift.EARLY], [Shift.LATE], [Shift.EARLY], [Shift.LATE]]
    assert [rotation_week(known, date(2026, 12, 28) + timedelta(days=one)) for one in (0, 6, 7)] == [1, 1, 0]


@pytest.mark.parametrize(("cycle", "weeks"), [(7, 1), (14, 2), (8, 8), (9, 9), (10, 10), (21, 3), (1, 1), (366, 26)])
def test_a_timetable_meets_a_pattern_after_the_common_multiple_of_both(cycle: int, weeks: int) -> None:
    assert week(Pattern(Kind.WORK, (Stretch(0, 360, 840),), cycle, MONDAY)).weeks == weeks


def test_four_on_four_off_leaves_a_tuesday_class_free_every_other_time() -> None:
    known = week(preset_pattern(Preset.FOUR_FOUR, MONDAY), travel_minutes=0)
    assert share(known, [WeekInterval(1, time(9), time(11))]) == pytest.approx(0.5)


# --- rest and clock changes ------------------------------------------------------------------------------------------


@LIMITED
@given(days, st.integers(0, 12))
def test_rest_after_a_night_crosses_midnight_and_lasts_real_hours(day: date, rest: int) -> None:
    known = week(Pattern(Kind.WORK, (Stretch(0, 22 * 60, 30 * 60),), 366, day), rest_hours=rest, travel_minutes=0)
    free_from = at(day + timedelta(days=1), 6) + timedelta(hours=rest)
    assert can_attend(known, free_from, free_from + timedelta(hours=1), BERLIN).can
    if rest:
        early = can_attend(known, free_from - timedelta(minutes=1), free_from + timedelta(hours=1), BERLIN)
        assert early.hindrance is not None
        assert early.hindrance.why is Why.REST


@pytest.mark.parametrize("sunday", [date(2026, 3, 29), date(2026, 10, 25)])
def test_shifts_keep_their_wall_time_over_both_clock_changes(sunday: date) -> None:
    known = week(preset_pattern(Preset.EARLY, MONDAY), travel_minutes=0)
    for day in (sunday - timedelta(days=2), sunday + timedelta(days=1)):
        assert can_attend(known, at(day, 14), at(day, 16), BERLIN).can
        assert not can_attend(known, at(day, 13, 59), at(day, 16), BERLIN).can


def test_rest_is_real_hours_when_the_night_is_an_hour_longer() -> None:
    night = Pattern(Kind.WORK, (Stretch(0, 18 * 60, 24 * 60 + 60),), 366, date(2026, 10, 24))
    known = week(night, travel_minutes=0)
    sunday = date(2026, 10, 25)
    # 01:00 summer time and eight hours: 08:00 winter time.
    assert can_attend(known, at(sunday, 8), at(sunday, 9), BERLIN).can
    assert not can_attend(known, at(sunday, 7, 59), at(sunday, 9), BERLIN).can


# --- what else is in the way -----------------------------------------------------------------------------------------


@LIMITED
@given(presets, days, days, st.integers(0, 22), st.integers(1, 2))
def test_exceptions_win_over_the_pattern(preset: Preset, anchor: date, day: date, hour: int, length: int) -> None:
    starts, ends = hour * 60, min(24, hour + length) * 60
    base = week(preset_pattern(preset, anchor), travel_minutes=0)
    last = time(23, 59) if ends == 1440 else time(ends // 60)
    free = replace(base, exceptions=(DatedTime(day, True, starts, ends),))
    assert on_day(free, day, time(hour), last).can
    busy = replace(base, exceptions=(*free.exceptions, DatedTime(day, False, starts, ends, "doctor")))
    answer = on_day(busy, day, time(hour), last)
    assert answer.hindrance is not None
    assert (answer.can, answer.hindrance.why, answer.hindrance.note) == (False, Why.EXCEPTION, "doctor")


def test_a_day_off_takes_the_whole_night_shift_and_its_rest() -> None:
    known = week(preset_pattern(Preset.NIGHT, MONDAY), exceptions=(DatedTime(MONDAY, True),))
    tuesday = MONDAY + timedelta(days=1)
    assert on_day(known, tuesday, time(9), time(11)).can
    assert not on_day(known, tuesday + timedelta(days=1), time(9), time(11)).can


def test_a_season_stands_before_what_is_usual_and_ends() -> None:
    usual = preset_pattern(Preset.EARLY, MONDAY)
    season = preset_pattern(Preset.LATE, MONDAY, since=MONDAY, until=MONDAY + timedelta(days=6))
    known = week(usual, season)
    assert shifts_on(known, MONDAY) == [Shift.LATE]
    assert shifts_on(known, MONDAY + timedelta(weeks=1)) == [Shift.EARLY]
    assert known.preset is Preset.EARLY


def test_a_parent_who_is_alone_is_free_while_the_child_is_at_school() -> None:
    hours = tuple(Stretch(day, 8 * 60, 12 * 60) for day in range(5))
    alone = Pattern(Kind.SCHOOL, hours, run_minutes=15, alone=True)
    known = week(alone, travel_minutes=15)
    assert on_day(known, MONDAY, time(8, 30), time(11, 30)).can
    met = on_day(known, MONDAY, time(8, 30), time(12, 30)).hindrance
    assert met is not None
    assert met.why is Why.SCHOOL
    shared = week(replace(alone, alone=False), travel_minutes=0)
    assert on_day(shared, MONDAY, time(13), time(15)).can
    assert not on_day(shared, MONDAY, time(12), time(12, 30)).can


def test_only_tapped_hours_are_free() -> None:
    known = week(Pattern(Kind.FREE, (Stretch(0, 480, 720), Stretch(0, 720, 840))), travel_minutes=0)
    assert on_day(known, MONDAY, time(8), time(14)).can
    met = on_day(known, MONDAY, time(13), time(15)).hindrance
    assert met is not None
    assert met.why is Why.NOT_FREE


def test_the_way_is_what_is_in_the_way_and_not_online() -> None:
    known = week(preset_pattern(Preset.EARLY, MONDAY), travel_by_centre=(("far", 90),), travel_limit=60, online=True)
    starts, ends = at(MONDAY, 14, 15), at(MONDAY, 16)
    near = can_attend(known, starts, ends, BERLIN, centre_id="near")
    assert near.hindrance is not None
    assert (near.hindrance.why, near.hindrance.behind) == (Why.TRAVEL, Why.WORK)
    far = can_attend(known, starts, ends, BERLIN, centre_id="far")
    assert far.hindrance is not None
    assert far.hindrance.why is Why.FAR
    assert can_attend(known, starts, ends, BERLIN, centre_id="far", online=True).can


def test_being_on_call_warns_and_is_no_obstacle() -> None:
    answer = on_day(week(preset_pattern(Preset.ON_CALL)), MONDAY, time(9), time(11))
    assert answer.can
    assert answer.hindrance is not None
    assert answer.hindrance.soft


def test_busy_days_say_why_and_split_at_midnight() -> None:
    known = week(preset_pattern(Preset.NIGHT, MONDAY))
    found = busy_days(known, MONDAY, MONDAY)[MONDAY]
    assert [(one.starts, one.ends, one.why) for one in found] == [
        (0, 360, Why.WORK),
        (360, 840, Why.REST),
        (1320, 1440, Why.WORK),
    ]


def test_a_shift_by_name_and_its_pattern_are_the_same_week() -> None:
    for shift in Shift:
        named = Availability(shift, MONDAY)
        laid_out = week(*named.all_patterns)
        for number in range(named.weeks):
            for weekday in range(7):
                interval = WeekInterval(weekday, time(15), time(17))
                assert can_come(named, interval, number) == can_come(laid_out, interval, number)
        assert laid_out.shift is shift


def test_a_week_is_the_same_after_it_was_written_down_as_plain_values() -> None:
    known = week(
        preset_pattern(Preset.TWO_TWO_TWO, MONDAY),
        Pattern(Kind.SCHOOL, (Stretch(0, 480, 720),), run_minutes=10, alone=True),
        exceptions=(DatedTime(MONDAY, False, 60, 120, "doctor"),),
        travel_by_centre=(("a", 20),),
        travel_limit=45,
        online=True,
    )
    assert from_plain(to_plain(known)) == known


def test_the_shortest_cycle_of_a_rota_is_found() -> None:
    early, none = frozenset({(360, 840)}), frozenset[tuple[int, int]]()
    assert patterns.repeats([early, early, none] * 3) == 3
    assert patterns.repeats([early, early, none, early, none, none]) is None
