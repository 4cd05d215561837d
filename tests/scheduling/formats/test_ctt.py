"""Problems and timetables of lectures as text: in and out again, and what is wrong with a file, by line."""

from dataclasses import replace

import pytest

from lms.kernel import errors, language
from scheduling import words
from scheduling.domain.lectures import Course, Curriculum, Meeting, Problem, Room, Unavailable, Unsuitable
from scheduling.formats import ctt

PLAIN = """Name: Small school
Courses: 2
Rooms: 2
Days: 5
Periods_per_day: 4
Curricula: 1
Constraints: 1

COURSES:
maths ada 3 2 40
art bob 1 1 12

ROOMS:
A 30
B 45

CURRICULA:
first 2 maths art

UNAVAILABILITY_CONSTRAINTS:
art 4 3

END.
"""

EXTENDED = """Name: Small school
Courses: 2
Rooms: 2
Days: 5
Periods_per_day: 4
Curricula: 1
Min_Max_Daily_Lectures: 2 3
UnavailabilityConstraints: 1
RoomConstraints: 1

COURSES:
maths ada 3 2 40 1
art bob 1 1 12 0

ROOMS:
A 30 0
B 45 2

CURRICULA:
first 2 maths art

UNAVAILABILITY_CONSTRAINTS:
art 4 3

ROOM_CONSTRAINTS:
art B

END.
"""

SCHOOL = Problem(
    "Small school",
    5,
    4,
    (Course("maths", "ada", 3, 2, 40), Course("art", "bob", 1, 1, 12)),
    (Room("A", 30), Room("B", 45)),
    (Curriculum("first", ("maths", "art")),),
    (Unavailable("art", 4, 3),),
)
RICHER = replace(
    SCHOOL,
    courses=(Course("maths", "ada", 3, 2, 40, True), Course("art", "bob", 1, 1, 12, False)),
    rooms=(Room("A", 30, 0), Room("B", 45, 2)),
    unsuitable=(Unsuitable("art", "B"),),
    daily=(2, 3),
)


@pytest.mark.parametrize(("text", "kind", "problem"), [(PLAIN, "ctt", SCHOOL), (EXTENDED, "ectt", RICHER)])
def test_read_and_written_again(text: str, kind: ctt.Format, problem: Problem) -> None:
    assert ctt.read_problem(text, kind) == problem
    assert ctt.write_problem(problem, kind) == text
    assert ctt.read_problem(text.replace("\n", "\r\n").replace(" ", "\t "), kind) == problem


def test_the_plain_format_loses_nothing_silently() -> None:
    with pytest.raises(errors.Invalid) as refused:
        ctt.write_problem(RICHER, "ctt")
    assert refused.value.code == "timetable.ctt.not_expressible"


def test_the_extended_format_takes_a_plain_problem() -> None:
    again = ctt.read_problem(ctt.write_problem(SCHOOL, "ectt"), "ectt")

    assert (again.unavailable, again.unsuitable, again.daily) == (SCHOOL.unavailable, (), (0, 4))
    assert [(one.name, one.double) for one in again.courses] == [("maths", False), ("art", False)]


def test_names_with_a_space_cannot_be_written() -> None:
    with pytest.raises(errors.Invalid) as refused:
        ctt.write_problem(replace(SCHOOL, rooms=(Room("big hall", 30),)), "ctt")
    assert refused.value.code == "timetable.ctt.names"


WRONG = [
    ("Courses: 2", "Courses", 2, "head_line"),
    ("Courses: 2", "Courses: two", 2, "no_number"),
    ("Courses: 2", "Courses: 3", 11, "count"),
    ("Courses: 2\n", "", 6, "head_misses"),
    ("Rooms: 2", "Courses: 2", 3, "twice"),
    ("Days: 5", "Days: 0", 4, "too_small"),
    ("Periods_per_day: 4", "Periods_per_day: 99", 5, "too_large"),
    ("maths ada 3 2 40", "maths ada 3 2", 10, "words"),
    ("maths ada 3 2 40", "maths ada 3 2 -40", 10, "no_number"),
    ("maths ada 3 2 40", "maths ada 0 2 40", 10, "too_small"),
    ("art bob 1 1 12", "maths bob 1 1 12", 11, "twice"),
    ("first 2 maths art", "first 3 maths art", 18, "curriculum"),
    ("first 2 maths art", "first 2 maths arts", 18, "unknown_name"),
    ("first 2 maths art", "first 2 maths maths", 18, "twice"),
    ("art 4 3\n", "art 5 3\n", 21, "too_large"),
    ("art 4 3\n", "art 4 4\n", 21, "too_large"),
    ("ROOMS:", "ROOM_CONSTRAINTS:", 13, "unknown_part"),
    ("ROOMS:", "COURSES:", 13, "twice"),
    ("END.", "END", 23, "no_end"),
    ("END.\n", "", 21, "no_end"),
    ("END.\n", "END.\nart 4 3\n", 24, "after_end"),
    ("UNAVAILABILITY_CONSTRAINTS:\nart 4 3\n", "", 21, "part_misses"),
]


@pytest.mark.parametrize(("right", "wrong", "line", "reason"), WRONG)
def test_a_broken_file_is_refused_with_the_line_and_the_reason(right: str, wrong: str, line: int, reason: str) -> None:
    with pytest.raises(errors.Invalid) as refused:
        ctt.read_problem(PLAIN.replace(right, wrong, 1), "ctt")

    found = refused.value
    assert (found.code, found.facts["line"]) == (f"timetable.ctt.{reason}", line)
    language.add_sentences(words.SENTENCES)
    assert str(line) in language.say(found.code, found.facts)


def test_no_room_at_all() -> None:
    with pytest.raises(errors.Invalid) as refused:
        ctt.read_problem(PLAIN.replace("Rooms: 2", "Rooms: 0").replace("A 30\nB 45\n", ""), "ctt")
    assert refused.value.code == "timetable.ctt.empty"


def test_an_empty_file() -> None:
    with pytest.raises(errors.Invalid) as refused:
        ctt.read_problem("", "ctt")
    assert (refused.value.code, refused.value.facts["line"]) == ("timetable.ctt.no_end", 1)


def test_a_timetable_in_and_out() -> None:
    held = (Meeting("maths", "A", 0, 3), Meeting("art", "B", 4, 0))
    text = ctt.write_solution(held)

    assert text == "maths A 0 3\nart B 4 0\n"
    assert ctt.read_solution(text + "\n\n", SCHOOL) == held


@pytest.mark.parametrize(
    ("line", "reason"),
    [("art B 4", "words"), ("craft B 4 0", "unknown_name"), ("art C 4 0", "unknown_name"), ("art B 5 0", "too_large")],
)
def test_a_line_of_a_timetable_that_cannot_be(line: str, reason: str) -> None:
    with pytest.raises(errors.Invalid) as refused:
        ctt.read_solution(f"maths A 0 3\n{line}\n", SCHOOL)
    assert (refused.value.code, refused.value.facts["line"]) == (f"timetable.ctt.{reason}", 2)
