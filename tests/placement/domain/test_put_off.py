"""Answers that a person scores later, and pilot items that never count."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.kernel import errors
from placement.domain import rating, sitting
from placement.domain.cut_scores import LANGUAGE_CUTS
from placement.domain.irt import Parameters
from placement.domain.item_bank import ItemType, PoolItem
from placement.domain.selection import SelectionRules
from placement.domain.sitting import Engine, Sitting
from placement.domain.stopping import StopReason, StopRules
from tests.placement.domain import pools

STEPS = rating.combined_steps(ItemType.SPEAKING_TASK, 0.6, (-1.2, 0.0, 1.2))
TASKS = tuple(
    PoolItem(f"task{n}", Parameters(0.6, float(b), steps=STEPS, sd_b=0.38))
    for n, b in enumerate(np.linspace(-2, 2, 12))
)


def engine(shortest: int, longest: int) -> Engine:
    return sitting.engine(
        "speaking",
        TASKS,
        LANGUAGE_CUTS,
        stop_rules=StopRules(0.0, shortest, longest),
        selection_rules=SelectionRules(randomesque=1),
    )


RECORDED, LIVE = engine(3, 3), engine(3, 8)


def recorded() -> Sitting:
    now = sitting.start(RECORDED, seed=5)
    while now.pending:
        now = sitting.put_off(RECORDED, now, now.pending, seconds=30)
    return now


def test_answers_put_off_end_the_sitting_and_wait_for_a_person() -> None:
    now = recorded()
    assert now.reason is StopReason.LONGEST
    assert len(now.to_rate) == 3
    assert now.answers == []
    assert now.seconds == 90


def test_a_score_that_comes_later_counts_like_one_that_came_at_once() -> None:
    now = recorded()
    before = sitting.posterior(RECORDED, now)
    for key in now.to_rate:
        now = sitting.rate(now, key, 8)
    assert now.to_rate == []
    assert sitting.posterior(RECORDED, now).mean > before.mean + 0.5
    assert [score for _, score in now.answers] == [8, 8, 8]
    key = now.answers[0][0].key
    assert sitting.posterior(RECORDED, sitting.rate(now, key, 2)).mean < sitting.posterior(RECORDED, now).mean


def test_putting_the_same_answer_off_twice_changes_nothing() -> None:
    first = sitting.start(RECORDED, seed=5)
    key = first.pending or ""
    once = sitting.put_off(RECORDED, first, key)
    assert sitting.put_off(RECORDED, once, key) == once
    with pytest.raises(errors.Conflict):
        sitting.put_off(RECORDED, once, "task_nobody_asked")


def test_only_an_answer_that_was_put_off_is_rated_and_only_within_its_points() -> None:
    first = sitting.start(RECORDED, seed=5)
    with pytest.raises(errors.Conflict):
        sitting.rate(first, first.pending or "", 3)
    with pytest.raises(errors.Invalid):
        sitting.rate(recorded(), recorded().to_rate[0], 10)


def test_an_early_end_keeps_what_waits_for_a_rater() -> None:
    first = sitting.start(RECORDED, seed=5)
    once = sitting.put_off(RECORDED, first, first.pending or "")
    ended = sitting.end(once)
    assert ended.to_rate == once.to_rate
    assert len(ended.asked) == 1


def test_a_sitting_that_waits_is_stored_and_resumed_the_same() -> None:
    now = recorded()
    assert sitting.from_json(json.loads(json.dumps(sitting.to_json(now)))) == now


def test_a_sitting_stored_before_answers_could_wait_still_opens() -> None:
    stored = sitting.to_json(sitting.start(RECORDED, seed=5))
    for each in stored["asked"]:
        del each["put_off"], each["counts"]
    assert sitting.from_json(stored) == sitting.start(RECORDED, seed=5)


@pytest.mark.parametrize(("points", "harder"), [(9, True), (0, False)])
def test_the_next_prompt_follows_from_the_score_of_the_last(points: int, harder: bool) -> None:
    now = sitting.start(LIVE, seed=5)
    first = now.asked[-1].item.parameters.b
    now = sitting.answer(LIVE, now, now.pending or "", points)
    assert (now.asked[-1].item.parameters.b > first) is harder


# --- pilot items -----------------------------------------------------------------------------------------------------

PILOTS = tuple(PoolItem(f"pilot{n}", Parameters(1.2, 0.0)) for n in range(30))
WITH_PILOTS = sitting.engine("listening", pools.pool(), LANGUAGE_CUTS, stop_rules=StopRules(0.0, 20, 20), pilots=PILOTS)


def taken(scores: list[int], seed: int, pilot_score: int | None = None) -> Sitting:
    now, left = sitting.start(WITH_PILOTS, seed=seed), iter(scores)
    while (key := now.pending) is not None:
        is_pilot = not now.asked[-1].counts
        now = sitting.answer(WITH_PILOTS, now, key, pilot_score if is_pilot else next(left))
    return now


@settings(max_examples=10, deadline=None)
@given(st.lists(st.integers(0, 1), min_size=20, max_size=20), st.integers(0, 2**31))
def test_a_pilot_item_changes_neither_result_nor_length(scores: list[int], seed: int) -> None:
    right, wrong = taken(scores, seed, 1), taken(scores, seed, 0)
    assert sitting.result(WITH_PILOTS, right).bands == sitting.result(WITH_PILOTS, wrong).bands
    assert len(right.answers) == len(wrong.answers) == 20
    assert not any(item.key.startswith("pilot") for item, _ in right.answers)


def test_pilot_items_are_a_tenth_to_a_fifth_of_what_is_asked_never_first_never_two_in_a_row() -> None:
    sittings = [taken([1, 0] * 10, seed) for seed in range(40)]
    asked = [each.counts for one in sittings for each in one.asked]
    assert 0.10 <= asked.count(False) / len(asked) <= 0.20
    for one in sittings:
        assert one.asked[0].counts
        assert all(each.counts or after.counts for each, after in zip(one.asked, one.asked[1:], strict=False))
