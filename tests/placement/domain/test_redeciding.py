"""Deciding again: what counts as another place, what caused it, and how often groups were right."""

import pytest

from placement.domain import redeciding
from placement.domain.redeciding import DecidedWith, Standing

BEFORE = Standing("regular", "a1", 0.8, "integration_general", "general_3")
WITH = DecidedWith("c1", "u1", "DE 2026", "7")


@pytest.mark.parametrize(
    ("after", "otherwise"),
    [
        (Standing("regular", "a1", 0.6, "integration_general", "general_3"), False),
        (Standing("fast_track", "a1", 0.8, "integration_general", "general_3"), True),
        (Standing("regular", "a2", 0.8, "integration_general", "general_3"), True),
        (Standing("regular", "a1", 0.8, "integration_general", "general_5"), True),
        (Standing("regular", "a1", 0.8), True),
    ],
)
def test_another_group_level_course_or_entry_is_another_place_and_sureness_is_not(
    after: Standing, otherwise: bool
) -> None:
    assert redeciding.differs(BEFORE, after) is otherwise


def test_a_result_from_before_courses_were_kept_says_nothing_about_its_course() -> None:
    assert not redeciding.differs(Standing("regular", "a1", 0.8), BEFORE)


def test_what_has_another_version_is_the_cause() -> None:
    assert redeciding.causes(WITH, DecidedWith("c2", "u1", "DE 2026", "8")) == ("costs", "test")
    assert redeciding.causes(WITH, WITH) == ()


def test_a_rule_that_ended_by_its_date_is_a_cause_without_a_new_version() -> None:
    assert redeciding.causes(WITH, WITH, rule_ended=True) == ("rules",)
    assert redeciding.causes(WITH, DecidedWith("c1", "u1", "DE 2027", "7"), rule_ended=True) == ("rules",)


def test_versions_survive_storage() -> None:
    assert DecidedWith.from_json(WITH.to_json()) == WITH
    assert DecidedWith.from_json({}) == DecidedWith()


def test_a_share_is_told_only_with_enough_check_ins() -> None:
    few = [("right", False)] * 18 + [("too_hard", True)]
    assert redeciding.rate(few).in_hundred is None
    enough = redeciding.rate([*few, ("too_easy", False)])
    assert (enough.checked, enough.not_right, enough.moved, enough.in_hundred) == (20, 2, 1, 10)


def test_a_preview_counts_who_goes_up_and_down_by_level() -> None:
    moves = [
        (Standing("regular", "a1", 0.8), Standing("regular", "a2", 0.8)),
        (Standing("regular", "a1", 0.8), Standing("fast_track", "a2", 0.8)),
        (Standing("regular", "b1", 0.8), Standing("regular", "a2", 0.8)),
        (Standing("regular", "", 0.8), Standing("regular", "pre_a1", 0.8)),
        (Standing("regular", "a1", 0.8), Standing("fast_track", "a1", 0.8)),
    ]
    shifts = redeciding.level_shifts(moves)
    assert [(one.before, one.after, one.people, one.up) for one in shifts] == [
        ("a1", "a2", 2, True),
        ("", "pre_a1", 1, True),
        ("b1", "a2", 1, False),
    ]
    assert [(one.before, one.after, one.people, one.up) for one in redeciding.group_shifts(moves)] == [
        ("regular", "fast_track", 2, None)
    ]
    levels = [before.level for before, _ in moves] + ["a2"]
    assert redeciding.at_levels(levels, shifts) == (
        ("", 1, 0),
        ("pre_a1", 0, 1),
        ("a1", 3, 1),
        ("a2", 1, 4),
        ("b1", 1, 0),
    )
