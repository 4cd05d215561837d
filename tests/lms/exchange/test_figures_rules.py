"""Rules of the figures: what the numbers ask for, and what an observer may not see."""

from dataclasses import replace
from datetime import time

import pytest

from lms.exchange.domain import comparison
from lms.exchange.domain.figures import Group, State, best_slot, joined_groups, new_groups, state_of
from lms.exchange.domain.suppression import Hidden, share_of, shown, suppressed
from lms.kernel.contracts import WeekInterval
from lms.kernel.vocabulary import Shift
from lms.learners.domain.availability import Availability

MORNING = (WeekInterval(1, time(9), time(11, 15)),)
EVENING = (WeekInterval(1, time(17, 30), time(19, 45)),)


def test_more_people_than_seats_is_short_and_a_whole_empty_group_is_empty() -> None:
    assert state_of(17, 16, 6) is State.SHORT
    assert state_of(12, 16, 6) is State.FITS
    assert state_of(10, 16, 6) is State.EMPTY


def test_people_with_day_work_ask_for_the_evening() -> None:
    slot, people = best_slot([Availability(Shift.DAY)] * 3 + [Availability()])
    assert (slot.key, people) == ("evening", 4)
    assert best_slot([Availability(Shift.LATE)] * 2)[0].key == "morning"


def test_groups_are_asked_for_from_a_whole_group_on() -> None:
    assert new_groups("regular", "a1", 5, 16, 6, []) is None
    found = new_groups("regular", "a1", 17, 16, 6, [Availability()] * 17)
    assert found
    assert (found.groups, found.people, found.fitting) == (2, 17, 17)


def test_two_half_empty_groups_become_one_where_people_can_come() -> None:
    small = Group("s", "Small", 16, ("a", "b"), EVENING)
    large = Group("l", "Large", 16, ("c", "d", "e"), MORNING)
    found = joined_groups([small, large], {})
    assert found
    assert (found.closed.name, found.kept.name, found.moving, found.empty) == ("Small", "Large", 2, 27)
    workers = {name: Availability(Shift.EARLY) for name in "abcde"}
    turned = joined_groups([small, large], workers)
    assert turned
    assert (turned.closed.name, turned.kept.name) == ("Large", "Small")
    assert joined_groups([small, Group("f", "Full", 16, tuple("cdefghijklmnopq"), MORNING)], {}) is None


def test_nobody_is_no_secret_and_one_to_four_are() -> None:
    assert shown(0) == 0
    assert [shown(count) for count in (1, 4)] == [Hidden.FEW, Hidden.FEW]
    assert shown(5) == 5


def test_a_small_cell_cannot_be_worked_out_from_the_totals() -> None:
    counts = {("r", "a1"): 3, ("r", "a2"): 20, ("r", "b1"): 9, ("l", "a1"): 12, ("l", "a2"): 7, ("l", "b1"): 30}
    found = suppressed(counts, ("r", "l"), ("a1", "a2", "b1"))
    hidden = {cell for cell, value in found.cells.items() if isinstance(value, Hidden)}
    assert found.cells["r", "a1"] is Hidden.FEW
    for row in ("r", "l"):
        assert len([cell for cell in hidden if cell[0] == row]) != 1
    for column in ("a1", "a2", "b1"):
        assert len([cell for cell in hidden if cell[1] == column]) != 1
    assert found.total == 81


def test_a_small_total_is_hidden_with_what_makes_it_up() -> None:
    found = suppressed({("r", "a1"): 2}, ("r",), ("a1", "a2"))
    assert found.cells["r", "a1"] is found.row_totals["r"] is found.total is Hidden.FEW
    assert found.cells["r", "a2"] == 0


def test_a_share_has_an_interval_over_people_and_none_for_few() -> None:
    assert share_of([(90, 100)] * 4) is None
    alike = share_of([(90, 100)] * 10)
    assert alike
    assert (alike.value, round(alike.low, 6), round(alike.high, 6)) == (0.9, 0.9, 0.9)
    # By hand: share .5, squared residuals 10 * 50 ** 2, error sqrt(10 / 9 * 25000) / 1000 = .1667.
    spread = share_of([(100, 100)] * 5 + [(0, 100)] * 5)
    assert spread
    assert (round(spread.low, 3), round(spread.high, 3)) == (0.173, 0.827)


@pytest.mark.parametrize(
    ("people", "seats", "stands"),
    [(12, 10, "fits"), (13, 10, "short"), (6, 10, "fits"), (5, 10, "empty"), (1, 0, "short"), (0, 0, "nobody")],
)
def test_more_than_twelve_people_for_ten_seats_are_short_and_fewer_than_six_leave_them_empty(
    people: int, seats: int, stands: str
) -> None:
    assert comparison.standing(people, seats) == stands


def test_half_empty_groups_of_one_kind_and_time_could_be_one() -> None:
    one = comparison.Group("R", "North", "regular", "a1", 16, 5, ((0, time(9)), (2, time(9))))
    same = replace(one, name="S", centre="South", taken=8)
    assert comparison.nearly_the_same([one, same]) == [(one, same)]
    for other in (
        replace(same, level="a2"),
        replace(same, times=((0, time(17, 30)),)),
        replace(same, times=((1, time(9)),)),
        replace(same, taken=9),
        replace(same, seats=10, taken=5, track="fast_track"),
    ):
        assert comparison.nearly_the_same([one, other]) == []
    small = replace(one, seats=8, taken=4)
    assert comparison.nearly_the_same([small, replace(small, name="T", taken=4)]) != []
    assert comparison.nearly_the_same([replace(small, seats=6, taken=3), replace(small, seats=6, taken=3)]) != []
