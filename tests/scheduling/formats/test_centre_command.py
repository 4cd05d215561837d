"""`onward timetable` on files of the centre's problem."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from scheduling.cli import group
from scheduling.formats import centre, csv_problem
from scheduling.solvers import Budget, solve
from tests.scheduling.formats.test_centre import document


def call(*arguments: object) -> Result:
    return CliRunner().invoke(group, [str(one) for one in arguments])


def said(*arguments: object) -> Any:
    result = call(*arguments, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "problem.json"
    path.write_text(json.dumps(document(1)))
    return path


def test_solving_and_repairing_one_file(file: Path, tmp_path: Path) -> None:
    plan = tmp_path / "plan.json"
    solved = said("solve", file, "--format", "centre", "--iterations", 1, "--seed", 3, "--out", plan)
    assert solved["bound"] <= solved["cost"]
    assert solved["gap"] == pytest.approx((solved["cost"] - solved["bound"]) / solved["cost"], abs=1e-5)
    assert solved["first_cost"] <= 1.15 * solved["cost"]
    data = document(1)
    data["teachers"][json.loads(plan.read_text())["sections"][0]["teacher"]]["slots"] = []
    file.write_text(json.dumps(data))
    repaired = said("repair", file, "--published", plan)
    assert repaired["changed"] == repaired["minimal_changed"] == len(repaired["changed_learners"])


def test_contradictory_requirements_are_named(file: Path) -> None:
    data = document(1)
    teacher = next(i for i, one in enumerate(data["teachers"]) if 0 in one["courses"])
    data["requirements"] = [
        {"name": "Rosa gives it", "kind": "section", "course": 0, "teacher": teacher},
        {"name": "Rosa is away", "kind": "teacher_off", "teacher": teacher},
        {"name": "Room 2 is let", "kind": "room_off", "room": 2},
    ]
    file.write_text(json.dumps(data))
    explained = said("explain", file, "--seconds", 60)
    assert [member["name"] for member in explained["conflict"]] == ["Rosa gives it", "Rosa is away"]
    assert explained["minimal"]
    assert all(member["says"] and member["relax"] for member in explained["conflict"])


def test_sheets_go_in_and_a_sheet_comes_out(tmp_path: Path) -> None:
    problem, sheets, plan = centre.read_problem(document(1)), tmp_path / "problem.zip", tmp_path / "plan.csv"
    sheets.write_bytes(csv_problem.packed(csv_problem.write_problem(problem)))
    plan.write_bytes(csv_problem.write_timetable(solve(problem, Budget(iterations=0)).timetable)["timetable.csv"])
    again = tmp_path / "again.csv"
    assert said("repair", sheets, "--published", plan, "--out", again)["changed"] == 0
    assert csv_problem.read_timetable({"timetable.csv": again.read_bytes()}).sections


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("{", "line 1: this is not JSON"), ("[]", "document"), ('{"rules": 1}', "slots"), ("{}", "rules")],
)
def test_a_file_that_cannot_be_read_ends_with_a_sentence(file: Path, text: str, sentence: str) -> None:
    file.write_text(text)
    result = call("solve", file, "--format", "centre", "--iterations", 1)
    assert result.exit_code == 1
    assert sentence in result.output


@pytest.mark.parametrize(
    ("part", "entry", "change", "reason"),
    [
        ("rooms", 0, {"capacity": -1}, "-1 is no whole number"),
        ("learners", 7, {"weeks": 5}, "a list is expected where 5 stands"),
        ("slots", 3, {"day": 9}, "there is no day 9"),
    ],
)
def test_a_broken_entry_is_told_with_its_line(
    file: Path, part: str, entry: int, change: dict[str, Any], reason: str
) -> None:
    data = document(1)
    data[part][entry] |= change | {"here": 1}
    file.write_text(json.dumps(data, indent=1))
    line = next(n for n, text in enumerate(file.read_text().splitlines()) if '"here"' in text)
    result = call("solve", file, "--format", "centre", "--iterations", 1)
    told = re.search(r"line (\d+): .*", result.output)
    assert told
    assert 0 <= line - int(told[1]) <= len(data[part][entry]) + 30
    assert file.read_text().splitlines()[int(told[1]) - 1].strip() == "{"
    assert reason in told[0]


@pytest.mark.parametrize("text", ["[" * 100_000, "\ufeff{", ""], ids=["too deep", "cut off", "empty"])
def test_what_is_no_json_is_said_in_a_sentence(file: Path, text: str) -> None:
    file.write_text(text)
    result = call("solve", file, "--format", "centre", "--iterations", 1)
    assert (result.exit_code, "this is not JSON" in result.output) == (1, True)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"learners": []}, "Nobody waits"),
        ({"teachers": []}, "no teacher has a valid paper"),
        ({"rooms": [{"capacity": 0}]}, "largest room has 0"),
        ({"patterns": []}, "no weekly time fits"),
    ],
)
def test_what_leaves_people_without_a_seat_is_said(file: Path, change: dict[str, Any], sentence: str) -> None:
    file.write_text(json.dumps(document(1) | change))
    solved = said("solve", file, "--format", "centre", "--iterations", 1)
    assert solved["cost"] == solved["bound"]
    assert any(sentence in note for note in solved["notes"])
