"""Rating: criteria, the sum of their scores as one item, and two raters who see it differently."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.kernel import errors
from placement.domain import irt, rating
from placement.domain.item_bank import ItemType
from placement.domain.rating import Criterion

WRITING, SPEAKING = ItemType.WRITING_TASK, ItemType.SPEAKING_TASK
STEPS = (-1.2, 0.0, 1.2)
SCORES = st.fixed_dictionaries({code.value: st.integers(0, 3) for code in rating.criteria(WRITING)})


def scores(*values: int, type: ItemType = SPEAKING) -> dict[str, int]:
    return {code.value: value for code, value in zip(rating.criteria(type), values, strict=True)}


def test_writing_has_four_criteria_and_speaking_three() -> None:
    assert rating.criteria(WRITING) == (Criterion.TASK, Criterion.COHERENCE, Criterion.GRAMMAR, Criterion.WORDS)
    assert len(rating.criteria(SPEAKING)) == 3
    assert rating.criteria(ItemType.DICTATION) == ()


@pytest.mark.parametrize("theta", [-2.0, 0.0, 1.5])
def test_the_sum_of_criteria_has_the_chances_that_the_criteria_give_it(theta: float) -> None:
    a, at = 0.6, np.array([theta])
    alone = [
        irt.category_probabilities(at, a, np.asarray(STEPS) + harder)[0] for harder in rating.RUBRICS[SPEAKING].values()
    ]
    wanted = np.zeros(10)
    for each in itertools.product(range(4), repeat=3):
        wanted[sum(each)] += np.prod([alone[place][score] for place, score in enumerate(each)])
    found = irt.category_probabilities(at, a, np.asarray(rating.combined_steps(SPEAKING, a, STEPS)))[0]
    assert found == pytest.approx(wanted, abs=1e-5)


def test_a_task_has_three_points_for_each_criterion() -> None:
    assert len(rating.combined_steps(WRITING, 0.6, STEPS)) == 12
    assert rating.points(WRITING, scores(3, 3, 3, 3, type=WRITING)) == 12
    assert rating.points(SPEAKING, scores(1, 0, 2)) == 3


@pytest.mark.parametrize(
    "given", [{}, {"task": 1}, scores(1, 2, 4), scores(1, 2, -1), scores(0, 0, 0, 0, type=WRITING)]
)
def test_a_rating_that_leaves_a_criterion_out_or_goes_beyond_is_refused(given: dict[str, int]) -> None:
    with pytest.raises(errors.Invalid):
        rating.points(SPEAKING, given)


@pytest.mark.parametrize(
    ("ratings", "agreed"),
    [
        ([scores(1, 1, 1)], 3),
        ([scores(1, 1, 1), scores(2, 2, 1)], 4),
        ([scores(1, 1, 1), scores(2, 1, 1)], 3),
        ([scores(0, 0, 0), scores(3, 3, 3)], 4),
        ([scores(0, 0, 0), scores(3, 3, 3), scores(3, 3, 2)], 6),
    ],
)
def test_raters_agree_on_the_mean_and_half_a_point_goes_down(ratings: list[dict[str, int]], agreed: int) -> None:
    assert rating.agreed(SPEAKING, ratings) == agreed


@given(st.lists(SCORES, min_size=1, max_size=3))
def test_what_is_agreed_lies_between_the_raters(ratings: list[dict[str, int]]) -> None:
    sums = [sum(each.values()) for each in ratings]
    assert min(sums) <= rating.agreed(WRITING, ratings) <= max(sums)


def test_two_points_apart_on_a_criterion_are_named_and_one_point_is_not() -> None:
    found = rating.differences([scores(0, 2, 1), scores(2, 3, 1)])
    assert [(each.criterion, each.lowest, each.highest) for each in found] == [(Criterion.TASK, 0, 2)]
    assert rating.differences([scores(0, 0, 0)]) == []
