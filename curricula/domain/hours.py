"""Hours a level takes: expected minutes per CEFR level for a learner's profile, not for the average of a class."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from lms.kernel.vocabulary import LESSON_MINUTES, Literacy, Track

LOW_SCHOOLING_YEARS = 9
HIGH_SCHOOLING_YEARS = 12


class Profile(StrEnum):
    """What decides how much teaching a level takes: literacy first, then schooling, then the pace of the track."""

    NOT_LITERATE = "not_literate"
    LOW = "low"
    MID = "mid"
    HIGH = "high"
    FAST = "fast"


EXPECTED_LESSONS: Mapping[Profile, int] = MappingProxyType(
    {Profile.NOT_LITERATE: 600, Profile.LOW: 240, Profile.MID: 150, Profile.HIGH: 120, Profile.FAST: 90}
)
"""Lessons of 45 minutes per level. 600, 240, 120 and 90 are the Flemish NT2 figures (integratie-inburgering.be);
150 for the middle is interpolated. A pack may bring its own figures: the ratios travel better than the amounts."""


def profile_of(literacy: Literacy, schooling_years: float | None, track: Track | None = None) -> Profile | None:
    """The profile of a learner, or nothing where neither literacy nor schooling is known.

    A literacy track counts as evidence of literacy: a teacher has seen the person read.
    """
    if literacy in (Literacy.NONE, Literacy.FUNCTIONAL) or track is Track.LITERACY_FIRST_SCRIPT:
        return Profile.NOT_LITERATE
    if track is Track.FAST_TRACK:
        return Profile.FAST
    if literacy is Literacy.OTHER_SCRIPT or track is Track.LITERACY_SECOND_SCRIPT:
        return Profile.LOW
    return None if schooling_years is None else _by_schooling(schooling_years)


def expected_minutes(profile: Profile, levels: int = 1, lessons: Mapping[Profile, int] = EXPECTED_LESSONS) -> int:
    """Minutes of attended teaching in which a learner of this profile is expected to gain so many levels."""
    return lessons[profile] * LESSON_MINUTES * levels


def exposure_ratio(attended_minutes: int, expected: int) -> float:
    """r: attended minutes since entering the level over the expected minutes; 1 is right on time."""
    return attended_minutes / expected


def _by_schooling(years: float) -> Profile:
    if years <= LOW_SCHOOLING_YEARS:
        return Profile.LOW
    return Profile.HIGH if years >= HIGH_SCHOOLING_YEARS else Profile.MID
