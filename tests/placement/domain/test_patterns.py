"""Patterns: every row goes on in one way only, the same seed makes the same pictures, and harder ones have more rules."""

import pytest

from placement.domain import patterns
from placement.domain.patterns import Figure


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_right_picture_follows_and_no_other_choice_does(seed: int) -> None:
    for _, cycles, found in patterns.generate(seed):
        assert len(found.row) == patterns.SHOWN
        assert len(set(found.choices)) == patterns.CHOICES
        right = found.choices[found.answer]
        for name, values in cycles.items():
            assert getattr(right, name) == values[patterns.SHOWN % len(values)]
        for place, other in enumerate(found.choices):
            differs = [name for name in cycles if getattr(other, name) != getattr(right, name)]
            constant = [name for name in ("form", "filling", "turn", "number", "size") if name not in cycles]
            broken = any(getattr(other, name) != getattr(found.row[0], name) for name in constant)
            assert (place == found.answer) is not (bool(differs) or broken)


def test_the_same_seed_makes_the_same_pictures() -> None:
    assert list(patterns.generate(5)) == list(patterns.generate(5))
    assert list(patterns.generate(5)) != list(patterns.generate(6))


def test_every_cycle_shows_enough_of_itself_to_be_seen() -> None:
    for _, cycles in patterns.PLAN:
        for values in cycles.values():
            # A long cycle of turns goes on by the same step each time; any other begins again within the row.
            assert len(values) < patterns.SHOWN or values == patterns.EIGHTHS


def test_difficulties_rise_and_reach_both_sides_of_the_cut() -> None:
    rising = [difficulty for difficulty, _ in patterns.PLAN]
    assert rising == sorted(rising)
    assert len(rising) >= 12
    assert rising[0] < 0 < 0.9 < rising[-1]


def test_only_forms_that_show_it_are_turned() -> None:
    for _, cycles, found in patterns.generate(1):
        if "turn" in cycles:
            assert {figure.form for figure in (*found.row, *found.choices)} <= set(patterns.TURNING)


def test_a_figure_is_written_and_read_back() -> None:
    figure = Figure("arrow", "empty", 90, 3, "small")
    assert patterns.parse(figure.code) == figure
    assert len(figure.transforms) == 3


@pytest.mark.parametrize("code", ["", "moon:full:0:1:large", "arrow:full:10:1:large", "arrow:full:0:9:large", "arrow"])
def test_what_is_no_figure_is_refused(code: str) -> None:
    with pytest.raises(ValueError):
        patterns.parse(code)
