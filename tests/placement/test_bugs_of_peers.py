"""Bugs that users of other adaptive tests reported, each as a property of this engine over random banks and answers.

The systems and threads: Concerto (campsych/concerto-platform #293, #387, #257, #162), the adaptive quiz of Moodle
(middlebury/moodle-mod_adaptivequiz #5, #35, #27), mirtCAT (philchalmers/mirtCAT #21, #48, #53). Moodle's #20, a test that
finds no questions, stands in test_own_banks.
"""

import json
import math
from collections import Counter
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.kernel import clock, language
from lms.kernel.vocabulary import Level, Skill
from lms.learners.services import NewLearner
from placement import queries, services
from placement.domain import estimation, selection, sitting
from placement.domain.cut_scores import LANGUAGE_CUTS
from placement.domain.estimation import Posterior, Prior
from placement.domain.exposure import Exposure, highest_count, price_now
from placement.domain.irt import Parameters
from placement.domain.item_bank import PoolItem
from placement.domain.selection import SelectionRules
from placement.domain.sitting import Engine, Sitting
from placement.domain.stopping import StopReason, StopRules
from tests.cast import gather
from tests.houses import House
from tests.placement import people

AREAS = ("home", "work", "health")
LENGTH = 9
BANKS = st.integers(0, 2)
SEEDS = st.integers(0, 2**31 - 1)


@cache
def bank(seed: int, size: int = 48) -> tuple[PoolItem, ...]:
    """A random bank: items right or wrong, with and without guessing, scored in steps, and hardly known."""
    draw = np.random.default_rng([seed, size])
    return tuple(PoolItem(f"q{n}", parameters(draw), AREAS[n % len(AREAS)]) for n in range(size))


def parameters(draw: np.random.Generator) -> Parameters:
    steps = tuple(np.sort(draw.normal(0, 0.8, draw.integers(2, 4))).tolist()) if draw.random() < 0.2 else ()
    c = 0.0 if steps or draw.random() < 0.4 else float(draw.uniform(0.05, 0.35))
    a, b = float(np.clip(draw.lognormal(0.3, 0.35), 0.5, 3.0)), float(draw.uniform(-2.4, 2.8))
    return Parameters(a, b, c, 1.0, steps, float(draw.choice([0.0, 0.38])), float(draw.choice([0.0, 0.2])))


@cache
def engine(seed: int, rules: StopRules, randomesque: int = 3, balanced: bool = True) -> Engine:
    shares = dict(zip(AREAS, (3.0, 2.0, 1.0), strict=True)) if balanced else {}
    chosen = SelectionRules(shares, randomesque)
    return sitting.engine("listening", bank(seed), LANGUAGE_CUTS, stop_rules=rules, selection_rules=chosen)


WHOLE = StopRules(0.0, LENGTH, LENGTH)
"""A test of a length that is fixed beforehand."""


def answered(
    engine: Engine, now: Sitting, draw: np.random.Generator, items: int = LENGTH, seconds: float = 0
) -> Sitting:
    """So many random answers: right, wrong, a part of the points, not known."""
    for _ in range(items):
        if now.pending is None:
            break
        highest = engine.table.items[engine.table.index[now.pending]].parameters.highest_score
        score = None if draw.random() < 0.15 else int(draw.integers(0, highest + 1))
        now = sitting.answer(engine, now, now.pending, score, seconds=seconds)
    return now


# --- Concerto #293: content balancing has no effect ------------------------------------------------------------------


@settings(max_examples=25, deadline=None)
@given(number=BANKS, seed=SEEDS)
def test_content_balancing_has_an_effect_every_area_gets_its_share_whatever_is_answered(number: int, seed: int) -> None:
    built = engine(number, WHOLE)
    done = answered(built, sitting.start(built, seed=seed), np.random.default_rng(seed))
    seen = Counter(each.item.content for each in done.asked)
    for area, share in built.selection_rules.quotas.items():
        assert abs(seen[area] - LENGTH * share / 6) < 1.5


def test_content_balancing_has_an_effect_without_it_the_shares_are_others() -> None:
    missed = 0
    for seed in range(12):
        built = engine(seed % 3, WHOLE, balanced=False)
        done = answered(built, sitting.start(built, seed=seed), np.random.default_rng(seed))
        seen = Counter(each.item.content for each in done.asked)
        missed += any(abs(seen[area] - LENGTH * share / 6) >= 1.5 for area, share in zip(AREAS, (3, 2, 1), strict=True))
    assert missed >= 4


# --- Concerto #387: a preset first item cannot hand its theta on -----------------------------------------------------


