"""A sitting: resumable, safe to answer twice, steered by the interview at the first item only."""

import json
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.kernel import errors
from placement.domain import sitting
from placement.domain.cut_scores import LANGUAGE_CUTS
from placement.domain.sitting import Engine, Mode, Sitting
from placement.domain.stopping import StopReason
from tests.placement.domain import pools

SCORES = st.lists(st.sampled_from([0, 1, None]), min_size=60, max_size=60)


def run(
    engine: Engine, scores: list[int | None], seed: int, between: Callable[[Sitting], Sitting] | None = None
) -> Sitting:
    now = sitting.start(engine, seed=seed)
    for score in scores:
        if now.pending is None:
            break
        now = sitting.answer(engine, now, now.pending, score, seconds=4)
        now = between(now) if between else now
    return now


@settings(max_examples=25, deadline=None)
@given(SCORES, st.integers(0, 2**31))
def test_a_sitting_has_at_least_the_shortest_and_at_most_the_longest_length(
    scores: list[int | None], seed: int
) -> None:
    engine = pools.engine()
    ended = run(engine, scores, seed)
    assert ended.finished
    assert engine.stop_rules.min_items <= len(ended.answers) <= engine.stop_rules.max_items
    assert len({item.key for item, _ in ended.answers}) == len(ended.answers)


@settings(max_examples=25, deadline=None)
@given(SCORES, st.integers(0, 2**31))
def test_a_sitting_stored_and_resumed_after_every_answer_is_the_same(scores: list[int | None], seed: int) -> None:
    def store(now: Sitting) -> Sitting:
        return sitting.from_json(json.loads(json.dumps(sitting.to_json(now))))

    assert run(pools.engine(), scores, seed, store) == run(pools.engine(), scores, seed)


@settings(max_examples=15, deadline=None)
@given(SCORES, st.integers(0, 2**31))
def test_answering_the_same_item_twice_counts_once(scores: list[int | None], seed: int) -> None:
    engine = pools.engine()

    def again(now: Sitting) -> Sitting:
        item = now.answers[-1][0].key
        assert sitting.answer(engine, now, item, 1) is now
        assert sitting.answer(engine, now, item, None) is now
        return now

    assert run(engine, scores, seed, again) == run(engine, scores, seed)


def test_an_item_that_was_not_asked_is_refused() -> None:
    now = sitting.start(pools.engine(), seed=1)
    other = next(item.key for item in pools.pool() if item.key != now.pending)
    with pytest.raises(errors.Conflict) as refusal:
        sitting.answer(pools.engine(), now, other, 1)
    assert refusal.value.code == "placement.item_not_asked"


def test_a_score_the_item_cannot_give_is_refused() -> None:
    now = sitting.start(pools.engine(), seed=1)
    with pytest.raises(errors.Invalid) as refusal:
        sitting.answer(pools.engine(), now, str(now.pending), 2)
    assert refusal.value.facts["highest"] == 1


def test_a_preset_first_item_is_asked_first_and_counts() -> None:
    engine = pools.engine()
    now = sitting.start(engine, seed=1, first_item="g9")
    assert now.pending == "g9"
    right, wrong = (sitting.answer(engine, now, "g9", score) for score in (1, 0))
    assert len(right.answers) == 1
    assert sitting.posterior(engine, right).mean > sitting.posterior(engine, now).mean
    assert sitting.posterior(engine, wrong).mean < sitting.posterior(engine, now).mean


def test_a_preset_first_item_is_not_asked_again_and_counts_for_the_balance() -> None:
    engine = pools.engine()
    second = sitting.answer(engine, sitting.start(engine, seed=1, first_item="g9"), "g9", 1)
    contents = [each.item.content for each in second.asked]
    assert contents[0] != contents[1]


@pytest.mark.parametrize("band", LANGUAGE_CUTS.bands)
def test_the_interview_steers_the_first_item_and_leaves_the_estimate_alone(band: str) -> None:
    engine = pools.engine()
    plain, steered = sitting.start(engine, seed=1), sitting.start(engine, seed=1, first_band=band)
    assert steered.prior == plain.prior
    assert np.array_equal(sitting.posterior(engine, steered).mass, sitting.posterior(engine, plain).mass)
    same_answers = [sitting.start(engine, seed=1, first_band=said, first_item="g9") for said in (band, None)]
    after = [sitting.answer(engine, now, "g9", 1) for now in same_answers]
    assert after[0] == after[1]


def test_what_the_interview_says_changes_how_hard_the_first_item_is() -> None:
    first = [sitting.start(pools.engine(), seed=1, first_band=band).asked[0].item for band in ("pre_a1", "b2")]
    assert first[0].parameters.b < first[1].parameters.b


def test_a_sitting_keeps_the_parameters_of_the_items_it_asked() -> None:
    now = sitting.start(pools.engine(), seed=1)
    stored = sitting.to_json(now)["asked"][0]["item"]["parameters"]
    assert stored["b"] == now.asked[0].item.parameters.b


def test_not_knowing_is_kept_apart_from_a_wrong_answer_and_weighs_the_same() -> None:
    engine = pools.engine()
    now = sitting.start(engine, seed=1)
    unknown, wrong = (sitting.answer(engine, now, str(now.pending), score) for score in (None, 0))
    assert (unknown.asked[0].knew, wrong.asked[0].knew) == (False, True)
    assert sitting.posterior(engine, unknown).mean == sitting.posterior(engine, wrong).mean


def test_the_time_budget_ends_a_sitting() -> None:
    ended = run(pools.engine(price=0.0, seconds=30.0), [1, 0] * 30, 1)
    assert ended.reason is StopReason.TIME
    assert len(ended.answers) == 8


def test_a_person_may_end_early_and_the_open_item_is_taken_back() -> None:
    engine = pools.engine()
    now = sitting.start(engine, seed=1)
    ended = sitting.end(sitting.answer(engine, now, str(now.pending), 1))
    assert ended.reason is StopReason.ENDED_BY_PERSON
    assert len(ended.asked) == 1
    assert ended.pending is None


def test_the_result_holds_band_range_and_probability_and_says_a_borderline() -> None:
    engine = pools.engine()
    found = sitting.result(engine, run(engine, [1, 0] * 30, 1))
    assert found.band in found.bands
    assert found.probability == found.bands[found.band]
    assert found.range_probability >= 0.95
    assert found.borderline == (sorted(found.bands.values())[-1] - sorted(found.bands.values())[-2] < 0.2)


def test_sorting_needs_fewer_items_than_measuring() -> None:
    sorting = sitting.engine("listening", pools.pool(), LANGUAGE_CUTS, sort_at=("a2",))
    assert sorting.mode is Mode.SORT
    right: list[int | None] = [1] * 60
    assert len(run(sorting, right, 1).answers) < len(run(pools.engine(), [1, 1, 1, 0] * 15, 1).answers)
