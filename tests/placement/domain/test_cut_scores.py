"""Cut scores: bands, their middles, and the cuts that a decision needs."""

import pytest

from placement.domain.cut_scores import LANGUAGE_CUTS, CutScores


@pytest.mark.parametrize(("theta", "band"), [(-2.0, "pre_a1"), (-1.07, "a1"), (0.0, "a2"), (1.785, "b2"), (2.0, "c1")])
def test_an_ability_lies_in_its_band_and_a_cut_belongs_to_the_upper_one(theta: float, band: str) -> None:
    assert LANGUAGE_CUTS.band_at(theta) == band


def test_the_middle_of_every_band_lies_in_it() -> None:
    assert [LANGUAGE_CUTS.band_at(LANGUAGE_CUTS.middle(band)) for band in LANGUAGE_CUTS.bands] == [*LANGUAGE_CUTS.bands]


def test_a_track_decision_keeps_only_the_cuts_it_needs() -> None:
    assert LANGUAGE_CUTS.only(("a2", "b2")) == CutScores(("pre_a1", "a2", "b2"), (-0.357, 1.07))


def test_a_band_begins_at_its_lower_cut_and_the_lowest_nowhere() -> None:
    assert LANGUAGE_CUTS.lower_edge("a2") == -0.357
    assert LANGUAGE_CUTS.lower_edge("pre_a1") == float("-inf")


@pytest.mark.parametrize("cuts", [(0.0,), (1.0, 0.0), (0.5, 0.5)])
def test_cuts_that_do_not_rise_or_do_not_match_are_refused(cuts: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="cuts must rise"):
        CutScores(("low", "middle", "high"), cuts)
