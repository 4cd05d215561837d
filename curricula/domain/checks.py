"""Checks of a skill: their scales, what a score must be, and what it lets somebody say she can do."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

NEW_WEEKS = 6
"""A check counts as news for the learner this long."""


@dataclass(frozen=True, slots=True)
class Scale:
    """The points of a check. `reached` is where the level counts as shown, `standard_error` what is assumed if not given."""

    key: str
    lowest: float
    highest: float
    standard_error: float
    reached: float


POINTS = Scale("points_100", 0, 100, 4.0, 60)
"""A centre's own checks of 0 to 100 points. The error of 4 points and the mark of 60 are assumptions of this product:
a test with published figures brings its own."""

SCALES: Mapping[str, Scale] = MappingProxyType({POINTS.key: POINTS})


def off_the_scale(scale: Scale, score: float) -> bool:
    """Whether a score cannot be."""
    return not scale.lowest <= score <= scale.highest


def level_shown(scale: Scale, score: float) -> bool:
    """Whether a score shows the level that was checked."""
    return score >= scale.reached


def is_new(checked_on: date, today: date) -> bool:
    """Whether a check is recent enough to be told as news."""
    return today - checked_on <= timedelta(weeks=NEW_WEEKS)
