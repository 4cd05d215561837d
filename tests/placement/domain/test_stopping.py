"""Stopping: never too early, never too late, and only while one more item is worth its price."""

import numpy as np
import pytest

from placement.domain import estimation, stopping
from placement.domain.cut_scores import LANGUAGE_CUTS
from placement.domain.estimation import Posterior, Prior
from placement.domain.irt import Parameters
from placement.domain.item_bank import PoolItem
from placement.domain.stopping import StopReason, StopRules, StopTable
from tests.placement.domain import pools

RULES = StopRules(price=0.006, min_items=4, max_items=25, seconds=600)


def belief(mean: float, sd: float) -> Posterior:
    return Posterior(estimation.grid(LANGUAGE_CUTS), estimation.prior_mass(LANGUAGE_CUTS, Prior(mean, sd)))


@pytest.fixture(scope="module")
def table() -> StopTable:
    return stopping.stop_table(pools.table(), RULES, LANGUAGE_CUTS)


def test_a_clear_case_stops_and_an_open_one_goes_on(table: StopTable) -> None:
    middle_of_a2 = LANGUAGE_CUTS.middle("a2")
    assert not stopping.worth_going_on(belief(middle_of_a2, 0.1), 10, table)
    assert stopping.worth_going_on(belief(middle_of_a2, 0.6), 10, table)


def test_a_borderline_case_stops_when_no_item_could_tell(table: StopTable) -> None:
    on_the_cut = belief(0.357, 0.3)
    only_easy = [PoolItem(str(n), Parameters(1.0, -3.5)) for n in range(30)]
    weak = stopping.stop_table(estimation.tabulate(only_easy, LANGUAGE_CUTS), RULES, LANGUAGE_CUTS)
    assert on_the_cut.probability < 0.55
    assert stopping.worth_going_on(on_the_cut, 10, table)
    assert not stopping.worth_going_on(on_the_cut, 10, weak)


def test_the_dearer_an_item_the_earlier_the_stop() -> None:
    open_cells = [
        int((stopping.stop_table(pools.table(), StopRules(price), LANGUAGE_CUTS).gain[8] > 0).sum())
        for price in (0.001, 0.006, 0.03)
    ]
    assert open_cells[0] > open_cells[1] > open_cells[2] > 0


def test_going_on_is_never_worth_it_when_an_item_costs_as_much_as_a_wrong_band() -> None:
    gain = stopping.stop_table(pools.table(), StopRules(price=1.0, min_items=1), LANGUAGE_CUTS).gain
    assert not (gain[1:] > 0).any()


def test_sorting_at_one_cut_cares_only_about_that_cut() -> None:
    at_a2 = stopping.stop_table(pools.table(), RULES, LANGUAGE_CUTS.only(("a2",)))
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


def test_the_cost_of_deciding_now_is_the_chance_of_the_wrong_band() -> None:
    loss = stopping.decision_loss(LANGUAGE_CUTS)
    row, column = 30, 20
    sure = belief(float(stopping.MEANS[row]), float(np.exp(stopping.LOG_SDS[column])))
    assert loss[row, column] == pytest.approx(1 - sure.probability, abs=1e-6)


@pytest.mark.parametrize("wrong", [{"min_items": 0}, {"min_items": 9, "max_items": 8}, {"price": -1.0}])
def test_rules_that_make_no_sense_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="min_items"):
        StopRules(**wrong)  # type: ignore[arg-type]
