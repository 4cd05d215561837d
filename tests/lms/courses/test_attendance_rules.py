"""Rules of attendance by value: marks, two decisions, shares, rows of absences, codes, letters of a sheet."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from lms.courses.domain import attendance_alerts as alerts
from lms.courses.domain import attendance_codes as codes
from lms.courses.domain import attendance_sheet as sheet
from lms.courses.domain.attendance import Given, Kept, Merge, arrived_at, attended_minutes, decided, merge
from lms.courses.domain.attendance_alerts import Deed, Held, Step
from lms.courses.domain.attendance_regular import Lesson, Rule, Tally, rule_of, tally
from lms.kernel.vocabulary import AbsenceReason, Attendance

NOON = datetime(2026, 11, 24, 11, tzinfo=UTC)
NINE, END = time(9), time(11, 15)
HERE, LATE = Given(Attendance.PRESENT), Given(Attendance.LATE, "", time(9, 20))
AWAY = Given(Attendance.UNKNOWN)


# --- arrival ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wall", "mark", "minutes"),
    [
        (time(8, 50), Attendance.PRESENT, 135),
        (time(9, 15), Attendance.PRESENT, 135),
        (time(9, 16), Attendance.LATE, 119),
        (time(11, 15), Attendance.LATE, 0),
    ],
)
def test_up_to_the_grace_of_the_programme_late_is_not_late(wall: time, mark: Attendance, minutes: int) -> None:
    given = arrived_at(wall, NINE, END, 15)
    assert given.attendance is mark
    assert attended_minutes(given, NINE, END) == minutes


# --- two decisions on one mark ---------------------------------------------------------------------------------------


def test_a_first_mark_is_set_and_the_same_mark_changes_nothing() -> None:
    assert merge(None, HERE, NOON, 0) is Merge.SET
    assert merge(Kept(HERE, "Ines", NOON, 3), HERE, NOON, 0) is Merge.SAME


def test_who_has_seen_a_mark_may_correct_it_whatever_the_clock_says() -> None:
    assert merge(Kept(HERE, "Ines", NOON, 3), LATE, NOON - timedelta(hours=1), 3) is Merge.SET


@pytest.mark.parametrize(("minutes", "became"), [(1, Merge.WINS), (0, Merge.YIELDS), (-1, Merge.YIELDS)])
def test_of_two_who_did_not_see_each_other_the_later_decision_stands(minutes: int, became: Merge) -> None:
    assert merge(Kept(HERE, "Ines", NOON, 3), LATE, NOON + timedelta(minutes=minutes), 2) is became


def test_a_phone_whose_clock_is_ahead_decides_nothing_in_the_future() -> None:
    assert decided(NOON, timedelta(minutes=-90)) == NOON
    assert decided(NOON, timedelta(minutes=5)) == NOON - timedelta(minutes=5)


# --- shares ----------------------------------------------------------------------------------------------------------

LESSONS = (
    Lesson(100, Attendance.PRESENT, 100),
    Lesson(100, Attendance.LATE, 80),
    Lesson(100, Attendance.EXCUSED),
    Lesson(100, Attendance.UNEXCUSED, told=True),
    Lesson(100, Attendance.UNKNOWN),
    *[Lesson(100, "")] * 5,
)


def test_minutes_are_added_up_by_what_became_of_them() -> None:
    assert tally(LESSONS) == Tally(held=500, attended=180, excused=100, told=100, ahead=500)


def test_excused_lessons_stay_outside_where_the_programme_says_so() -> None:
    found = tally(LESSONS)
    assert found.of_held(Rule()) == 180 / 500
    assert found.of_held(Rule(excused_outside=True)) == 180 / 400


def test_planned_share_stands_beside_the_held_one_and_is_smaller() -> None:
    assert tally(LESSONS).of_planned(Rule()) == 180 / 1000
    assert tally(LESSONS).of_planned(Rule(excused_outside=True)) == 180 / 900


def test_an_apology_counts_as_effort_and_not_as_attendance() -> None:
    assert tally(LESSONS).effort == (180 + 100 + 100) / 500


def test_the_asked_share_is_out_of_reach_when_coming_always_is_not_enough() -> None:
    found = tally(LESSONS)
    assert found.best(Rule()) == 680 / 1000
    assert found.out_of_reach(Rule(share=0.7))
    assert not found.out_of_reach(Rule(share=0.68))
    assert found.may_miss(Rule(share=0.6)) == 80
    assert found.may_miss(Rule(share=0.7)) == 0


def test_nobody_comes_too_rarely_before_anything_was_held() -> None:
    fresh = tally([Lesson(100, "")])
    assert (fresh.of_held(Rule()), fresh.regular(Rule()), fresh.effort) == (None, None, None)
    assert not fresh.out_of_reach(Rule())


def test_a_programme_tells_its_rule_and_the_house_the_rest() -> None:
    assert rule_of({"late_minutes": 15, "share": 0.8}) == Rule(share=0.8, grace=15)
    assert rule_of({}) == Rule()


# --- rows of absences ------------------------------------------------------------------------------------------------


def held(marks: str, told: str = "") -> list[Held]:
    """P here, U away, K unknown, E excused; `told` names positions that were apologised for."""
    kinds = {
        "P": Attendance.PRESENT,
        "L": Attendance.LATE,
        "U": Attendance.UNEXCUSED,
        "K": Attendance.UNKNOWN,
        "E": Attendance.EXCUSED,
    }
    first = date(2026, 11, 2)
    return [
        Held(f"s{number}", first + timedelta(days=number), kinds[mark], str(number) in told)
        for number, mark in enumerate(marks)
    ]


@pytest.mark.parametrize(
    ("marks", "missed"),
    [("", 0), ("PUU", 2), ("UUP", 0), ("UKU", 3), ("UEU", 2), ("UULU", 1), ("PEE", 0)],
)
def test_a_row_runs_until_somebody_is_there_and_excused_ones_do_not_count(marks: str, missed: int) -> None:
    row = alerts.running(held(marks))
    assert (len(row.missed) if row else 0) == missed


def test_what_was_told_beforehand_raises_no_alarm() -> None:
    row = alerts.running(held("UUU", told="1"))
    assert row is not None
    assert [one.session_id for one in row.missed] == ["s0", "s2"]


def test_steps_come_one_after_the_other() -> None:
    row = alerts.running(held("UUU"))
    assert alerts.due(alerts.STEPS, row) == [Step(2, Deed.LIST), Step(3, Deed.MESSAGE)]
    assert alerts.due(alerts.STEPS, None) == []


def test_an_alarm_stays_true_while_enough_is_missed_in_its_days() -> None:
    before = alerts.rows(held("UUUP"))[0]
    days = (before.first.day, before.last.day)
    assert alerts.still_true(alerts.rows(held("UUUP")), *days, 3)
    assert not alerts.still_true(alerts.rows(held("EUUP")), *days, 3)
    assert alerts.still_true(alerts.rows(held("EUUU")), *days, 3)


# --- codes -----------------------------------------------------------------------------------------------------------


def test_a_code_is_good_for_a_minute_in_its_own_session() -> None:
    code = codes.code("secret", "session", NOON)
    assert codes.fits("secret", "session", code, NOON)
    assert codes.fits("secret", "session", code, NOON + timedelta(seconds=40))
    assert not codes.fits("secret", "session", code, NOON + timedelta(seconds=60))
    assert not codes.fits("secret", "session", code, NOON - timedelta(seconds=20))
    assert not codes.fits("secret", "other", code, NOON)
    assert not codes.fits("another", "session", code, NOON)
    assert codes.code("secret", "session", NOON + codes.STEP) != code


# --- letters of a sheet ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "given"),
    [
        ("x", HERE),
        (" X ", HERE),
        ("l0920", LATE),
        ("L 9:20", LATE),
        ("g1045", Given(Attendance.LEFT_EARLY, "", None, time(10, 45))),
        ("i", Given(Attendance.UNKNOWN, AbsenceReason.ILL)),
        ("u", Given(Attendance.UNKNOWN, AbsenceReason.NOT_KNOWN)),
        ("", None),
    ],
)
def test_letters_say_marks(typed: str, given: Given | None) -> None:
    assert sheet.read(typed) == given


@pytest.mark.parametrize("typed", ["z", "l", "l2560", "i0900", "xx", "9", "x!"])
def test_letters_that_mean_nothing_are_not_guessed(typed: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        sheet.read(typed)


@pytest.mark.parametrize("letter", [*sheet.REASONS, "x", "l0920", "g1045"])
def test_what_is_written_reads_the_same(letter: str) -> None:
    given = sheet.read(letter)
    assert given is not None
    assert sheet.written(given) == letter
