"""Stopping: never too early, never too late, and only while one more item is worth its price."""

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from placement.domain import cohort, estimation, practice, sitting, stopping
from placement.domain.cohort import Design
from placement.domain.cut_scores import LANGUAGE_CUTS, CutScores
from placement.domain.estimation import Posterior, Prior
from placement.domain.irt import Parameters
from placement.domain.item_bank import PoolItem
from placement.domain.selection import SelectionRules
from placement.domain.stopping import StopReason, StopRules, StopTable
from tests.placement.domain import pools

RULES = StopRules(price=0.006, min_items=4, max_items=25, seconds=600)


def belief(mean: float, sd: float) -> Posterior:
    return Posterior(estimation.grid(LANGUAGE_CUTS), estimation.prior_mass(LANGUAGE_CUTS, Prior(mean, sd)))


def stop_table(rules: StopRules, decision: CutScores = LANGUAGE_CUTS, learners: int = practice.LEARNERS) -> StopTable:
    design = Design(pools.table(), decision, SelectionRules(randomesque=1), rules.max_items)
    return practice.practise(design, rules, learners).stop_table


@pytest.fixture(scope="module")
def table() -> StopTable:
    return stop_table(RULES)


def test_a_clear_case_stops_and_an_open_one_goes_on(table: StopTable) -> None:
    middle_of_a2 = LANGUAGE_CUTS.middle("a2")
    assert not stopping.worth_going_on(belief(middle_of_a2, 0.1), 10, table)
    assert stopping.worth_going_on(belief(middle_of_a2, 0.6), 10, table)


def test_nobody_is_kept_by_items_that_could_not_tell() -> None:
    only_easy = tuple(PoolItem(str(n), Parameters(1.0, -3.5)) for n in range(30))
    weak = sitting.engine("listening", only_easy, LANGUAGE_CUTS, stop_rules=RULES)
    now = sitting.start(weak, seed=1)
    while now.pending is not None:
        now = sitting.answer(weak, now, now.pending, 1)
    assert now.reason is StopReason.SURE_ENOUGH
    assert len(now.answers) == RULES.min_items


def test_an_open_case_goes_on_where_the_items_can_tell(table: StopTable) -> None:
    nobody_knows = belief(0.0, 0.9)
    assert stopping.worth_going_on(nobody_knows, RULES.min_items, table)


def test_the_dearer_an_item_the_shorter_the_tests() -> None:
    design = Design(pools.table(), LANGUAGE_CUTS, SelectionRules(randomesque=1), 25)
    rehearsal, scores = stopping.rehearse(design, 300), stopping.expected_scores(design, 60, np.random.default_rng(5))
    lengths = []
    for price in (0.001, 0.006, 0.03):
        stop = _unless_worth(stopping.learned(rehearsal, StopRules(price)))
        ended = cohort.sit(design, scores, np.random.default_rng(1), stop=stop)
        lengths.append(ended.lengths.mean())
    assert lengths[0] > lengths[1] > lengths[2]


def _unless_worth(table: StopTable) -> cohort.Stop:
    return lambda asked, now: ~table.worth(asked, now)


def test_going_on_is_never_worth_it_when_an_item_costs_as_much_as_a_wrong_band() -> None:
    dear = stop_table(StopRules(price=1.0, min_items=1), learners=200)
    for asked in (1, 8, 20):
        assert not stopping.worth_going_on(belief(0.0, 0.9), asked, dear)


@settings(max_examples=40, deadline=None)
@given(st.floats(-2.5, 2.5), st.floats(0.05, 1.1), st.integers(4, 24))
def test_going_on_never_costs_less_than_one_item(mean: float, sd: float, asked: int) -> None:
    found = belief(mean, sd)
    rules = stopping.StopRules(price=0.05)
    if 1 - found.probability <= rules.price:
        assert not stopping.worth_going_on(found, asked, _dear_table())


@cache
def _dear_table() -> StopTable:
    return stop_table(StopRules(price=0.05), learners=200)


def test_sorting_at_one_cut_cares_only_about_that_cut() -> None:
    at_a2 = stop_table(RULES, LANGUAGE_CUTS.only(("a2",)))
    on_another_cut = belief(1.07, 0.35)
    assert not stopping.worth_going_on(on_another_cut, 8, at_a2)
    assert stopping.worth_going_on(belief(-0.357, 0.35), 8, at_a2)


def test_before_the_shortest_length_nothing_stops_but_a_lack_of_items(table: StopTable) -> None:
    clear = belief(LANGUAGE_CUTS.middle("a2"), 0.05)
    assert stopping.reason_to_stop(clear, 3, 900, 10, RULES, table) is None
    assert stopping.reason_to_stop(clear, 3, 0, 0, RULES, table) is StopReason.NO_ITEMS


def test_after_the_shortest_length_a_clear_case_ends_sure_enough(table: StopTable) -> None:
    clear = belief(LANGUAGE_CUTS.middle("a2"), 0.05)
    assert stopping.reason_to_stop(clear, 4, 0, 10, RULES, table) is StopReason.SURE_ENOUGH


def test_the_longest_length_ends_even_an_open_case(table: StopTable) -> None:
    assert stopping.reason_to_stop(belief(0, 0.9), 25, 0, 10, RULES, table) is StopReason.LONGEST


def test_the_time_budget_ends_an_open_case(table: StopTable) -> None:
    assert stopping.reason_to_stop(belief(0, 0.9), 6, 600, 10, RULES, table) is StopReason.TIME
    assert stopping.reason_to_stop(belief(0, 0.9), 6, 599, 10, RULES, table) is None


def test_the_loss_of_deciding_now_is_the_chance_of_the_wrong_band() -> None:
    cells = estimation.grid(LANGUAGE_CUTS)
    many = np.stack([estimation.prior_mass(LANGUAGE_CUTS, Prior(mean, 0.4)) for mean in (-1.0, 0.0, 1.3)])
    design = Design(pools.table(), LANGUAGE_CUTS, SelectionRules(), 25)
    found = cohort.moments(design, many)
    assert found.loss == pytest.approx([1 - Posterior(cells, mass).probability for mass in many])
    assert found.sd == pytest.approx([Posterior(cells, mass).sd for mass in many])


def test_rehearsed_learners_answer_as_the_item_table_says() -> None:
    design = Design(pools.table(), LANGUAGE_CUTS, SelectionRules(), 25)
    drawn = stopping.expected_scores(design, 4000, np.random.default_rng(2))
    expected = pools.table().chances[:, 1] @ estimation.prior_mass(LANGUAGE_CUTS, Prior())
    assert drawn.mean(axis=0) == pytest.approx(expected, abs=0.04)


@pytest.mark.parametrize("wrong", [{"min_items": 0}, {"min_items": 9, "max_items": 8}, {"price": -1.0}])
def test_rules_that_make_no_sense_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="min_items"):
        StopRules(**wrong)  # type: ignore[arg-type]


def test_one_learner_in_plain_numbers_stops_where_many_at_once_do(table: StopTable) -> None:
    draw = np.random.default_rng(3)
    bands = draw.dirichlet(np.full(6, 0.4), 200)
    now = cohort.Moments(np.zeros(200), draw.uniform(0.05, 1.4, 200), bands)
    for asked in (RULES.min_items, 10, RULES.max_items):
        alone = [table.worth_for_one(asked, loss, sd) for loss, sd in zip(now.loss, now.sd, strict=True)]
        assert alone == table.worth(asked, now).tolist()