@settings(max_examples=25, deadline=None)
@given(number=BANKS, seed=SEEDS, at=st.integers(0, 47), right=st.booleans())
def test_a_preset_first_item_hands_its_theta_on_to_the_second(number: int, seed: int, at: int, right: bool) -> None:
    built = engine(number, WHOLE, randomesque=1, balanced=False)
    first = bank(number)[at]
    begun = sitting.start(built, seed=seed, first_item=first.key)
    assert begun.pending == first.key
    score = first.parameters.highest_score if right else 0
    then = sitting.answer(built, begun, first.key, score)
    before, after = sitting.posterior(built, begun), sitting.posterior(built, then)
    assert (after.mean > before.mean) is right
    assert after.mass == pytest.approx(estimation.estimate(built.table, [(first, score)], Prior()).mass)
    by_theta = selection.next_item(
        built.table, after, [first.key], built.selection_rules, Exposure(), np.random.default_rng(1)
    )
    assert then.pending == by_theta


# --- Concerto #257: resuming loses the link to the user --------------------------------------------------------------


@settings(max_examples=25, deadline=None)
@given(number=BANKS, seed=SEEDS, rests=st.sets(st.integers(0, LENGTH)))
def test_resuming_loses_nothing_a_test_put_away_at_any_place_goes_on_as_if_it_had_not_been(
    number: int, seed: int, rests: set[int]
) -> None:
    built = engine(number, WHOLE)
    straight = answered(built, sitting.start(built, seed=seed), np.random.default_rng(seed))
    draw, now = np.random.default_rng(seed), sitting.start(built, seed=seed)
    for place in range(LENGTH + 1):
        if place in rests:
            now = sitting.from_json(json.loads(json.dumps(sitting.to_json(now))))
        now = answered(built, now, draw, 1)
    assert now == straight
    assert sitting.result(built, now) == sitting.result(built, straight)


def test_resuming_keeps_the_link_to_the_user_of_many_who_rest_and_come_back_each_finds_her_own(
    sqlite_house: House,
) -> None:
    cast, draw = gather(sqlite_house), np.random.default_rng(5)
    them = [
        people.add(sqlite_house, cast, NewLearner(f"R-{n}", f"Rest{n}", "Resumed", literacy="latin")).learner_id or ""
        for n in range(4)
    ]
    mine: dict[str, list[str]] = {one: [] for one in them}
    with sqlite_house.acting(cast.teacher):
        for one in them:
            services.start_test(one, assisted=True, actor=cast.teacher, now=clock.now())
    for _ in range(24):
        one = them[draw.integers(len(them))]
        # Every answer is a request of its own, as from another device: nothing is remembered between two of them.
        with sqlite_house.acting(cast.teacher):
            resumed = queries.open_sitting(one)
            if resumed is None or resumed.item is None or resumed.kind != "listening":
                continue
            assert resumed.learner_id == one
            assert [item for item in queries.asked_of(resumed.state) if item != resumed.item.key] == mine[one]
            mine[one].append(resumed.item.key)
            services.dont_know(resumed.id, resumed.item.key, actor=cast.teacher, now=clock.now())
    assert all(mine.values())


# --- Moodle adaptivequiz #5: difficulties are not frozen per attempt -------------------------------------------------


@settings(max_examples=25, deadline=None)
@given(number=BANKS, seed=SEEDS, left_out=st.booleans())
def test_item_parameters_are_frozen_per_attempt_so_no_later_edit_changes_what_was_found(
    number: int, seed: int, left_out: bool
) -> None:
    built, draw = engine(number, WHOLE), np.random.default_rng(seed)
    done = answered(built, sitting.start(built, seed=seed), draw)
    asked = {each.item.key for each in done.asked}
    edited = tuple(
        replace(item, parameters=replace(item.parameters, a=item.parameters.a * 1.7, b=item.parameters.b + 1.3))
        for item in bank(number)
        if not (left_out and item.key in asked)
    )
    later = replace(built, table=estimation.tabulate(edited, LANGUAGE_CUTS))
    stored = sitting.from_json(json.loads(json.dumps(sitting.to_json(done))))
    found, again = sitting.result(built, done), sitting.result(later, stored)
    assert again.theta == pytest.approx(found.theta, abs=1e-9)
    assert again.standard_error == pytest.approx(found.standard_error, abs=1e-9)
    assert dict(again.bands) == pytest.approx(dict(found.bands), abs=1e-9)
    assert again.item_set == found.item_set != later.table.version


# --- Concerto #162: "tell what theta means"; Moodle adaptivequiz #35: "user gets 4.50 (87.55 %), which level fits?" -------


