"""Levels from a talk: most sure of the level given, never of a far one."""

import pytest

from lms.kernel.vocabulary import LEVELS, Level, Skill
from placement.domain import battery
from placement.domain.cut_scores import LANGUAGE_CUTS


@pytest.mark.parametrize("level", LEVELS)
def test_a_given_level_is_the_most_likely_one_and_may_be_one_off(level: Level) -> None:
    found = battery.given_by_teacher(Skill.LISTENING, level)
    assert found.level is level
    assert sum(found.bands.values()) == pytest.approx(1)
    likely = {Level(band) for band, share in found.bands.items() if share}
    assert likely == {other for other in LEVELS if abs(other.rank - level.rank) <= 1}
    assert LANGUAGE_CUTS.band_at(found.theta) == level
