"""The battery: when a test of learning pace is worth its time."""

from typing import Any

import pytest

from lms.kernel.vocabulary import LEVELS, Level, Skill
from placement.domain import battery
from placement.domain.cut_scores import LANGUAGE_CUTS
from placement.domain.estimation import Posterior, Prior, grid, prior_mass
from placement.domain.joint import PACE_CUTS
from placement.domain.literacy import FactSource, LiteracyProfile
from placement.domain.sorter import Background, Evidence, SkillFinding

READS_LATIN = LiteracyProfile(0.01, 0.02, 0.97, "4", "4", FactSource.SCREENER)
NO_SCRIPT = LiteracyProfile(0.95, 0.04, 0.01, "1", "1", FactSource.SCREENER)


def evidence(letters: LiteracyProfile = READS_LATIN, pace: Posterior | None = None, **known: Any) -> Evidence:
    bands = {each.value: 0.9 if each is Level.A2 else 0.02 for each in LEVELS}
    listening = SkillFinding(Skill.LISTENING, bands, LANGUAGE_CUTS.middle(Level.A2))
    return Evidence(letters, (listening,), Background(**known), pace)


def test_the_pace_test_is_offered_where_the_fast_track_is_open() -> None:
    assert battery.pace_is_open(evidence(schooling_years=14))


@pytest.mark.parametrize(
    ("letters", "known"),
    [
        (NO_SCRIPT, {"schooling_years": 14}),
        (READS_LATIN, {"schooling_years": 2, "study_habit": 0, "digital_skill": 0, "other_languages": 0}),
    ],
    ids=["letters come first", "hardly fast"],
)
def test_it_is_not_offered_where_it_would_change_nothing(letters: LiteracyProfile, known: dict[str, Any]) -> None:
    assert not battery.pace_is_open(evidence(letters, **known))


def test_nobody_takes_it_twice() -> None:
    taken = Posterior(grid(PACE_CUTS), prior_mass(PACE_CUTS, Prior(0.9, 0.6)))
    assert not battery.pace_is_open(evidence(pace=taken, schooling_years=14))


def test_knowing_more_is_never_worth_less_than_nothing() -> None:
    for years in range(0, 19, 3):
        for goal in (False, True):
            assert battery.value_of_pace_test(evidence(schooling_years=years, vocational_goal=goal)) >= 0