@settings(max_examples=40, deadline=None)
@given(number=BANKS, seed=SEEDS, items=st.integers(0, LENGTH))
def test_a_result_says_which_level_it_is_in_words_whatever_was_answered(number: int, seed: int, items: int) -> None:
    built = engine(number, WHOLE)
    found = sitting.result(built, answered(built, sitting.start(built, seed=seed), np.random.default_rng(seed), items))
    ranks = [Level(band).rank for band in (found.lowest, found.band, found.highest)]
    assert ranks == sorted(ranks)
    assert found.probability == max(found.bands.values()) == found.bands[found.band]
    assert language.knows(f"level.{found.band}")
    for skill in Skill:
        said = language.say(f"placement.does.{skill}.{found.band}")
        assert len(said.split()) >= 3
        assert not any(sign.isdigit() for sign in said)


# --- Moodle adaptivequiz #27: "Error trying to complete attempt record" ------------------------------------------------


@settings(max_examples=25, deadline=None)
@given(number=BANKS, seed=SEEDS, items=st.integers(0, LENGTH), size=st.integers(1, 4))
def test_a_test_ends_with_a_reason_wherever_it_ends_also_where_a_bank_has_hardly_any_questions(
    number: int, seed: int, items: int, size: int
) -> None:
    small = sitting.engine("listening", bank(number)[:size], LANGUAGE_CUTS, stop_rules=StopRules(0.0, 1, LENGTH))
    for built in (engine(number, WHOLE), small):
        done = sitting.end(answered(built, sitting.start(built, seed=seed), np.random.default_rng(seed), items))
        assert done.reason in StopReason
        assert done.pending is None
        assert sitting.end(done) == done
        found = sitting.result(built, done)
        assert found.items == len(done.answers) <= items
        assert sum(found.bands.values()) == pytest.approx(1.0)


# --- mirtCAT #48: the standard error collapsed after one item --------------------------------------------------------


@settings(max_examples=200, deadline=None)
@given(seed=SEEDS, share=st.floats(0, 1), sd=st.floats(0.5, 1.2), mean=st.floats(-1, 1))
def test_the_standard_error_does_not_collapse_after_one_item(seed: int, share: float, sd: float, mean: float) -> None:
    """Whatever the item and the answer, the error stays above the bound of Cramér and Rao for a posterior.

    The curvature of the log posterior is 1/sd^2 plus that of the item, which is never more than a^2 m^2 / 4 for an item
    of m points; so the variance is at least one over their sum. Half a cell of the grid is left for rounding.
    """
    item = PoolItem("one", parameters(np.random.default_rng(seed)))
    highest = item.parameters.highest_score
    table = estimation.tabulate([item], LANGUAGE_CUTS)
    after = estimation.estimate(table, [(item, round(share * highest))], Prior(mean, sd))
    steepest = item.parameters.a * np.exp(3.8 * item.parameters.sd_log_a) * highest
    assert after.sd >= (1 / sd**2 + steepest**2 / 4) ** -0.5 - 0.025
    lowest, top, held = after.band_range()
    assert held >= estimation.HONEST or (lowest, top) == (LANGUAGE_CUTS.bands[0], LANGUAGE_CUTS.bands[-1])


@settings(max_examples=40, deadline=None)
@given(number=BANKS, at=st.integers(0, 47))
def test_one_item_takes_away_no_more_doubt_than_it_explains(number: int, at: int) -> None:
    """The law of total variance: the mean error after the answer and the spread of estimates make the error before."""
    table, item = engine(number, WHOLE).table, bank(number)[at]
    start = estimation.estimate(table, [], Prior())
    chances = [float(table.chances[at, score] @ start.mass) for score in range(item.parameters.highest_score + 1)]
    after = [estimation.estimate(table, [(item, score)], Prior()) for score in range(len(chances))]
    error = sum(chance * one.sd**2 for chance, one in zip(chances, after, strict=True))
    spread = sum(chance * (one.mean - start.mean) ** 2 for chance, one in zip(chances, after, strict=True))
    assert sum(chances) == pytest.approx(1.0)
    assert error + spread == pytest.approx(start.sd**2, rel=1e-6)


# --- mirtCAT #21: the exposure option picked the worst items ---------------------------------------------------------


