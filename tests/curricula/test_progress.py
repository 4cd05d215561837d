"""Which scores are compared, and what counts as a gain."""

from datetime import date

import pytest

from curricula.domain.progress import Assessment, Trend, attendance_share, comparable, skill_trend
from lms.kernel.vocabulary import Skill


def score(day: int, value: float, minutes: int, *, error: float = 3.0, form: str = "") -> Assessment:
    return Assessment(Skill.READING, date(2026, 10, day), value, error, minutes, form)


def trend(*scores: Assessment) -> Trend:
    return skill_trend(scores, Skill.READING, 2700, 3, 1.0).trend


def test_a_gain_must_be_larger_than_the_error_of_the_difference() -> None:
    # Both errors are 3, so the difference has an error of 4.24.
    assert trend(score(1, 50, 0), score(20, 54, 2700)) is Trend.NO_GAIN
    assert trend(score(1, 50, 0), score(20, 55, 2700)) is Trend.GAIN


def test_going_backwards_is_no_gain() -> None:
    assert trend(score(1, 50, 0), score(20, 40, 2700)) is Trend.NO_GAIN


def test_the_newest_three_are_compared_and_older_ones_forgotten() -> None:
    early = score(1, 10, 0)
    later = [score(5, 50, 3000), score(10, 50, 6000), score(15, 51, 9000)]
    assert comparable([early, *later], Skill.READING, 2700, 3) == tuple(later)


def test_a_score_too_close_is_passed_over_for_an_older_one() -> None:
    scores = [score(1, 50, 0), score(14, 70, 2600), score(15, 70, 2800)]
    assert comparable(scores, Skill.READING, 2700, 3) == (scores[0], scores[2])


def test_the_same_form_twice_is_not_compared() -> None:
    assert trend(score(1, 50, 0, form="A"), score(20, 60, 2700, form="A")) is Trend.TOO_FEW
    assert trend(score(1, 50, 0, form="A"), score(20, 60, 2700, form="B")) is Trend.GAIN


def test_other_skills_are_left_alone() -> None:
    assert skill_trend([score(1, 50, 0)], Skill.WRITING, 2700, 3, 1.0).compared == ()


def test_attendance_is_attended_over_offered_and_nothing_offered_is_no_share() -> None:
    assert attendance_share(80, 100) == pytest.approx(0.8)
    assert attendance_share(80, 100, excused=20) == pytest.approx(1.0)
    assert attendance_share(0, 0) is None
