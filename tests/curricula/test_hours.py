"""Expected hours by profile."""

import pytest

from curricula.domain.hours import Profile, expected_minutes, exposure_ratio, profile_of
from lms.kernel.vocabulary import Literacy, Track


@pytest.mark.parametrize(
    ("literacy", "years", "track", "profile"),
    [
        (Literacy.NONE, 0, None, Profile.NOT_LITERATE),
        (Literacy.FUNCTIONAL, 5, None, Profile.NOT_LITERATE),
        (Literacy.UNKNOWN, None, Track.LITERACY_FIRST_SCRIPT, Profile.NOT_LITERATE),
        (Literacy.OTHER_SCRIPT, 14, None, Profile.LOW),
        (Literacy.LATIN, 14, Track.LITERACY_SECOND_SCRIPT, Profile.LOW),
        (Literacy.LATIN, 9, Track.REGULAR, Profile.LOW),
        (Literacy.LATIN, 10, Track.REGULAR, Profile.MID),
        (Literacy.LATIN, 12, Track.REGULAR, Profile.HIGH),
        (Literacy.LATIN, 14, Track.FAST_TRACK, Profile.FAST),
        (Literacy.UNKNOWN, None, Track.REGULAR, None),
    ],
)
def test_profile_is_literacy_first_then_pace_then_schooling(
    literacy: Literacy, years: int | None, track: Track | None, profile: Profile | None
) -> None:
    assert profile_of(literacy, years, track) is profile


@pytest.mark.parametrize(
    ("profile", "lessons"),
    [(Profile.NOT_LITERATE, 600), (Profile.LOW, 240), (Profile.MID, 150), (Profile.HIGH, 120), (Profile.FAST, 90)],
)
def test_each_profile_has_its_lessons_of_45_minutes_per_level(profile: Profile, lessons: int) -> None:
    assert expected_minutes(profile) == lessons * 45
    assert expected_minutes(profile, 2) == lessons * 90


def test_a_pack_may_bring_its_own_hours() -> None:
    assert expected_minutes(Profile.LOW, 1, {Profile.LOW: 300}) == 300 * 45


def test_ratio_is_one_when_right_on_time() -> None:
    assert exposure_ratio(5400, expected_minutes(Profile.HIGH)) == 1
