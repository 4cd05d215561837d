"""Practice: an exposure cap is kept by prices, and tests under it grow shorter."""

from dataclasses import replace
from functools import cache

import numpy as np

from placement.domain import cohort, estimation, exposure, practice, simulation, stopping
from placement.domain.cohort import Design, Moments, Scores, Trace
from placement.domain.cut_scores import LANGUAGE_CUTS
from placement.domain.exposure import NO_EXPOSURE, Exposure
from placement.domain.practice import Practice
from placement.domain.selection import Mask, Rows, SelectionRules
from placement.domain.stopping import StopRules

CAP = 0.4
RULES = StopRules(price=0.008, min_items=3, max_items=30)


@cache
def design() -> Design:
    items = simulation.generated_bank(120, np.random.default_rng(11), ("home", "work"))
    rules = SelectionRules({"home": 1.0, "work": 1.0}, 1, CAP)
    return Design(estimation.tabulate(items, LANGUAGE_CUTS), LANGUAGE_CUTS, rules, RULES.max_items)


@cache
def practised() -> Practice:
    return practice.practise(design(), RULES, 800)


@cache
def learners() -> Scores:
    return stopping.expected_scores(design(), 1500, np.random.default_rng(3))


def sat(test: Design) -> Trace:
    def stop(asked: Rows, now: Moments) -> Mask:
        return (asked >= RULES.min_items) & ~practised().stop_table.worth(asked, now)

    return cohort.sit(test, learners(), np.random.default_rng(5), stop=stop)


def correct(trace: Trace) -> float:
    """Share of right bands that the tests themselves expect."""
    return float(1 - trace.moments.at(trace.lengths).loss.mean())


def test_without_a_cap_showing_an_item_costs_nothing() -> None:
    free = replace(design(), rules=replace(design().rules, exposure_cap=1.0))
    assert not practice.practise(free, RULES, 100).prices.any()


def test_popular_items_get_a_price_and_items_nobody_wants_do_not() -> None:
    prices = practised().prices
    assert (prices >= 0).all()
    assert 10 < (prices > 0.1).sum() < 0.7 * len(prices)


def test_prices_alone_nearly_keep_the_cap() -> None:
    free = replace(design(), rules=replace(design().rules, exposure_cap=1.0))
    shares = {}
    for name, test in (("free", free), ("at prices", replace(free, prices=practised().prices))):
        trace = sat(test)
        asked = trace.items[np.arange(trace.items.shape[1]) < trace.lengths[:, None]]
        counts = np.bincount(asked, minlength=120) / len(learners())
        shares[name] = float(np.maximum(counts - CAP, 0).sum() / counts.sum())
    assert shares["at prices"] < 0.5 * shares["free"]


def test_rehearsed_prices_make_a_capped_test_shorter_and_no_worse() -> None:
    plain, priced = sat(design()), sat(replace(design(), prices=practised().prices))
    assert correct(priced) >= correct(plain) - 0.002
    assert priced.lengths.mean() < plain.lengths.mean()


def test_the_cap_holds_beside_the_prices() -> None:
    trace = sat(replace(design(), prices=practised().prices))
    asked = trace.items[np.arange(trace.items.shape[1]) < trace.lengths[:, None]]
    assert np.bincount(asked).max() <= CAP * len(learners())


def test_an_item_asked_more_than_rehearsed_becomes_dearer_and_one_asked_less_cheaper() -> None:
    rehearsed, counts = np.array([1.0, 1.0, 0.0]), np.array([100, 10, 0])
    ahead, behind, never = exposure.prices_now(rehearsed, counts, 200, CAP)
    assert ahead > 1.0 > behind
    assert never == 0.0


def test_before_anybody_has_come_prices_are_those_of_the_rehearsal() -> None:
    rehearsed = np.array([1.0, 0.2, 0.0])
    assert exposure.prices_now(rehearsed, np.zeros(3, dtype=np.int64), 0, CAP).tolist() == rehearsed.tolist()


def test_counts_follow_the_order_of_the_items() -> None:
    assert exposure.counts_of(Exposure(9, {"b": 4, "x": 7}), {"a": 0, "b": 1}).tolist() == [0, 4]
    assert exposure.counts_of(NO_EXPOSURE, {"a": 0}).tolist() == [0]


def test_a_tally_that_is_kept_along_counts_like_one_that_is_gathered() -> None:
    index = {"a": 0, "b": 1, "c": 2}
    tally = exposure.Tally(index)
    for key in ("b", "c", "b"):
        tally.add(key)
    assert dict(tally) == {"a": 0, "b": 2, "c": 1}
    kept, gathered = Exposure(3, tally), Exposure(3, dict(tally))
    assert exposure.counts_of(kept, index).tolist() == exposure.counts_of(gathered, index).tolist() == [0, 2, 1]
    assert exposure.counts_of(kept, {"c": 0, "a": 1}).tolist() == [1, 0]
