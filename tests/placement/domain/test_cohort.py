"""Cohort: many learners at once are tested just as one learner is, and the rules hold for all of them."""

import numpy as np
import pytest

from placement.domain import cohort, estimation, selection, sitting, study
from placement.domain.chance import Draw
from placement.domain.cohort import Design
from placement.domain.cut_scores import LANGUAGE_CUTS
from placement.domain.exposure import Exposure, Tally
from placement.domain.selection import SelectionRules
from placement.domain.simulation import STEPS, as_model, generated_bank
from placement.domain.stopping import StopRules
from tests.placement.domain import pools

QUOTAS = dict.fromkeys(pools.AREAS, 1.0)


@pytest.mark.parametrize("quotas", [{}, QUOTAS, {"home": 3.0, "work": 1.0}], ids=["free", "even", "uneven"])
def test_one_sitting_and_the_cohort_ask_the_same_items_for_the_same_answers(quotas: dict[str, float]) -> None:
    theta = np.random.default_rng(3).normal(size=12)
    scores = study.drawn_scores(pools.pool(), theta, np.random.default_rng(4))
    rules = SelectionRules(quotas, randomesque=1)
    trace = cohort.sit(Design(pools.table(), LANGUAGE_CUTS, rules, 12), scores, np.random.default_rng(1))
    engine = sitting.engine("x", pools.pool(), LANGUAGE_CUTS, stop_rules=StopRules(0.0, 12, 12), selection_rules=rules)
    for learner in range(len(theta)):
        now = sitting.start(engine, seed=learner)
        while now.pending is not None:
            now = sitting.answer(engine, now, now.pending, int(scores[learner, engine.table.index[now.pending]]))
        assert [engine.table.index[each.item.key] for each in now.asked] == trace.items[learner].tolist()
        ended = trace.moments.after(12)
        assert sitting.posterior(engine, now).mean == pytest.approx(ended.mean[learner], abs=1e-6)
        assert sitting.posterior(engine, now).bands == pytest.approx(ended.bands[learner], abs=1e-6)


def test_the_cap_holds_to_the_very_item_where_many_sit_together() -> None:
    scores = study.drawn_scores(pools.pool(), np.random.default_rng(3).normal(size=400), np.random.default_rng(4))
    design = Design(pools.table(), LANGUAGE_CUTS, SelectionRules(QUOTAS, 1, 0.4), 8)
    trace = cohort.sit(design, scores, np.random.default_rng(1))
    shown = np.bincount(trace.items.ravel(), minlength=60)
    assert shown.max() <= 0.4 * 400
    assert all(len(set(row)) == 8 for row in trace.items.tolist())


def test_capped_items_give_way_to_good_ones_and_not_to_the_worst() -> None:
    scores = study.drawn_scores(pools.pool(), np.random.default_rng(3).normal(size=400), np.random.default_rng(4))
    worth = []
    for cap in (1.0, 0.4):
        design = Design(pools.table(), LANGUAGE_CUTS, SelectionRules(randomesque=1, exposure_cap=cap), 6)
        trace = cohort.sit(design, scores, np.random.default_rng(1))
        worth.append(float(trace.moments.after(6).sd.mean()))
    by_chance = np.array([np.random.default_rng(n).permutation(60)[:6] for n in range(400)])
    drawn = [
        estimation.estimate(
            pools.table(), [(pools.pool()[at], int(scores[n, at])) for at in row], estimation.Prior()
        ).sd
        for n, row in enumerate(by_chance.tolist())
    ]
    assert worth[0] <= worth[1] < float(np.mean(drawn))


def test_whoever_has_stopped_is_asked_no_more() -> None:
    scores = study.drawn_scores(pools.pool(), np.zeros(30), np.random.default_rng(4))
    design = Design(pools.table(), LANGUAGE_CUTS, SelectionRules(randomesque=1), 10)
    free = cohort.sit(design, scores, np.random.default_rng(1))
    trace = cohort.sit(
        design, scores, np.random.default_rng(1), stop=lambda asked, now: (asked >= 4) & (now.mean > 0) | (asked >= 6)
    )
    above = free.moments.mean > 0
    assert trace.lengths.tolist() == np.where(above[:, 4], 4, np.where(above[:, 5], 5, 6)).tolist()
    assert {4, 6} <= set(trace.lengths.tolist())
    assert (trace.moments.after(10).sd == trace.moments.at(trace.lengths).sd).all()
    assert trace.moments.at(trace.lengths).sd == pytest.approx(free.moments.at(trace.lengths).sd)


def test_with_a_cap_learners_are_asked_as_if_each_came_after_the_one_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cohort, "TOGETHER", 1)
    scores = study.drawn_scores(pools.pool(), np.random.default_rng(3).normal(size=40), np.random.default_rng(4))
    rules, prices = SelectionRules(QUOTAS, 1, 0.3), np.linspace(0.0, 0.4, 60)
    trace = cohort.sit(Design(pools.table(), LANGUAGE_CUTS, rules, 9, prices=prices), scores, np.random.default_rng(1))
    asked = Tally(pools.table().index)
    for learner, row in enumerate(trace.items.tolist()):
        seen: list[str] = []
        for at in row:
            belief = estimation.estimate(
                pools.table(),
                [(pools.table().items[place], int(scores[learner, place])) for place in row[: len(seen)]],
                estimation.Prior(),
            )
            exposure = Exposure(learner + 1, asked)
            key = selection.next_item(
                pools.table(), belief, seen, rules, exposure, Draw(1, 1), decision=LANGUAGE_CUTS, prices=prices
            )
            assert key is not None
            assert key == pools.table().items[at].key
            seen.append(key)
            asked.add(key)


def test_points_are_scored_in_a_cohort_as_in_a_sitting() -> None:
    bank = tuple(
        type(item)(item.key, as_model(item.parameters, "gpcm")) for item in generated_bank(20, np.random.default_rng(2))
    )
    scores = study.drawn_scores(bank, np.linspace(-2, 2, 200), np.random.default_rng(4))
    assert set(np.unique(scores)) == set(range(len(STEPS) + 1))
    assert scores[150:].mean() > scores[:50].mean() + 1
    table = estimation.tabulate(bank, LANGUAGE_CUTS)
    trace = cohort.sit(Design(table, LANGUAGE_CUTS, SelectionRules(randomesque=1), 6), scores, np.random.default_rng(1))
    answers = [(bank[at], int(scores[7, at])) for at in trace.items[7].tolist()]
    assert estimation.estimate(table, answers, estimation.Prior()).mean == pytest.approx(trace.moments.mean[7, 6])
