"""Calibration: parameters come back from drawn answers with honest errors, anchors hold the scale, bad answers are named."""

from dataclasses import replace

import numpy as np
import pytest

from placement.domain import calibration, irt
from placement.domain.calibration import Answers, Calibration, Curve, Model
from placement.domain.irt import Array

ITEMS = 20
NAMES = tuple(f"i{place}" for place in range(ITEMS))
RNG = np.random.default_rng(7)
A: Array = np.exp(RNG.normal(np.log(1.3), 0.3, ITEMS))
B: Array = np.linspace(-2.0, 2.0, ITEMS)


def drawn(
    people: int = 1500, *, a: Array = A, c: float = 0.0, mean: float = 0.0, sd: float = 1.0, missing: float = 0.0
) -> Answers:
    """Answers of people with these abilities; some questions are not asked."""
    rng = np.random.default_rng(11)
    theta = mean + sd * rng.standard_normal(people)
    right = rng.random((people, ITEMS)) < irt.probability(theta[:, None], a, B, c)
    return np.where(rng.random(right.shape) < missing, calibration.MISSING, right).astype(np.int8)


def away(found: Calibration, a: Array = A) -> tuple[float, float]:
    """Mean squared distance from the truth in standard errors, of a and b: about 1 when the errors are honest."""
    items = [(one, a[place], B[place]) for place, one in enumerate(found.items) if not one.anchor]
    by_a = [((one.curve.a - true) / (one.se_a or np.nan)) ** 2 for one, true, _ in items]
    by_b = [((one.curve.b - true) / (one.se_b or np.nan)) ** 2 for one, _, true in items]
    return float(np.mean(by_a)), float(np.mean(by_b))


def test_parameters_come_back_with_errors_that_are_neither_too_small_nor_too_large() -> None:
    found = calibration.calibrate(drawn(), NAMES, Model.TWO)
    assert found.converged
    assert np.corrcoef([one.curve.b for one in found.items], B)[0, 1] > 0.99
    assert all(0.3 < size < 2.0 for size in away(found))


def test_questions_that_were_not_asked_say_nothing_and_cost_certainty() -> None:
    whole = calibration.calibrate(drawn(), NAMES, Model.TWO)
    gaps = calibration.calibrate(drawn(missing=0.4), NAMES, Model.TWO)
    assert all(0.3 < size < 2.0 for size in away(gaps))
    assert gaps.items[9].people < whole.items[9].people
    assert (gaps.items[9].se_b or 0) > (whole.items[9].se_b or 1)


def test_in_the_1pl_all_items_share_one_slope() -> None:
    found = calibration.calibrate(drawn(a=np.full(ITEMS, 1.4)), NAMES, Model.ONE)
    assert len({round(one.curve.a, 9) for one in found.items}) == 1
    assert found.items[0].curve.a == pytest.approx(1.4, abs=0.1)
    assert len({one.se_a for one in found.items}) == 1


def test_guessing_is_found_where_people_guess() -> None:
    found = calibration.calibrate(drawn(c=0.25), NAMES, Model.THREE)
    assert found.converged
    hard = [one for one in found.items if one.curve.b > 0.5]
    assert float(np.mean([one.curve.c for one in hard])) == pytest.approx(0.25, abs=0.04)
    assert all(one.se_c is not None and 0 < one.se_c < 0.15 for one in found.items)


def test_a_step_that_would_lead_past_the_top_is_made_shorter() -> None:
    # Steep items that many guess right are where plain scoring steps go to and fro for ever.
    found = calibration.calibrate(drawn(400, a=np.full(ITEMS, 3.5), c=0.3), NAMES, Model.THREE)
    assert found.converged


def test_anchors_keep_their_parameters_and_the_people_get_their_own_mean_and_spread() -> None:
    anchors = {NAMES[place]: Curve(float(A[place]), float(B[place])) for place in range(0, ITEMS, 2)}
    found = calibration.calibrate(drawn(mean=0.6, sd=0.8), NAMES, Model.TWO, anchors)
    assert [one.curve for one in found.items if one.anchor] == list(anchors.values())
    assert {one.se_b for one in found.items if one.anchor} == {0.0}
    assert found.population.mean == pytest.approx(0.6, abs=0.08)
    assert found.population.sd == pytest.approx(0.8, abs=0.08)
    assert all(0.2 < size < 2.2 for size in away(found))


def test_in_the_1pl_new_items_take_the_slope_of_the_anchors() -> None:
    anchors = {NAMES[place]: Curve(1.4, float(B[place])) for place in range(8)}
    found = calibration.calibrate(drawn(a=np.full(ITEMS, 1.4), sd=0.7), NAMES, Model.ONE, anchors)
    assert {one.curve.a for one in found.items} == {1.4}
    assert found.population.sd == pytest.approx(0.7, abs=0.08)


def test_errors_are_those_of_the_curvature_of_the_likelihood() -> None:
    """Louis' identity against second differences of the marginal likelihood itself, on a short test."""
    answers, names = drawn(300)[:, 5:9], NAMES[5:9]
    fit = calibration.fitted(answers, names, Model.TWO, {})
    found = calibration.concluded(answers, names, Model.TWO, fit, {})

    def at(shift: Array) -> float:
        moved = fit.working.copy()
        moved[:, :2] += shift.reshape(4, 2)
        return calibration.log_likelihood(answers, replace(fit, working=moved))

    step, one = 1e-2, np.eye(8)
    bend = np.array(
        [
            [
                sum(s * t * at(step * (s * one[i] + t * one[j])) for s in (1, -1) for t in (1, -1)) / (4 * step**2)
                for j in range(8)
            ]
            for i in range(8)
        ]
    )
    errors = np.sqrt(np.diag(np.linalg.inv(-bend)))
    assert [item.se_a for item in found.items] == pytest.approx(list(errors[0::2]), rel=0.02)


@pytest.mark.parametrize(
    ("answers", "anchors", "model", "code"),
    [
        (drawn(99), {}, Model.TWO, "too_few_people"),
        (np.where(np.arange(ITEMS) == 3, 1, drawn(200)), {}, Model.TWO, "all_answers_alike"),
        (
            np.where(np.arange(200)[:, None] > 40, np.where(np.arange(ITEMS) == 3, -1, 1), drawn(200)),
            {},
            Model.TWO,
            "too_few_answers",
        ),
        (drawn(200), {"i1": Curve(1, 0)}, Model.TWO, "too_few_anchors"),
        (drawn(200), {"i1": Curve(1, 0), "x": Curve(1, 0)}, Model.TWO, "anchor_without_answers"),
        (drawn(200), {"i1": Curve(1, 0), "i2": Curve(2, 0)}, Model.ONE, "anchors_of_several_slopes"),
        (drawn(200), {name: Curve(1, 0) for name in NAMES}, Model.TWO, "only_anchors"),
    ],
)
def test_answers_that_say_nothing_are_named(
    answers: Answers, anchors: dict[str, Curve], model: Model, code: str
) -> None:
    wrong = calibration.unfit(answers, NAMES, model, anchors)
    assert wrong is not None
    assert wrong.code == code
    assert calibration.unfit(drawn(200), NAMES, Model.TWO, {}) is None
