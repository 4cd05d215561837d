"""Rooms by name for sections whose times are fixed."""

from scheduling.domain.problem import Room
from scheduling.solvers.rooms import Need, assign_rooms


def test_the_smallest_room_that_suits_is_taken() -> None:
    rooms = [Room("hall", 20), Room("study", 8)]
    assert assign_rooms(rooms, [Need((1,), 6, False), Need((1,), 12, False)]) == [1, 0]


def test_step_free_rooms_are_kept_for_those_who_need_them() -> None:
    rooms = [Room("ground floor", 9), Room("attic", 9, step_free=False)]
    assert assign_rooms(rooms, [Need((1,), 9, False), Need((1,), 8, True)]) == [1, 0]


def test_a_room_is_found_for_all_where_taking_turns_would_fail() -> None:
    rooms = [Room("a", 9), Room("b", 9)]
    # A chain in which neighbours share a slot; its two ends come first and must not take the same room.
    chain = [Need((1, 5), 6, False), Need((4, 6), 6, False), Need((1, 2), 6, False), Need((2, 4), 6, False)]
    found = assign_rooms(rooms, chain)
    assert None not in found
    assert found[0] == found[3] != found[1] == found[2]


def test_the_smallest_group_goes_without_when_rooms_run_out() -> None:
    assert assign_rooms([Room("a", 9)], [Need((1,), 6, False), Need((1,), 8, False)]) == [None, 0]
