"""Hours by value: units, months, what a correction adds, and that nobody pays for one hour twice."""

from datetime import UTC, date, datetime

import pytest

from lms.courses.domain import hours
from lms.courses.domain.hours import Attended, Entry, Strand, Stretch

NOVEMBER, DECEMBER, JANUARY = date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1)


def _entry(version: int, minutes: int, **more: object) -> Entry:
    given = {
        "id": f"e{version}", "enrolment_id": "enrolment", "learner_id": "leyla", "funder_id": "fund",
        "budget_id": None, "version": version, "minutes": minutes, "attended": 135, "code": "", "refused": False,
    }  # fmt: skip
    return Entry(**{**given, **more})  # type: ignore[arg-type]


MARK = Attended("enrolment", "leyla", 135)


@pytest.mark.parametrize(
    ("minutes", "unit", "lessons"),
    [(135, 45, 3), (60, 45, 1.33), (90, 60, 1.5), (-135, 45, -3), (-60, 45, -1.33), (0, 45, 0)],
)
def test_minutes_are_told_in_the_unit_of_the_funder(minutes: int, unit: int, lessons: float) -> None:
    assert hours.units(minutes, unit) == lessons


def test_the_month_after_december_is_january() -> None:
    assert hours.next_month(DECEMBER) == JANUARY
    assert hours.last_day(date(2028, 2, 1)) == date(2028, 2, 29)


def test_an_hour_counts_in_its_own_month_while_that_is_open() -> None:
    assert hours.open_month(date(2026, 11, 24), []) == NOVEMBER


def test_an_hour_of_a_closed_month_counts_in_the_next_open_one() -> None:
    assert hours.open_month(date(2026, 11, 24), [NOVEMBER, DECEMBER]) == JANUARY


def test_a_course_says_its_strand_or_its_track_does() -> None:
    assert hours.strand_of("soft", "regular") is Strand.SOFT
    assert hours.strand_of("", "vocational_language") is Strand.PROFESSIONAL
    assert hours.strand_of("", "regular") is Strand.LANGUAGE


def test_a_mark_without_a_charge_is_owing() -> None:
    assert hours.owing([MARK], hours.standings([MARK], [])) == [MARK]


def test_a_mark_that_is_charged_is_not_owing() -> None:
    assert not hours.owing([MARK], hours.standings([MARK], [_entry(0, 135)]))


def test_what_stands_is_the_sum_and_the_next_version_comes_after_all() -> None:
    standing = hours.standings([MARK], [_entry(1, -20), _entry(0, 135)])["enrolment"]
    assert (standing.minutes, standing.version) == (115, 1)
    assert standing.charge is not None
    assert standing.charge.version == 1


def test_a_refused_row_charges_nothing_and_is_the_last_word() -> None:
    standing = hours.standings([MARK], [_entry(0, 0, refused=True, code="budget.used_up")])["enrolment"]
    assert standing.charge is None
    assert standing.last is not None
    assert standing.last.code == "budget.used_up"


def test_two_records_that_became_one_keep_their_charge() -> None:
    """The mark moved to the kept record; the row of the ledger cannot, and is found by the enrolment."""
    merged = _entry(0, 135, learner_id="leyla-again")
    assert not hours.owing([MARK], hours.standings([MARK], [merged]))


def test_a_row_of_before_enrolments_were_kept_is_found_by_its_learner() -> None:
    assert not hours.owing([MARK], hours.standings([MARK], [_entry(0, 135, enrolment_id=None)]))


def _at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, 24, hour, minute, tzinfo=UTC)


def test_two_sessions_at_one_time_cannot_both_be_charged() -> None:
    other = Stretch("other", "leyla", _at(10), _at(12))
    assert hours.same_hour([other], "this", _at(9), _at(10, 1)) == {"leyla"}


def test_a_session_that_ends_when_the_next_begins_is_no_clash() -> None:
    other = Stretch("other", "leyla", _at(10), _at(12))
    assert not hours.same_hour([other], "this", _at(9), _at(10))
    assert not hours.same_hour([other], "other", _at(10), _at(12))
