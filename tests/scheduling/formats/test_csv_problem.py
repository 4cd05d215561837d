"""Problems and timetables as sheets: nothing is lost on the way, and every mistake is told with its line."""

from dataclasses import replace
from datetime import date

import pytest

from lms.kernel import errors
from lms.kernel.language import add_sentences, say
from scheduling import words
from scheduling.domain.problem import Household, Lock, Problem, Rules
from scheduling.domain.timetable import Section, Timetable
from scheduling.formats import csv_problem
from tests.scheduling.problems import centre, person, small


def whole_life() -> Problem:
    """A house in which everything occurs that a sheet can hold."""
    problem = small(
        learners=(
            person("amina", weeks=(frozenset({"mon-am"}), frozenset({"mon-pm", "tue-pm"})), household="home",
                   children=("toddler",), shared=("toddler",), later=("toddler",), step_free=True, priority=3),
            person("bilal", household="home", intensive=False),
        ),
        households=(Household("home", ("amina", "bilal"), ("toddler", "")),),
        locks=(Lock("s1", "a1", teacher="rosa", learners=("amina",)), Lock("s2", "a1", room="attic")),
        travel={("north", "south"): 40},
    )  # fmt: skip
    rosa, tomas = problem.teachers
    rooms = tuple(
        replace(r, site="north", equipment=frozenset({"=computers"}), taken=frozenset({"mon-am"}))
        for r in problem.rooms
    )
    return replace(
        problem,
        rooms=rooms,
        teachers=(replace(rosa, lapsing={"a1": date(2027, 1, 31)}), tomas),
        rules=Rules(0.8, replace(problem.rules.costs, gap=3), {"timetable.room_too_small": 5}),
    )


@pytest.mark.parametrize("problem", [whole_life(), centre(1), small(childcare=None)], ids=["all", "random", "no care"])
def test_a_problem_survives_the_way_out_and_in(problem: Problem) -> None:
    again = csv_problem.read_problem(csv_problem.unpacked(csv_problem.packed(csv_problem.write_problem(problem))))
    assert again == problem


def test_a_timetable_has_a_line_for_every_seat_and_survives_the_way_out_and_in() -> None:
    plan = Timetable(
        (Section("s1", "a1", "mornings", "hall", "rosa", ("amina", "bilal"), "s2"), Section("s2", "a1", "e", "h", "t"))
    )
    sheets = csv_problem.write_timetable(plan)
    assert len(sheets["timetable.csv"].splitlines()) == 4
    assert csv_problem.read_timetable(sheets) == plan


def test_every_mistake_is_told_at_once_with_sheet_line_and_column() -> None:
    sheets = csv_problem.write_problem(small())
    sheets["rooms.csv"] = b"room,seats\nhall,many\nhall,3\nhall,4\n,5\n"
    sheets["teachers.csv"] = sheets["teachers.csv"].replace(b"mon-am", b"mon-xx", 1)
    sheets["slots.csv"] = sheets["slots.csv"].replace(b"Tuesday,08:30", b"Someday,08:30").replace(b"19:00", b"7 pm", 1)
    del sheets["patterns.csv"]
    with pytest.raises(errors.Invalid) as refused:
        csv_problem.read_problem(sheets)
    add_sentences(words.SENTENCES)
    troubles = refused.value.facts["troubles"]
    told = {(one.sheet, one.line, one.column, one.code.removeprefix("timetable.csv.")) for one in troubles}
    assert {
        ("rooms", 2, "seats", "whole_number"),
        ("rooms", 4, "room", "twice"),
        ("rooms", 5, "room", "empty"),
        ("teachers", 2, "slots", "unknown"),
        ("slots", 4, "day", "day"),
        ("slots", 3, "start", "time"),
        ("patterns", 0, "", "sheet_missing"),
    } <= told
    assert all(say(one.code, one.facts) for one in troubles)


def test_lines_of_one_section_that_disagree_are_told() -> None:
    sheet = b"section,course,pattern,room,teacher,learner\ns1,a1,mornings,hall,rosa,amina\ns1,a1,mornings,attic,rosa,bilal\n"
    with pytest.raises(errors.Invalid) as refused:
        csv_problem.read_timetable({"timetable.csv": sheet})
    assert [(one.line, one.column) for one in refused.value.facts["troubles"]] == [(3, "room")]


@pytest.mark.parametrize("data", [b"", b"no zip at all"])
def test_what_is_no_zip_is_refused_with_a_sentence(data: bytes) -> None:
    with pytest.raises(errors.Invalid):
        csv_problem.unpacked(data)
