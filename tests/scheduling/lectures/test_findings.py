"""What is said about a problem of lectures before anybody searches."""

from dataclasses import replace

from scheduling.domain.lecture_checks import findings
from scheduling.domain.lectures import Course, Problem, Room, Unavailable
from tests.scheduling.lectures.problems import BY_HAND


def said(problem: Problem) -> list[tuple[str, bool]]:
    return [(one.code, one.fatal) for one in findings(problem)]


def test_a_sound_problem_needs_no_words() -> None:
    assert said(BY_HAND) == []


def test_more_lectures_than_rooms_have_periods() -> None:
    crowded = replace(BY_HAND, rooms=BY_HAND.rooms[:1], courses=(*BY_HAND.courses, Course("art", "eve", 1, 1, 1)))

    assert said(crowded) == [("timetable.lectures.no_places", True)]


def test_a_course_that_is_closed_nearly_always() -> None:
    closed = tuple(Unavailable("maths", day, period) for day in (0, 1) for period in (0, 1, 2))[1:]

    assert said(replace(BY_HAND, unavailable=closed)) == [("timetable.lectures.no_time", True)]


def test_a_teacher_and_students_with_more_lectures_than_the_week_has_periods() -> None:
    long = (replace(BY_HAND.courses[0], lectures=6), *BY_HAND.courses[1:])

    assert said(replace(BY_HAND, courses=long)) == [
        ("timetable.lectures.teacher", True),
        ("timetable.lectures.curriculum", True),
    ]


def test_a_room_without_seats_and_days_out_of_reach_cost_but_forbid_nothing() -> None:
    odd = replace(
        BY_HAND,
        rooms=(*BY_HAND.rooms, Room("cupboard", 0)),
        courses=(replace(BY_HAND.courses[0], min_days=3), *BY_HAND.courses[1:]),
    )

    assert said(odd) == [("timetable.lectures.no_seats", False), ("timetable.lectures.days", False)]
