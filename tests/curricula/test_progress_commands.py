"""`onward progress` and `onward bench data` as programs call them."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from curricula.cli.progress import group
from lms.cli import main

CASES = {
    "1769 course B": "progressing",
    "1769 course C": "watch",
    "2014:219": "blocked",
    "2015:228": "blocked",
    "2013:52": "blocked",
    "low-schooled, 700 h at 90 %, three flat tests": "blocked",
    "never literate, 700 h at 90 %, three flat tests": "within_expected",
    "low-schooled, 100 h": "not_enough_evidence",
    "low-schooled, 500 h offered at 50 %": "low_attendance",
    "low-schooled, 700 h, one rising skill": "watch",
}


def test_cases_are_told_with_state_and_reason() -> None:
    done = CliRunner().invoke(group, ["check-cases", "--json"])
    found = json.loads(done.output)
    assert done.exit_code == 0
    assert {one["case"]: one["state"] for one in found} == CASES
    reasons = {one["case"]: one["reason"] for one in found}
    assert "wrong_track, wrong_time" in reasons["2014:219"]
    assert "first: ask_health" in reasons["2013:52"]


def test_study_answers_for_programs() -> None:
    done = CliRunner().invoke(group, ["study", "--learners", "300", "--seed", "2", "--json"])
    assert {"blocked", "naive", "calibration", "groups", "called_blocked"} <= set(json.loads(done.output))


def test_registers_written_and_reviewed_by_commands(tmp_path: Path) -> None:
    folder = str(tmp_path / "registers")
    written = CliRunner().invoke(
        main, ["bench", "data", "--enrolments", "50", "--marks", "2000", "--out", folder, "--json"]
    )
    assert json.loads(written.output)["marks"] == 2000
    done = CliRunner().invoke(main, ["progress", "review", "--marks", folder, "--json"])
    found = json.loads(done.stdout)
    assert (found["enrolments"], sum(found["states"].values())) == (50, 50)


def test_registers_are_not_written_over_other_files(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    done = CliRunner().invoke(main, ["bench", "data", "--out", str(tmp_path)])
    assert done.exit_code == 2
    assert "is not empty" in done.output


@pytest.mark.parametrize("command", ["study --cohorts", "review --marks"])
def test_empty_folder_is_refused_with_a_sentence(command: str, tmp_path: Path) -> None:
    done = CliRunner().invoke(group, [*command.split(), str(tmp_path)])
    assert done.exit_code == 2
    assert "is missing in this folder" in done.output
