"""Needs are said by the person, offered by rooms, courses and groups, and missing in words; nothing else is looked at."""

import pytest

from lms.learners.domain.lives import Need
from lms.learners.domain.needs import KINDS, OF_GROUPS, OF_ROOMS, Missing, Place, missing, ticked

PLAIN = Place(seats=16, step_free=True)


def test_every_need_has_its_line() -> None:
    assert {kind.need for kind in KINDS} == set(Need)


@pytest.mark.parametrize(
    ("need", "place"),
    [
        (Need.WOMEN_ONLY, Place(frozenset({"women_only"}), 16, step_free=True)),
        (Need.STEP_FREE, Place(seats=16, step_free=True)),
        (Need.STEP_FREE, Place(seats=16, mode="online")),
        (Need.QUIET, Place(frozenset({"quiet"}), 16, step_free=True)),
        (Need.SMALL_GROUP, Place(seats=8, step_free=False)),
        (Need.LARGE_PRINT, Place(frozenset({"large_print"}), 16, step_free=True)),
        (Need.HEARING, Place(frozenset({"hearing"}), 16, step_free=True)),
        (Need.SIGN_LANGUAGE, Place(frozenset({"sign_language"}), 16, step_free=True)),
        (Need.FROM_HOME, Place(seats=16, mode="both", step_free=True)),
        (Need.SENIORS, Place(frozenset({"seniors"}), 16, step_free=True)),
        (Need.WOMAN_TEACHER, Place(frozenset({"woman_teacher"}), 16, step_free=True)),
    ],
)
def test_a_need_is_met_where_it_is_offered_and_missing_where_it_is_not(need: Need, place: Place) -> None:
    assert missing([need], place) == ()
    assert [one.need for one in missing([need], Place(seats=16, step_free=False))] == [need]


def test_what_hangs_on_the_room_is_open_until_the_room_is_chosen() -> None:
    without_room = Place(seats=16)
    assert missing([Need.STEP_FREE, Need.QUIET, Need.WOMEN_ONLY], without_room) == (
        Missing(Need.WOMEN_ONLY),
        Missing(Need.STEP_FREE, open=True),
        Missing(Need.QUIET, open=True),
    )


def test_who_needs_nothing_misses_nothing() -> None:
    assert missing([], PLAIN) == ()


def test_only_what_a_room_or_a_group_can_offer_is_ticked() -> None:
    assert ticked(["quiet", "women_only", "step_free", "unknown"], OF_ROOMS) == ("quiet",)
    assert ticked(["quiet", "women_only"], OF_GROUPS) == ("women_only", "quiet")
