"""The registration sheet: what it reads, and every problem by line, column and code."""

from collections.abc import Mapping
from datetime import date

import pytest

from lms.exchange.domain.registration import COLUMNS, Child, Contact, Goal, RegistrationRow, Sex, Sheet, parse
from lms.exchange.domain.table import Problem, Severity
from lms.kernel.vocabulary import Level, Literacy, Shift, Track

TODAY = date(2026, 11, 23)
HEADER = ",".join(COLUMNS)
GOOD = {
    "person_id": "LH-0002",
    "given_name": "Leyla",
    "family_name": "Demir",
    "birth_date": "1991-02-13",
    "sex": "female",
    "email": "leyla.demir@example.org",
    "phone": "+49 30 23125 001",
    "first_language": "Turkish",
    "other_languages": "English; French",
    "schooling_years": "8",
    "literacy": "latin",
    "script": "Latn",
    "shift": "rotating",
    "rotation_anchor": "2026-11-23",
    "goal": "work",
    "occupation": "cook",
    "travel_minutes_max": "30",
    "step_free": "no",
    "interpreter": "Turkish",
    "contact": "voice",
    "child_1_name": "Sami",
    "child_1_birth": "2024-05-01",
    "placed_track": "regular",
    "placed_level": "A1",
}


def line(**changes: str) -> str:
    return ",".join((GOOD | changes).get(column, "") for column in COLUMNS)


def sheet(*lines: str, **options: object) -> Sheet:
    return parse("\n".join([HEADER, *lines]), today=TODAY, **options)  # type: ignore[arg-type]


def only(found: Sheet) -> Problem:
    (problem,) = found.problems
    return problem


def test_good_line_is_read_whole() -> None:
    found = sheet(line())
    assert found.ready
    assert found.rows == (
        RegistrationRow(
            line=2,
            person_id="LH-0002",
            given_name="Leyla",
            family_name="Demir",
            birth_date=date(1991, 2, 13),
            sex=Sex.FEMALE,
            email="leyla.demir@example.org",
            phone="+49 30 23125 001",
            first_language="Turkish",
            other_languages=("English", "French"),
            schooling_years=8.0,
            literacy=Literacy.LATIN,
            script="Latn",
            shift=Shift.ROTATING,
            rotation_anchor=date(2026, 11, 23),
            goal=Goal.WORK,
            occupation="cook",
            travel_minutes_max=30,
            step_free=False,
            interpreter="Turkish",
            contact=Contact.VOICE,
            children=(Child("Sami", date(2024, 5, 1)),),
            placed_track=Track.REGULAR,
            placed_level=Level.A1,
        ),
    )


def test_what_is_left_empty_is_not_known() -> None:
    found = parse("given_name\nHodan\n", today=TODAY)
    assert found.rows[0].literacy is Literacy.UNKNOWN
    assert found.rows[0].shift is None
    assert found.rows[0].step_free is None
    assert found.rows[0].children == ()


@pytest.mark.parametrize(
    ("changes", "column", "code", "facts"),
    [
        ({"birth_date": "31.02.1991"}, "birth_date", "date_impossible", {"year": 1991, "month": 2, "day": 31}),
        ({"birth_date": "13/02/1991"}, "birth_date", "date_unreadable", {}),
        ({"birth_date": "2027-01-01"}, "birth_date", "born_after_today", {"today": "2026-11-23"}),
        ({"child_1_birth": "2027-04-11"}, "child_1_birth", "born_after_today", {"today": "2026-11-23"}),
        ({"child_1_birth": "0202-04-11"}, "child_1_birth", "born_long_ago", {"years": 150}),
        ({"email": "leyla.demir@"}, "email", "email_incomplete", {"missing": "after_at"}),
        ({"email": "@example.org"}, "email", "email_incomplete", {"missing": "before_at"}),
        ({"email": "leyla.demir"}, "email", "email_incomplete", {"missing": "at"}),
        ({"email": "leyla@example"}, "email", "email_incomplete", {"missing": "form"}),
        ({"given_name": "", "family_name": ""}, "given_name", "missing_name", {}),
        ({"schooling_years": "31"}, "schooling_years", "schooling_out_of_range", {"least": 0, "most": 30}),
        ({"schooling_years": "-1"}, "schooling_years", "schooling_out_of_range", {"least": 0, "most": 30}),
        ({"schooling_years": "many"}, "schooling_years", "not_a_number", {}),
        ({"travel_minutes_max": "900"}, "travel_minutes_max", "travel_out_of_range", {"least": 0, "most": 240}),
        ({"occupation": "x" * 201}, "occupation", "text_too_long", {"longest": 200}),
        ({"step_free": "maybe"}, "step_free", "unknown_choice", {"choices": ("yes", "no"), "nearest": None}),
    ],
)
def test_error_names_line_column_and_code(
    changes: dict[str, str], column: str, code: str, facts: Mapping[str, object]
) -> None:
    found = sheet(line(person_id="LH-1"), line(**changes))
    problem = only(found)
    assert (problem.line, problem.column, problem.code, problem.facts) == (3, column, code, facts)
    assert problem.severity is Severity.ERROR
    assert {one.line for one in found.errors} == {3}
    assert [row.line for row in found.rows] == [2]


def test_unknown_shift_names_the_choices_and_the_nearest() -> None:
    problem = only(sheet(line(shift="early/late?")))
    assert problem.facts == {
        "choices": ("none", "day", "early", "late", "night", "rotating"),
        "nearest": "rotating",
    }
    assert only(sheet(line(shift="nigth"))).facts["nearest"] == "night"