@settings(max_examples=40, deadline=None)
@given(number=BANKS, seed=SEEDS, cap=st.floats(0.1, 0.6), theta=st.floats(-1.5, 1.5), balanced=st.booleans())
def test_the_exposure_cap_picks_the_best_of_what_it_leaves_and_never_the_worst(
    number: int, seed: int, cap: float, theta: float, balanced: bool
) -> None:
    table, draw = engine(number, WHOLE).table, np.random.default_rng(seed)
    counts = {item.key: int(times) for item, times in zip(table.items, draw.integers(0, 120, 48), strict=True)}
    exposure, already = Exposure(200, counts), [table.items[at].key for at in draw.choice(48, 5, replace=False)]
    belief = Posterior(table.grid, estimation.prior_mass(LANGUAGE_CUTS, Prior(round(theta, 2), 0.4)))
    rules = SelectionRules(dict.fromkeys(AREAS, 1.0) if balanced else {}, 3, cap)
    chosen = selection.next_item(table, belief, already, rules, exposure, draw)
    assert chosen is not None
    limit = highest_count(cap, exposure.sittings)
    worth = selection.expected_clarity(table, belief.mass)
    content = table.items[table.index[chosen]].content
    allowed = [
        at
        for at, item in enumerate(table.items)
        if item.key not in already and counts[item.key] + 1 <= limit and (not balanced or item.content == content)
    ]
    if allowed:
        assert counts[chosen] + 1 <= limit
        price = {at: price_now(0.0, counts[table.items[at].key], exposure.sittings, cap) for at in allowed}
        at_price = {at: float(worth[at]) * math.exp(-price[at]) for at in allowed}
        here = table.index[chosen]
        # Both ways of computing the worth differ in the sixth digit.
        assert sum(other > at_price[here] * 1.0001 for other in at_price.values()) < rules.randomesque
        # What is asked less than prices aim at costs nothing: of those no three are better.
        free = [at for at in allowed if price[at] == 0.0]
        assert sum(worth[at] > worth[here] * 1.0001 for at in free) < rules.randomesque
    else:
        assert counts[chosen] == min(counts[item.key] for item in table.items if item.key not in already)


# --- mirtCAT #53: no stop rule of one's own --------------------------------------------------------------------------


@pytest.mark.parametrize("price", [0.0, 0.006, 0.05, 1.0])
@pytest.mark.parametrize(("shortest", "longest"), [(1, 4), (3, 8), (5, 5)])
def test_a_stop_rule_of_ones_own_is_kept_shortest_longest_and_price(price: float, shortest: int, longest: int) -> None:
    lengths = []
    for number in range(2):
        built = engine(number, StopRules(price, shortest, longest))
        for seed in range(12):
            done = answered(built, sitting.start(built, seed=seed), np.random.default_rng(seed), 60)
            assert shortest <= len(done.answers) <= longest
            assert done.reason is (StopReason.LONGEST if len(done.answers) == longest else StopReason.SURE_ENOUGH)
            lengths.append(len(done.answers))
    if price == 0.0:
        assert np.mean(lengths) >= 0.9 * longest, "items that cost nothing are asked to the end, but for clear cases"
    if price == 1.0:
        assert set(lengths) == {shortest}, "an item as dear as a wrong level is never worth it"


@settings(max_examples=25, deadline=None)
@given(number=BANKS, seed=SEEDS, budget=st.integers(20, 300), pace=st.integers(5, 90))
def test_a_stop_rule_of_ones_own_is_kept_a_time_budget_ends_the_test_with_the_answer_that_uses_it_up(
    number: int, seed: int, budget: int, pace: int
) -> None:
    usual = engine(number, StopRules(0.0, 2, 12))
    timed = replace(usual, stop_rules=replace(usual.stop_rules, seconds=float(budget)))
    done = answered(timed, sitting.start(timed, seed=seed), np.random.default_rng(seed), 60, float(pace))
    used_up = max(2, -(-budget // pace))
    assert len(done.answers) <= used_up
    assert (done.reason is StopReason.TIME) == (len(done.answers) == used_up < 12)


@pytest.mark.parametrize("begins", ["a1", "a2", "b1", "b2"])
def test_a_stop_rule_of_ones_own_is_kept_only_the_cuts_that_were_asked_for_hold_a_test_open(begins: str) -> None:
    """Somebody who stands clear of the one cut that matters is let go early, wherever the other cuts are."""
    cut = LANGUAGE_CUTS.lower_edge(begins)
    built = sitting.engine("listening", bank(1), LANGUAGE_CUTS, stop_rules=StopRules(0.006, 1, 15), sort_at=(begins,))
    lengths = {}
    for name, theta in (("clear", cut + 1.6 if cut < 0.5 else cut - 1.6), ("on the cut", cut)):
        lengths[name] = float(np.mean([answered_at(built, theta, seed) for seed in range(12)]))
    assert lengths["clear"] < lengths["on the cut"]


def answered_at(engine: Engine, theta: float, seed: int) -> int:
    """How many items somebody of this ability is asked."""
    draw, now = np.random.default_rng(seed), sitting.start(engine, seed=seed)
    cell = int(np.searchsorted(engine.table.grid.edges, theta) - 1)
    while now.pending is not None:
        at = engine.table.index[now.pending]
        chances = engine.table.chances[at, :, cell]
        now = sitting.answer(engine, now, now.pending, int(draw.choice(len(chances), p=chances / chances.sum())))
    return len(now.answers)
