"""Estimation: posteriors that add up, shrink on average, and do not claim more than they know."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from placement.domain import estimation, irt
from placement.domain.cut_scores import LANGUAGE_CUTS
from placement.domain.estimation import Posterior, Prior
from placement.domain.irt import Parameters
from placement.domain.item_bank import PoolItem
from tests.placement.domain import pools

ANSWERS = st.lists(st.tuples(st.integers(0, 59), st.integers(0, 1)), max_size=15)


def answered(answers: list[tuple[int, int]]) -> list[tuple[PoolItem, int]]:
    return [(pools.pool()[at], score) for at, score in answers]


@settings(deadline=None, max_examples=50)
@given(ANSWERS)
def test_a_posterior_adds_up_to_one_and_so_do_its_bands(answers: list[tuple[int, int]]) -> None:
    found = estimation.estimate(pools.table(), answered(answers), Prior())
    assert found.mass.sum() == pytest.approx(1.0)
    assert found.bands.sum() == pytest.approx(1.0)
    assert found.probability == pytest.approx(found.bands.max())


@settings(max_examples=40, deadline=None)
@given(ANSWERS, st.integers(0, 59))
def test_one_more_answer_lowers_the_error_on_average(answers: list[tuple[int, int]], item: int) -> None:
    table = pools.table()
    before = estimation.estimate(table, answered(answers), Prior())
    chances = np.exp(table.log_p[item]) @ before.mass
    after = [estimation.estimate(table, answered([*answers, (item, score)]), Prior()).sd ** 2 for score in (0, 1)]
    assert chances @ np.array(after) <= before.sd**2 + 1e-9


def test_the_first_answer_does_not_make_the_error_collapse() -> None:
    for item in pools.pool():
        for score in (0, 1):
            assert estimation.estimate(pools.table(), [(item, score)], Prior()).sd > 0.5


def test_no_cell_of_the_grid_lies_in_two_bands() -> None:
    grid = estimation.grid(LANGUAGE_CUTS)
    assert len(grid.nodes) == 161 + len(LANGUAGE_CUTS.cuts)
    assert set(LANGUAGE_CUTS.cuts) <= set(grid.edges.tolist())


def test_bands_of_the_prior_are_those_of_the_normal_distribution() -> None:
    found = Posterior(estimation.grid(LANGUAGE_CUTS), estimation.prior_mass(LANGUAGE_CUTS, Prior()))
    below = estimation.normal_cdf(np.array([-np.inf, *LANGUAGE_CUTS.cuts, np.inf]))
    assert found.bands == pytest.approx(np.diff(below))


def test_the_range_is_the_shortest_run_of_bands_that_holds_95_in_100() -> None:
    grid = estimation.grid(LANGUAGE_CUTS)
    mass = np.zeros(len(grid.nodes))
    for band, share in zip(range(6), (0.01, 0.5, 0.46, 0.02, 0.01, 0.0), strict=True):
        mass[grid.band_starts[band]] = share
    assert Posterior(grid, mass).band_range() == (
        "a1",
        "a2",
        float(mass[grid.band_starts[1]] + mass[grid.band_starts[2]]),
    )


def test_coarser_cuts_join_the_bands() -> None:
    found = estimation.estimate(pools.table(), answered([(1, 1), (2, 0)]), Prior())
    joined = found.on(LANGUAGE_CUTS.only(("a2",)))
    assert joined == pytest.approx([found.bands[:2].sum(), found.bands[2:].sum()])
    assert found.above(-0.357) == pytest.approx(joined[1])


def test_uncertain_items_give_a_wider_posterior_for_the_same_answers() -> None:
    answers = answered([(n, n % 2) for n in range(0, 24)])
    unsure = [(replace(item, parameters=replace(item.parameters, sd_b=0.38)), score) for item, score in answers]
    sure_sd = estimation.estimate(pools.table(), answers, Prior()).sd
    assert estimation.estimate(pools.table(), unsure, Prior()).sd > sure_sd


def test_honest_scoring_claims_what_it_delivers_where_plug_in_scoring_claims_too_much() -> None:
    generator = np.random.default_rng(5)
    theta, unsure = generator.normal(size=4000), 0.8
    difficulty = generator.normal(size=(30, 4000)) * unsure
    sums = (generator.random((30, 4000)) < irt.probability(theta, 2.5, difficulty)).sum(axis=0)
    gaps = []
    for sd_b in (0.0, unsure):
        item = PoolItem("same", Parameters(2.5, 0.0, sd_b=sd_b))
        table = estimation.tabulate([item], LANGUAGE_CUTS)
        by_sum = [estimation.estimate(table, [(item, 1)] * n + [(item, 0)] * (30 - n), Prior()) for n in range(31)]
        right = np.mean([by_sum[n].band == LANGUAGE_CUTS.band_at(at) for n, at in zip(sums, theta, strict=True)])
        gaps.append(np.mean([by_sum[n].probability for n in sums]) - right)
    plug_in, honest = gaps
    assert plug_in > 0.1
    assert abs(honest) < 0.02


def test_saying_i_do_not_know_is_the_same_evidence_as_a_wrong_answer() -> None:
    theta, item = estimation.grid(LANGUAGE_CUTS).nodes, Parameters(1.2, 0.3, 0.25)
    not_knowing = 1 - irt.probability(theta, item.a, item.b)
    wrong = 1 - irt.probability(theta, item.a, item.b, item.c)
    assert wrong / not_knowing == pytest.approx(1 - item.c)


def test_an_answer_counts_with_the_parameters_it_was_given_under() -> None:
    old = pools.pool()[0]
    changed = replace(old, parameters=replace(old.parameters, b=2.5))
    table = estimation.tabulate((changed, *pools.pool()[1:]), LANGUAGE_CUTS)
    before = estimation.estimate(pools.table(), [(old, 1)], Prior())
    assert estimation.estimate(table, [(old, 1)], Prior()).mass == pytest.approx(before.mass)
    assert table.version != pools.table().version


def test_borrowing_moves_towards_the_other_skill_and_keeps_room_for_doubt() -> None:
    sure_high = estimation.estimate(pools.table(), [(item, 1) for item in pools.pool()[:20]], Prior())
    borrowed = estimation.borrow(sure_high, 0.8)
    assert 0 < borrowed.mean < sure_high.mean
    assert 0.6 <= borrowed.sd < 1.0
    assert estimation.borrow(sure_high, 0.0) == Prior(0.0, 1.0)