@pytest.mark.parametrize("column", ["sex", "literacy", "goal", "contact", "placed_track", "placed_level"])
def test_every_list_refuses_what_is_not_in_it(column: str) -> None:
    problem = only(sheet(line(**{column: "zzz"})))
    assert (problem.column, problem.code) == (column, "unknown_choice")


def test_choices_forgive_capitals_spaces_and_hyphens() -> None:
    found = sheet(line(literacy="Other Script", placed_level="Pre-A1", contact="In person", sex=" FEMALE "))
    assert found.rows[0].literacy is Literacy.OTHER_SCRIPT
    assert found.rows[0].placed_level is Level.PRE_A1
    assert found.rows[0].contact is Contact.IN_PERSON


def test_days_may_be_written_with_dots() -> None:
    assert sheet(line(birth_date="3.2.1991")).rows[0].birth_date == date(1991, 2, 3)


def test_half_school_years_may_be_written_with_a_comma() -> None:
    assert sheet(line(schooling_years='"8,5"')).rows[0].schooling_years == 8.5


def test_same_number_twice_names_the_other_line() -> None:
    problem = only(sheet(line(), line(given_name="Zeynep", person_id="lh-0002")))
    assert (problem.line, problem.code, problem.facts) == (3, "duplicate_number", {"other_line": 2})


def test_leaving_the_first_of_two_out_settles_a_number_used_twice() -> None:
    found = sheet(line(), line(given_name="Zeynep"), left_out={2})
    assert found.ready
    assert [row.line for row in found.rows] == [3]
    assert (found.lines, found.left_out) == (2, 1)


def test_lines_without_a_number_do_not_clash() -> None:
    assert sheet(line(person_id=""), line(person_id="")).ready


def test_mended_cell_is_read_instead() -> None:
    broken = line(birth_date="31.02.1991", email="leyla@")
    found = sheet(broken, mended={(2, "birth_date"): "1991-02-13", (2, "email"): ""})
    assert found.ready
    assert found.rows[0].birth_date == date(1991, 2, 13)
    assert found.rows[0].email == ""


def test_mending_badly_is_still_an_error() -> None:
    problem = only(sheet(line(birth_date="31.02.1991"), mended={(2, "birth_date"): "1991-13-02"}))
    assert (problem.value, problem.code) == ("1991-13-02", "date_impossible")


def test_comma_inside_a_cell_without_quotes_makes_too_many_cells() -> None:
    problem = only(sheet(line() + ",surplus,more"))
    assert (problem.line, problem.code, problem.value, problem.facts) == (2, "too_many_columns", "surplus", {"more": 2})


def test_empty_cells_at_the_end_are_no_problem() -> None:
    assert sheet(line() + ",,,", line(person_id="x").rstrip(",")).ready


@pytest.mark.parametrize(
    ("changes", "column", "code", "facts"),
    [
        ({"birth_date": "2015-05-04"}, "birth_date", "age_unusual", {"years": 11}),
        ({"birth_date": "1890-01-05"}, "birth_date", "age_unusual", {"years": 136}),
        ({"family_name": ""}, "family_name", "one_name_only", {}),
        ({"phone": "12-34"}, "phone", "phone_unusual", {}),
        ({"phone": "ask her sister 0301234567"}, "phone", "phone_unusual", {}),
        ({"contact": "email", "email": ""}, "email", "contact_missing", {"contact": "email"}),
        ({"contact": "sms", "phone": ""}, "phone", "contact_missing", {"contact": "sms"}),
        ({"rotation_anchor": ""}, "rotation_anchor", "rotation_anchor_missing", {}),
        ({"rotation_anchor": "2026-11-25"}, "rotation_anchor", "rotation_anchor_not_monday", {"monday": "2026-11-23"}),
        ({"literacy": "other_script", "script": ""}, "script", "script_missing", {}),
        ({"literacy": "none", "schooling_years": "10"}, "literacy", "literacy_and_schooling", {}),
        ({"child_1_birth": ""}, "child_1_birth", "child_birth_missing", {}),
        ({"child_1_birth": "2004-03-30"}, "child_1_birth", "child_grown_up", {"years": 22}),
    ],
)
def test_hint_lets_the_line_go_in(changes: dict[str, str], column: str, code: str, facts: dict[str, object]) -> None:
    found = sheet(line(**changes))
    problem = only(found)
    assert (problem.column, problem.code, problem.facts, problem.severity) == (column, code, facts, Severity.HINT)
    assert found.ready
    assert found.hint_lines == (2,)


def test_unknown_column_is_named_and_passed_over() -> None:
    found = parse("given_name,nationality\nHodan,whatever\n", today=TODAY)
    problem = only(found)
    assert (problem.line, problem.column, problem.code, problem.severity) == (
        1,
        "nationality",
        "unknown_column",
        Severity.HINT,
    )
    assert found.ready


def test_sheet_without_any_name_column_is_refused() -> None:
    found = parse("person_id,phone\n1,0301234567\n", today=TODAY)
    assert "column_missing" in [problem.code for problem in found.errors]
    assert not found.ready


def test_column_named_twice_is_refused() -> None:
    problem = only(parse("given_name,Given Name\nHodan,Hiba\n", today=TODAY))
    assert (problem.column, problem.code) == ("given_name", "column_twice")
