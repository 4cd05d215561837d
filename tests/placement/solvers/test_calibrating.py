"""Calibrating by mirt and by ourselves: the same likelihood and numbers, held or free, here and in a process of its own."""

from importlib.metadata import version

import numpy as np
import pytest

from placement.domain import irt
from placement.domain.calibration import MISSING, Answers, Curve, Model
from placement.solvers import apart, calibrating
from placement.solvers.calibrating import Backend, Task

ITEMS = 8
NAMES = tuple(f"i{place}" for place in range(ITEMS))
B = np.linspace(-1.5, 1.5, ITEMS)
HELD = {name: Curve(1.3, float(b), 0.2) for name, b in zip(NAMES[:5], B, strict=False)}


def drawn(c: float = 0.0, mean: float = 0.0) -> Answers:
    rng = np.random.default_rng(5)
    theta = mean + rng.standard_normal((500, 1))
    right = rng.random((500, ITEMS)) < irt.probability(theta, np.full(ITEMS, 1.3), B, c)
    return np.where(rng.random(right.shape) < 0.1, MISSING, right).astype(np.int8)


def plain(anchors: dict[str, Curve]) -> dict[str, Curve]:
    return {name: Curve(one.a, one.b) for name, one in anchors.items()}


@pytest.mark.parametrize(
    ("answers", "model", "anchors", "near"),
    [
        (drawn(), Model.ONE, {}, 0.02),
        (drawn(), Model.TWO, {}, 0.05),
        (drawn(mean=0.5), Model.TWO, plain(HELD), 0.05),
        (drawn(mean=0.5), Model.ONE, plain(HELD), 0.02),
        (drawn(0.2, mean=0.5), Model.TWO, HELD, 0.05),
        (drawn(0.2, mean=0.5), Model.THREE, HELD, 0.1),
    ],
)
def test_mirt_and_we_ourselves_find_the_same(
    answers: Answers, model: Model, anchors: dict[str, Curve], near: float
) -> None:
    by_mirt, ours = (calibrating.calibrate(answers, NAMES, model, anchors, one) for one in Backend)
    assert by_mirt.converged
    assert by_mirt.log_likelihood == pytest.approx(ours.log_likelihood, abs=0.05)
    assert [one.curve.b for one in by_mirt.items] == pytest.approx([one.curve.b for one in ours.items], abs=near)
    assert by_mirt.population.mean == pytest.approx(ours.population.mean, abs=0.02)
    assert [one.curve for one in by_mirt.items if one.anchor] == list(anchors.values())


def test_numbers_say_who_made_them_and_how() -> None:
    assert calibrating.usual() is Backend.MIRT
    free, held = (calibrating.estimator(Backend.MIRT, drawn(), Model.THREE, anchors) for anchors in ({}, HELD))
    assert (free.name, free.version) == ("mirt", version("mirt"))
    assert free.settings["acceleration"] == "squarem"
    assert "acceleration" not in held.settings
    assert calibrating.estimator(Backend.ONWARD, drawn(), Model.TWO, {}).version == version("onward")
    assert free.settings["guessing_prior"] == [5.0, 17.0]


def test_a_process_of_its_own_finds_the_same_and_tells_how_far_it_is() -> None:
    tasks = [Task(drawn(), NAMES, Model.TWO, {}), Task(drawn(0.2), NAMES, Model.THREE, HELD)]
    told: list[int] = []
    found = apart.measured(tasks, Backend.ONWARD, lambda: False, told.append)
    assert found is not None
    assert told == [0, 1]
    for one, task in zip(found, tasks, strict=True):
        here = calibrating.measured(task, Backend.ONWARD)
        assert [each.curve.b for each in one.calibration.items] == pytest.approx(
            [each.curve.b for each in here.calibration.items], abs=1e-9
        )
        assert one.estimator == here.estimator


def test_a_process_that_is_stopped_keeps_nothing_and_one_that_breaks_is_said() -> None:
    task = Task(drawn(), NAMES, Model.TWO, {})
    assert apart.measured([task], Backend.MIRT, lambda: True, lambda at: None) is None
    with pytest.raises(apart.Broken):
        apart.measured(
            [Task(drawn(), ("only one name",), Model.TWO, {})], Backend.ONWARD, lambda: False, lambda at: None
        )
    assert apart.measured([], Backend.MIRT, lambda: True, lambda at: None) == []
