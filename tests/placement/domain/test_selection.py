"""Selection: information first, balance that has an effect, a cap that holds, chance that is seeded."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from placement.domain import estimation, selection, simulation, sitting
from placement.domain.cut_scores import LANGUAGE_CUTS
from placement.domain.estimation import ItemTable, Posterior, Prior
from placement.domain.exposure import NO_EXPOSURE, Exposure
from placement.domain.irt import Array, Parameters
from placement.domain.item_bank import PoolItem
from placement.domain.selection import SelectionRules
from placement.domain.stopping import StopRules
from tests.placement.domain import pools

IN_PAIRS = 1e-4
"""How far cells in pairs may move what an item is worth; the first items are worth a tenth and more."""


def prior(table: ItemTable) -> Posterior:
    return estimation.estimate(table, [], Prior())


def choose(table: ItemTable, asked: list[str], rules: SelectionRules, exposure: Exposure = NO_EXPOSURE) -> str | None:
    return selection.next_item(table, prior(table), asked, rules, exposure, np.random.default_rng(1))


def clearest(table: ItemTable) -> list[str]:
    """Keys in the order of how well each item would part the bands."""
    clear = selection.expected_clarity(table, prior(table).mass)
    return [table.items[at].key for at in np.argsort(-clear)]


def test_without_chance_the_item_is_asked_that_parts_the_bands_best() -> None:
    table = pools.table()
    assert choose(table, [], SelectionRules(randomesque=1)) == clearest(table)[0]


def ranked_score(bands: Array) -> float:
    """Expected ranked probability score of a belief that is right: chance below times chance above, over the cuts."""
    below = np.cumsum(bands)[:-1]
    return float((below * (1 - below)).sum())


def test_clarity_is_the_expected_fall_of_the_ranked_probability_score() -> None:
    table, start = pools.table(), prior(pools.table())
    found = selection.expected_clarity(table, start.mass)
    for row in (3, 17):
        item, by_hand = table.items[row], ranked_score(start.bands)
        for score in (0, 1):
            after = estimation.estimate(table, [(item, score)], Prior())
            by_hand -= float(table.chances[row, score] @ start.mass) * ranked_score(after.bands)
        assert found[row] == pytest.approx(by_hand, abs=IN_PAIRS)


def test_clarity_of_items_with_points_counts_every_score() -> None:
    steps = Parameters(a=1.3, b=0.1, steps=(-0.8, 0.0, 0.9))
    items = (PoolItem("points", steps), PoolItem("right or wrong", Parameters(a=1.3, b=0.1)))
    table = estimation.tabulate(items, LANGUAGE_CUTS)
    start = prior(table)
    by_hand = ranked_score(start.bands)
    for score in range(4):
        after = estimation.estimate(table, [(items[0], score)], Prior())
        by_hand -= float(table.chances[0, score] @ start.mass) * ranked_score(after.bands)
    found = selection.expected_clarity(table, start.mass)
    assert found[0] == pytest.approx(by_hand, abs=IN_PAIRS)
    assert found[0] > found[1]


def test_many_learners_at_once_find_the_same_clarity_as_one_by_one() -> None:
    table = pools.table()
    beliefs = [estimation.prior_mass(LANGUAGE_CUTS, Prior(mean, 0.5)) for mean in (-1.0, 0.2, 1.4)]
    together = selection.expected_clarity(table, np.array(beliefs), LANGUAGE_CUTS.only(("a2",)))
    for alone, row in zip(beliefs, together, strict=True):
        assert selection.expected_clarity(table, alone, LANGUAGE_CUTS.only(("a2",))) == pytest.approx(row, abs=2e-6)


@settings(max_examples=40, deadline=None)
@given(
    st.floats(-3.5, 3.5), st.floats(0.02, 1.2), st.sampled_from([("a2",), ("a1", "b1"), tuple(LANGUAGE_CUTS.bands[1:])])
)
def test_the_quick_way_for_one_learner_finds_the_same_clarity(mean: float, sd: float, at: tuple[str, ...]) -> None:
    table, decision = pools.table(), LANGUAGE_CUTS.only(at)
    mass = estimation.prior_mass(LANGUAGE_CUTS, Prior(mean, sd))
    slow, quick = (
        clarity(table, mass, decision) for clarity in (selection.expected_clarity, selection.clarity_for_one)
    )
    assert quick == pytest.approx(slow, abs=2e-6)


def test_sorting_at_one_cut_asks_about_that_cut() -> None:
    table = estimation.tabulate(pools.even_items(41), LANGUAGE_CUTS)
    hard, easy = (
        selection.next_item(
            table,
            prior(table),
            [],
            SelectionRules(randomesque=1),
            NO_EXPOSURE,
            np.random.default_rng(1),
            decision=LANGUAGE_CUTS.only((band,)),
        )
        for band in ("b1", "a1")
    )
    difficulty = {item.key: item.parameters.b for item in table.items}
    assert difficulty[str(hard)] > difficulty[str(easy)]


def test_no_item_is_asked_twice_and_an_empty_pool_ends() -> None:
    table, asked = pools.table(), list[str]()
    while (key := choose(table, asked, SelectionRules())) is not None:
        asked.append(key)
    assert sorted(asked) == sorted(item.key for item in pools.pool())


@settings(deadline=None, max_examples=50)
@given(st.integers(0, 10_000))
def test_randomesque_stays_among_the_best(seed: int) -> None:
    table = pools.table()
    best = set(clearest(table)[:5])
    chosen = selection.next_item(
        table, prior(table), [], SelectionRules(randomesque=5), NO_EXPOSURE, np.random.default_rng(seed)
    )
    assert chosen in best


def test_randomesque_spreads_the_first_item() -> None:
    generator = np.random.default_rng(2)
    table = pools.table()
    chosen = {
        selection.next_item(table, prior(table), [], SelectionRules(randomesque=5), NO_EXPOSURE, generator)
        for _ in range(60)
    }
    assert len(chosen) == 5


def test_content_balance_brings_in_an_area_that_information_alone_leaves_out() -> None:
    strong = pools.even_items(20, "work")
    weak = pools.even_items(20, "home", a=0.5)
    table = estimation.tabulate((*strong, *weak), LANGUAGE_CUTS)
    shares = {}
    for name, quotas in (("none", {}), ("half", {"work": 1.0, "home": 1.0})):
        asked: list[str] = []
        for _ in range(10):
            key = choose(table, asked, SelectionRules(quotas, randomesque=1))
            asked.append(str(key))
        shares[name] = sum(key.startswith("home") for key in asked)
    assert shares == {"none": 0, "half": 5}


@settings(max_examples=25, deadline=None)
@given(st.integers(3, 20), st.tuples(st.integers(1, 4), st.integers(1, 4), st.integers(1, 4)))
def test_shares_of_content_stay_within_one_item_of_their_quota(length: int, weights: tuple[int, int, int]) -> None:
    quotas = {area: float(weight) for area, weight in zip(pools.AREAS, weights, strict=True)}
    asked: list[str] = []
    for _ in range(length):
        asked.append(str(choose(pools.table(120), asked, SelectionRules(quotas))))
    table = pools.table(120)
    seen = Counter(table.items[table.index[key]].content for key in asked)
    for area, weight in quotas.items():
        assert abs(seen[area] - length * weight / sum(weights)) < 1.5


def test_a_capped_item_waits_while_the_next_best_is_asked() -> None:
    table, rules = pools.table(), SelectionRules(randomesque=1, exposure_cap=0.25)
    best = clearest(table)
    assert choose(table, [], rules, Exposure(100, {best[0]: 30})) == best[1]


def test_an_item_with_a_price_goes_to_those_for_whom_it_does_most() -> None:
    table, rules = pools.table(), SelectionRules(randomesque=1, exposure_cap=0.25)
    best, prices = clearest(table), np.zeros(len(table.items))
    prices[table.index[best[0]]] = 3.0
    belief, generator = prior(table), np.random.default_rng(1)
    dear = selection.next_item(table, belief, [], rules, NO_EXPOSURE, generator, prices=prices)
    assert dear == best[1]
    others = [key for key in best if key != best[0]]
    needed = selection.next_item(table, belief, others[:-1], rules, NO_EXPOSURE, generator, prices=prices)
    assert needed == best[0]


def test_when_all_are_capped_the_least_asked_item_is_taken() -> None:
    table = pools.table()
    asked_often = {item.key: 90 for item in table.items} | {"g7": 60}
    assert choose(table, [], SelectionRules(exposure_cap=0.25), Exposure(100, asked_often)) == "g7"


def test_the_exposure_cap_holds_over_many_learners() -> None:
    engine = sitting.engine(
        "listening",
        pools.pool(),
        LANGUAGE_CUTS,
        stop_rules=StopRules(price=0.0, min_items=5, max_items=5),
        selection_rules=SelectionRules(exposure_cap=0.25),
    )
    generator = np.random.default_rng(4)
    found = simulation.simulate(engine, generator.normal(size=100), 4)
    # The head start of 20 sittings lets an item have 0.25 * 120 of 100 showings at most.
    assert found.highest_exposure <= 0.25
    free = sitting.engine(
        "listening",
        pools.pool(),
        LANGUAGE_CUTS,
        stop_rules=StopRules(price=0.0, min_items=5, max_items=5),
        selection_rules=SelectionRules(),
    )
    assert simulation.simulate(free, generator.normal(size=100), 4).highest_exposure > 0.4


@pytest.mark.parametrize("aim", [-1.5, 0.0, 1.5])
def test_an_aim_for_the_first_item_finds_an_item_of_that_difficulty(aim: float) -> None:
    table = estimation.tabulate(pools.even_items(41), LANGUAGE_CUTS)
    key = selection.next_item(
        table, prior(table), [], SelectionRules(randomesque=1), NO_EXPOSURE, np.random.default_rng(1), aim=aim
    )
    assert key is not None
    assert table.items[table.index[key]].parameters.b == pytest.approx(aim, abs=0.1)
