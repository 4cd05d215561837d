"""The judge of lectures: every rule with the smallest timetable that breaks it."""

from dataclasses import replace

import pytest

from scheduling.domain.lectures import Curriculum, Hard, Meeting, Soft, Unsuitable, judge
from tests.scheduling.lectures.problems import BY_HAND, HELD

FINE = Hard(lectures=0, conflicts=0, availability=0, room_occupancy=0)


def test_a_timetable_counted_by_hand() -> None:
    found = judge(BY_HAND, HELD)

    assert found.hard == FINE
    assert found.soft == Soft(room_capacity=20, min_working_days=5, isolated_lectures=4, room_stability=1)
    assert found.soft.total == 30


def test_nothing_held_misses_every_lecture_and_every_day() -> None:
    found = judge(BY_HAND, ())

    assert found.hard == replace(FINE, lectures=6)
    assert found.soft == Soft(0, 25, 0, 0)


def test_a_lecture_too_many_is_as_wrong_as_one_too_few() -> None:
    assert judge(BY_HAND, (*HELD, Meeting("logic", "cell", 1, 1))).hard.lectures == 1
    assert judge(BY_HAND, HELD[1:]).hard.lectures == 1


@pytest.mark.parametrize(
    ("moved", "broken"),
    [
        (Meeting("physics", "cell", 0, 0), replace(FINE, conflicts=1)),
        (Meeting("physics", "cell", 1, 0), replace(FINE, conflicts=1)),
        (Meeting("physics", "hall", 0, 1), replace(FINE, conflicts=1)),
        (Meeting("physics", "hall", 1, 0), replace(FINE, conflicts=1, room_occupancy=1)),
    ],
    ids=["with itself", "with a course of the same students", "with a course of the same teacher", "in the same room"],
)
def test_two_at_once(moved: Meeting, broken: Hard) -> None:
    assert judge(BY_HAND, (HELD[0], moved, *HELD[2:])).hard == broken


def test_a_lecture_when_its_course_cannot_be_taught() -> None:
    late = (*HELD[:2], Meeting("physics", "hall", 0, 1), HELD[3], Meeting("maths", "hall", 1, 2), HELD[5])

    assert judge(BY_HAND, late).hard == replace(FINE, availability=1, conflicts=1)


def test_every_curriculum_counts_its_own_lonely_lectures() -> None:
    twice = replace(BY_HAND, curricula=(*BY_HAND.curricula, Curriculum("second", ("maths", "physics"))))

    assert judge(twice, HELD).soft.isolated_lectures == 8


def test_last_period_of_a_day_and_first_of_the_next_are_not_side_by_side() -> None:
    apart = (Meeting("maths", "hall", 0, 2), Meeting("maths", "hall", 1, 0))

    assert judge(BY_HAND, apart).soft.isolated_lectures == 4


def test_rooms_ruled_out_are_counted_beside_the_cost() -> None:
    strict = replace(BY_HAND, unsuitable=(Unsuitable("maths", "hall"),))

    assert judge(strict, HELD) == replace(judge(BY_HAND, HELD), unsuitable_rooms=2)
