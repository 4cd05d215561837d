"""The screener study: a few questions are nearly as often right as all of them."""

import pytest

from placement.domain import screen_study, sort_study
from placement.domain.item_bank import LiteracyAxis
from placement.domain.population import ASSUMED
from placement.domain.screen_study import ScreenOutcome


@pytest.fixture(scope="module")
def found() -> ScreenOutcome:
    return screen_study.run(ASSUMED, 1500, 1)


def test_the_screener_asks_four_tenths_of_the_fixed_form_and_is_as_often_right(found: ScreenOutcome) -> None:
    latin = found.axes[LiteracyAxis.LATIN]
    assert latin.fixed_items == 14
    assert latin.share_of_items <= 0.40
    assert latin.accuracy_lost <= 0.005


def test_each_axis_takes_its_own_time(found: ScreenOutcome) -> None:
    first, second = (found.axes[axis] for axis in LiteracyAxis)
    assert 2 < first.items < 6
    assert 2 < second.items < 6
    assert 0 < found.ended_kindly < 0.15


def test_steps_rise_with_difficulty_three_or_more_in_the_easiest() -> None:
    for form in ("literacy", "decoding"):
        pool = screen_study.with_steps(sort_study.study_items()[form])
        assert [item.step for item in pool] == sorted(item.step for item in pool)
        assert sum(item.step == 1 for item in pool) >= 3
