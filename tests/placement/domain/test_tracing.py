"""Tracing: a careful line gets its points, whatever hand or direction; a scribble, a dot and nothing get none."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from placement.domain import tracing
from placement.domain.tracing import MODELS, Stroke, strokes_of, trace


def shaken(name: str, by: float, seed: int = 1) -> list[Stroke]:
    rng = np.random.default_rng(seed)
    return [[(x + rng.normal(0, by), y + rng.normal(0, by)) for x, y in stroke] for stroke in MODELS[name]]


@pytest.mark.parametrize("name", MODELS)
def test_the_model_itself_and_a_slightly_shaky_hand_get_two_points(name: str) -> None:
    assert trace(MODELS[name], MODELS[name]).points == 2
    assert trace(MODELS[name], shaken(name, 1.5)).points == 2


@pytest.mark.parametrize("name", MODELS)
def test_direction_and_lifting_the_pen_do_not_count(name: str) -> None:
    backwards = [list(reversed(stroke)) for stroke in reversed(MODELS[name])]
    assert trace(MODELS[name], backwards).points == 2
    parts = [piece for stroke in MODELS[name] for piece in (stroke[: len(stroke) // 2 + 1], stroke[len(stroke) // 2 :])]
    assert trace(MODELS[name], parts).points == 2


def test_three_quarters_of_the_line_get_one_point() -> None:
    assert trace(MODELS["straight"], [[(10, 50), (70, 50)]]).points == 1


@pytest.mark.parametrize(
    "drawing",
    [[], [[(50, 50)]], [[(10, 10), (90, 10)]], [[(10, 50), (30, 50)]]],
    ids=["nothing", "dot", "beside", "short"],
)
def test_nothing_a_dot_a_line_beside_and_a_short_one_get_none(drawing: list[Stroke]) -> None:
    assert trace(MODELS["straight"], drawing).points == 0


def test_a_straight_line_through_a_wave_gets_less_than_the_wave() -> None:
    assert trace(MODELS["wave"], MODELS["straight"]).points < 2


def test_a_scribble_over_everything_covers_but_gets_none() -> None:
    rows = [(float(x), float(y)) for y in range(0, 101, 4) for x in ((0, 100) if y % 8 else (100, 0))]
    for name in MODELS:
        found = trace(MODELS[name], [rows])
        assert found.covered > 0.95
        assert found.points == 0


def test_a_slow_hand_with_many_points_counts_as_a_quick_one() -> None:
    slow = [[(10 + x * 0.02, 50.0) for x in range(2001)] + [(50.0, 50.0), (90.0, 50.0)]]
    assert trace(MODELS["straight"], slow) == trace(MODELS["straight"], [[(10, 50), (90, 50)]])


def test_strokes_are_read_and_kept_inside_the_square() -> None:
    assert strokes_of(["1,2 3.5,4", " ", "-7,500"]) == [[(1.0, 2.0), (3.5, 4.0)], [(0.0, 100.0)]]


@pytest.mark.parametrize("text", ["1", "a,b", "1,2,3", "nan,1", "inf,2"])
def test_what_is_no_stroke_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        strokes_of([text])


def test_more_points_than_a_hand_can_draw_are_refused() -> None:
    with pytest.raises(ValueError):
        strokes_of(["1,1 " * (tracing.MOST_POINTS + 1)])


@settings(deadline=None, max_examples=60)
@given(st.lists(st.lists(st.tuples(st.floats(0, 100), st.floats(0, 100)), max_size=8), max_size=4))
def test_any_drawing_gets_points_between_0_and_2(drawing: list[list[tuple[float, float]]]) -> None:
    for model in MODELS.values():
        found = trace(model, drawing)
        assert 0 <= found.points <= tracing.HIGHEST
        assert 0 <= found.covered <= 1
        assert 0 <= found.close <= 1
