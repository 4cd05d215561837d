"""Many places stand in groups, few in one list, and a page one step below a place is at that place."""

from typing import Any

from lms.kernel.contracts import NavGroup, NavItem
from lms.kernel.web import places

ROOMS = NavItem("courses.courses", "Courses", "books", "courses.plan", within=("courses.rooms",))
BOARD = NavItem("courses.week_board", "Week board", "calendar-dots", "courses.board.see")


def place(label: str, group: NavGroup = NavGroup.DAY, count: int = 0, current: bool = False) -> dict[str, Any]:
    return {"label": label, "group": group, "count": count, "current": current}


def many(*given: dict[str, Any]) -> list[dict[str, Any]]:
    return [*given, *(place(f"Day {number}") for number in range(places.FEW))]


def test_few_places_are_one_list_without_a_heading() -> None:
    (only,) = places.groups([place("Today"), place("Import", NavGroup.SETUP)])
    assert (only["label"], only["folds"]) == (None, False)
    assert [one["label"] for one in only["places"]] == ["Today", "Import"]


def test_many_places_stand_in_groups_and_what_is_for_every_day_comes_first() -> None:
    found = places.groups(many(place("Import", NavGroup.SETUP), place("Waiting list", NavGroup.PEOPLE)))
    assert [one["label"] for one in found] == [None, "Learners", "Set-up"]
    assert [one["folds"] for one in found] == [False, False, True]


def test_a_single_place_around_people_stands_among_them() -> None:
    alone = places.groups(many(place("People", NavGroup.PEOPLE), place("Ideas", NavGroup.VOICES)))
    assert [(one["label"], len(one["places"])) for one in alone[1:]] == [("Learners", 2)]
    two = places.groups(many(place("Complaints", NavGroup.VOICES), place("Ideas", NavGroup.VOICES)))
    assert [(one["label"], one["folds"]) for one in two[1:]] == [("What people say", True)]


def test_a_folded_group_says_its_work_and_is_open_for_whoever_is_in_it() -> None:
    closed = places.groups(many(place("Programmes", NavGroup.SETUP, 2), place("Import", NavGroup.SETUP, 1)))[-1]
    opened = places.groups(many(place("Programmes", NavGroup.SETUP, current=True)))[-1]
    assert (closed["count"], closed["open"], opened["open"]) == (3, False, True)


def test_nobody_has_a_group_without_a_place() -> None:
    assert places.groups([]) == []


def test_a_page_one_step_below_a_place_is_at_that_place_unless_it_says_another() -> None:
    items = [BOARD, ROOMS]
    assert places.here(items, "courses.week_board", None) is BOARD
    assert places.here(items, "courses.rooms", None) is ROOMS
    assert places.here(items, "courses.rooms", "courses.week_board") is BOARD
    assert places.here(items, "accounts.me", None) is None
