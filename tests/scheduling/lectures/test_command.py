"""`onward timetable` with lectures: from file to file, JSON for programs, a sentence for whatever is wrong."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from scheduling.cli import group
from scheduling.domain.lectures import judge
from scheduling.formats import ctt
from tests.scheduling.lectures.problems import by_chance

PROBLEM = by_chance(6)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "problem.ectt"
    path.write_text(ctt.write_problem(PROBLEM, "ectt"))
    return path


def run(*words: object) -> Result:
    return CliRunner().invoke(group, [str(word) for word in words])


def test_solved_and_judged(file: Path, tmp_path: Path) -> None:
    out = tmp_path / "solution.sol"
    told = json.loads(
        run("solve", "--format", "ectt", file, "--iterations", 20000, "--seed", 3, "--out", out, "--json").stdout
    )
    judged = judge(PROBLEM, ctt.read_solution(out.read_text(), PROBLEM))
    again = json.loads(run("judge", file, out, "--format", "ectt", "--json").stdout)

    assert told["hard"] == judged.hard.total == again["hard"] == 0
    assert told["cost"] == sum(told["parts"].values()) == judged.soft.total == again["cost"]
    assert told["bound"] <= told["cost"]
    assert told["unsuitable_rooms"] == judged.unsuitable_rooms
    for clock in ("seconds", "cpu_seconds", "first_feasible_seconds", "warm_up_seconds"):
        assert told[clock] > 0


def test_compared_over_seeds(file: Path) -> None:
    told = json.loads(
        run("bench-lectures", file, "--format", "ectt", "--cpu-seconds", 0.05, "--seeds", "1,2", "--json").stdout
    )

    assert told["files"]["problem"]["hard"] == [0, 0]
    assert len(told["files"]["problem"]["costs"]) == 2


def test_a_broken_file_is_answered_with_its_line(file: Path) -> None:
    file.write_text(file.read_text().replace("END.", "c99 0 0"))
    refused = run("solve", "--format", "ectt", file)

    lines = len(file.read_text().splitlines())
    assert refused.exit_code == 1
    assert f"breaks off at line {lines}" in refused.stderr


def test_a_file_of_other_letters_is_answered_with_its_line(file: Path) -> None:
    file.write_bytes(file.read_bytes().replace(b"COURSES:", b"C\xd6URSES:", 1))

    assert "is not text in UTF-8" in run("solve", "--format", "ectt", file).stderr


def test_a_solution_with_a_room_of_elsewhere(file: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.sol"
    wrong.write_text("c0 r0 0 0\nc0 attic 0 1\n")

    assert "Line 2: attic is not known" in run("judge", file, wrong, "--format", "ectt").stderr


def test_what_cannot_hold_is_said_and_the_rest_is_placed(tmp_path: Path) -> None:
    path = tmp_path / "crowded.ctt"
    courses = "".join(f"c{i} t{i} 6 1 5\n" for i in range(3))
    head = "Name: x\nCourses: 3\nRooms: 2\nDays: 2\nPeriods_per_day: 3\nCurricula: 0\nConstraints: 0\n"
    path.write_text(f"{head}COURSES:\n{courses}ROOMS:\na 5\nb 0\nCURRICULA:\nUNAVAILABILITY_CONSTRAINTS:\nEND.\n")
    told = json.loads(run("solve", "--format", "ctt", path, "--iterations", 2000, "--json").stdout)

    assert told["hard"] == told["hard_parts"]["lectures"] == 6
    assert told["first_feasible_seconds"] is None
    assert told["warnings"] == [
        "There are 18 lectures, but rooms and periods for 12. Some will have no place.",
        "The room b has no seats.",
    ]


def test_options_for_the_other_format_are_refused(file: Path) -> None:
    assert run("solve", "--format", "centre", file, "--cpu-seconds", 1).exit_code == 2
