"""Item response theory against values worked out by hand and against its own calculus."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from placement.domain import irt
from placement.domain.irt import Parameters

THETA = np.linspace(-3, 3, 25)


def test_a_person_at_the_difficulty_knows_half_and_guesses_the_rest() -> None:
    assert irt.probability(np.array(0.4), 1.3, 0.4, c=0.2) == pytest.approx(0.6)


def test_information_of_a_2pl_item_at_its_difficulty_is_a_quarter_of_a_squared() -> None:
    assert irt.information(np.array([0.5]), 1.6, 0.5)[0] == pytest.approx(1.6**2 / 4)


def test_guessing_takes_information_away() -> None:
    assert np.all(irt.information(THETA, 1.2, 0.0, c=0.25) < irt.information(THETA, 1.2, 0.0))


def test_gpcm_with_one_step_is_the_2pl() -> None:
    chances = irt.category_probabilities(THETA, 1.4, np.array([0.3]))
    assert chances[:, 1] == pytest.approx(irt.probability(THETA, 1.4, 0.3))


@settings(deadline=None, max_examples=50)
@given(
    a=st.floats(0.4, 3),
    b=st.floats(-2, 2),
    c=st.floats(0, 0.4),
    steps=st.lists(st.floats(-2, 2), max_size=3),
    sd_b=st.sampled_from([0.0, 0.38]),
)
def test_chances_of_all_scores_add_up_to_one(a: float, b: float, c: float, steps: list[float], sd_b: float) -> None:
    chances, slopes = irt.score_curves(THETA, Parameters(a, b, c, steps=tuple(steps), sd_b=sd_b, sd_log_a=sd_b))
    assert chances.sum(axis=0) == pytest.approx(1.0)
    assert slopes.sum(axis=0) == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize("item", [Parameters(1.3, 0.2, 0.2), Parameters(1.1, 0.0, steps=(-0.5, 0.6), sd_b=0.4)])
def test_slopes_are_the_derivative_of_the_curves(item: Parameters) -> None:
    step = 1e-5
    _, slopes = irt.score_curves(THETA, item)
    higher, lower = irt.score_curves(THETA + step, item)[0], irt.score_curves(THETA - step, item)[0]
    assert slopes == pytest.approx((higher - lower) / (2 * step), abs=1e-6)


@pytest.mark.parametrize("sure", [Parameters(1.5, 0.0, 0.2), Parameters(1.5, 0.0, steps=(-0.4, 0.4))])
def test_an_item_known_less_well_tells_less(sure: Parameters) -> None:
    unsure = Parameters(sure.a, sure.b, sure.c, steps=sure.steps, sd_b=0.38)
    at_difficulty = [irt.curve_information(*irt.score_curves(np.array([0.3]), item))[0] for item in (sure, unsure)]
    assert at_difficulty[1] < at_difficulty[0]
