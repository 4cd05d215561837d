"""Simulation: the engine keeps its word on learners whose ability is known."""

import numpy as np

from placement.domain import simulation, sitting
from placement.domain.cut_scores import LANGUAGE_CUTS
from placement.domain.irt import Parameters
from placement.domain.selection import SelectionRules
from placement.domain.stopping import StopRules


def test_the_engine_delivers_what_it_claims_with_few_items() -> None:
    generator = np.random.default_rng(11)
    engine = sitting.engine(
        "reading",
        simulation.generated_bank(300, generator),
        LANGUAGE_CUTS,
        stop_rules=StopRules(price=0.012, min_items=3, max_items=50),
        selection_rules=SelectionRules(randomesque=1),
    )
    found = simulation.simulate(engine, generator.normal(size=250), 1)
    assert found.items < 16
    assert found.accuracy > 0.62
    assert abs(found.claimed - found.accuracy) < 0.06
    assert found.rmse < 0.5


def test_the_generated_bank_is_the_one_described() -> None:
    bank = simulation.generated_bank(300, np.random.default_rng(1))
    a, b, c = (np.array([getattr(item.parameters, name) for item in bank]) for name in "abc")
    assert (a.min() >= 0.6, a.max() <= 3.0) == (True, True)
    assert abs(np.median(a) - 1.4) < 0.15
    assert (b.min() >= -2.4, b.max() <= 2.8) == (True, True)
    assert abs(c.mean() - 0.2) < 0.02


def test_able_learners_answer_right_and_others_guess() -> None:
    generator = np.random.default_rng(1)
    item = Parameters(2.0, 0.0, 0.25)
    able, guessing = (np.mean([simulation.respond(item, theta, generator) for _ in range(400)]) for theta in (3, -4))
    assert able > 0.95
    assert 0.17 < guessing < 0.33
