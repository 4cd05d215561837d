"""Draws of a sitting: the same from the same seed and place, and even."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from placement.domain.chance import Draw


@given(st.integers(0, 2**64), st.integers(0, 60))
def test_the_same_step_of_a_sitting_always_draws_the_same(seed: int, place: int) -> None:
    first, again = Draw(seed, place), Draw(seed, place)
    assert [first.integers(5) for _ in range(8)] == [again.integers(5) for _ in range(8)]


def test_draws_are_even_over_places_and_over_seeds() -> None:
    for steps in ([Draw(1, place) for place in range(5000)], [Draw(seed, 3) for seed in range(5000)]):
        counts = np.bincount([step.integers(5) for step in steps], minlength=5)
        assert counts.min() > 880
        assert counts.max() < 1120
        assert abs(np.mean([step.random() for step in steps]) - 0.5) < 0.02


def test_neighbouring_steps_have_nothing_in_common() -> None:
    first = np.array([[Draw(seed, place).random() for place in range(40)] for seed in range(200)])
    assert abs(np.corrcoef(first[:, :-1].ravel(), first[:, 1:].ravel())[0, 1]) < 0.04
    assert abs(np.corrcoef(first[:-1].ravel(), first[1:].ravel())[0, 1]) < 0.04
