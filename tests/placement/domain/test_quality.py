"""Quality in figures: error by band, decisions at cuts, what was claimed against what came true, and the life of an item."""

import math

import numpy as np
import pytest

from placement.domain import item_life, quality
from placement.domain.calibration import Curve
from placement.domain.estimation import Prior
from placement.domain.irt import Parameters
from placement.domain.item_bank import PoolItem
from placement.domain.quality import Found
from placement.domain.sitting import Asked, Mode, Sitting

SURE, UNSURE = Found((0.9, 0.1, 0.0), -1.0, 0.3), Found((0.2, 0.5, 0.3), 0.2, 0.5)


def test_error_is_told_for_each_band_alone() -> None:
    assert quality.error_by_band([SURE, SURE, UNSURE]) == {0: (2, 0.3), 1: (1, 0.5)}


def test_a_decision_at_a_cut_is_surer_than_one_between_all_bands() -> None:
    found = [SURE, UNSURE] * 10
    whole, cuts = quality.of_bands(found), quality.of_cuts(found)
    assert whole is not None
    assert whole.accuracy == pytest.approx(0.7)
    assert whole.consistency == pytest.approx((0.82 + 0.38) / 2)
    assert [round(cut.accuracy, 3) for cut in cuts if cut] == [0.85, 0.85]


def test_with_few_people_nothing_is_claimed() -> None:
    assert quality.of_bands([SURE] * 19) is None
    assert quality.reliability([SURE] * 19) is None
    assert quality.claimed_against_actual([(0.9, True)] * 19) == []


def test_reliability_is_the_share_of_the_spread_that_is_no_error() -> None:
    found = [Found((1.0,), theta, 0.5) for theta in (-1.0, 1.0) * 10]
    assert quality.reliability(found) == pytest.approx(1 / 1.25)


def test_what_was_claimed_stands_against_what_came_true_with_an_interval() -> None:
    [held] = quality.claimed_against_actual([(0.9, at < 30) for at in range(40)])
    assert (held.people, held.right) == (40, 0.75)
    assert held.claimed == pytest.approx(0.9)
    assert held.low < 0.75 < held.high < 0.9


def test_a_share_of_none_has_an_interval_above_nothing() -> None:
    low, high = quality.wilson(0, 20)
    assert low == 0.0
    assert 0.1 < high < 0.2


# --- items -----------------------------------------------------------------------------------------------------------


def item(key: str, b: float = 0.0) -> PoolItem:
    return PoolItem(key, Parameters(a=1.2, b=b, c=0.0, steps=(), sd_b=0.1, sd_log_a=0.1))


def sitting(scores: dict[str, int], on_trial: str = "") -> Sitting:
    asked = tuple(Asked(item(key), score, counts=key != on_trial) for key, score in scores.items())
    return Sitting("reading", Mode.MEASURE, "", 1, Prior(), asked)


def test_what_is_expected_of_an_answer_follows_from_the_other_answers() -> None:
    [one, *_rest] = item_life.showings(sitting({"x": 0, "a": 1, "b": 1, "c": 1}), 0.0)
    [other, *_rest] = item_life.showings(sitting({"x": 1, "a": 1, "b": 1, "c": 1}), 0.0)
    assert one.expected == pytest.approx(other.expected)
    assert one.expected > 0.6


def test_an_item_on_trial_says_nothing_about_the_others() -> None:
    with_trial = {one.item: one.expected for one in item_life.showings(sitting({"x": 0, "a": 1, "b": 1}, "x"), 0.0)}
    without = {one.item: one.expected for one in item_life.showings(sitting({"a": 1, "b": 1}), 0.0)}
    assert with_trial["a"] == pytest.approx(without["a"])


def test_an_item_that_becomes_harder_drifts() -> None:
    chance, shown = np.random.default_rng(5), []
    for at in range(300):
        theta = chance.normal()
        scores = {f"i{n}": int(chance.random() < 1 / (1 + math.exp(-1.2 * theta))) for n in range(8)}
        scores["old"] = int(chance.random() < 1 / (1 + math.exp(-1.2 * (theta - (0.0 if at < 150 else 1.8)))))
        shown += item_life.showings(sitting(scores), float(at))
    found = {one.item: one for one in item_life.figures(shown)}
    assert "drifts" in found["old"].notes
    assert found["old"].drift is not None
    assert found["old"].drift < -0.15
    assert not any("drifts" in found[f"i{n}"].notes for n in range(8))


def test_of_an_item_with_few_answers_only_their_number_is_told() -> None:
    [one] = item_life.figures(item_life.showings(sitting({"a": 1}), 0.0))
    assert (one.answers, one.right, one.notes) == (1, None, ())


def test_a_free_calibration_is_put_on_the_scale_that_stood_before() -> None:
    found = {"x": Curve(1.0, -1.0), "y": Curve(1.0, 1.0), "z": Curve(2.0, 0.0)}
    linked = item_life.linked(found, {"x": -0.5, "y": 1.5, "z": 0.5})
    assert [round(one.b, 6) for one in linked.values()] == [-0.5, 1.5, 0.5]
    assert linked["z"].a == pytest.approx(2.0)


def test_overlap_is_the_share_of_questions_that_two_people_have_in_common() -> None:
    assert item_life.overlap({"a": 10, "b": 10}, 10) == pytest.approx(1.0)
    assert item_life.overlap({"a": 1}, 1) is None
    assert item_life.overlap({str(at): 1 for at in range(10)}, 10) == 0.0
