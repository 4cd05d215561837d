"""`onward placement sort-study`: its report, its files, and what it says of files it cannot use."""

import csv
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from placement import cli

ONE = {
    "literacy": 1.0, "decoding": 1.0, "pace": 0.0, "oral": 0.0, "vocational_goal": 0, "schooling_years": 9,
    "says_reads": 1, "says_latin": 1, "group_script": "arabic",
}  # fmt: skip


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli.group, ["sort-study", *arguments])


def write(file: Path, rows: Sequence[dict[str, Any]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def test_the_report_names_figures_and_matrix_of_every_way() -> None:
    found = json.loads(run("--learners", "500", "--seed", "3", "--json").output)
    assert found["learners"] == 500
    for way in ("onward", "schooling_only", "self_report", "fixed_cuts"):
        assert set(found[way]) == {"accuracy", "cost", "literacy_missed", "confusion"}
        assert sum(map(sum, found[way]["confusion"])) == 500


def test_the_table_for_reading_names_the_ways() -> None:
    found = run("--learners", "300", "--stress").output
    assert "fixed_cuts" in found
    assert "reports_too_high" in found


def test_single_people_with_groups_are_read(tmp_path: Path) -> None:
    write(tmp_path / "learners.csv", [ONE] * 120 + [{**ONE, "group_script": "latin"}] * 20)
    found = json.loads(run("--population", str(tmp_path), "--json").output)
    assert found["learners"] == 140
    assert [(one["group"], one["accuracy"] is None) for one in found["groups"]] == [("arabic", False), ("latin", True)]
    # Whoever needs no letters cannot be missed: nothing stands there, and no nought that looks like praise.
    assert (found["groups"][0]["literacy_missed"], found["onward"]["literacy_missed"]) == (None, None)
    assert found["ratios"]["missed_to_schooling_only"] is None
    (tmp_path / "cost.csv").write_text("a slip of the pen", encoding="utf-8")
    said = run("--population", str(tmp_path)).output
    assert "nobody there" in said
    assert "from learners.csv; everything else as assumed" in said
    assert "not read: cost.csv" in said


def test_another_population_other_questions_and_costs_are_read(tmp_path: Path) -> None:
    write(
        tmp_path / "kinds.csv",
        [{"share": 1, "literacy_mean": -2, "literacy_sd": 0.1, "decoding_mean": -2, "decoding_sd": 0.1}],
    )
    write(tmp_path / "links.csv", [{"name": "vocational_goal", "value": 0}])
    axes = ("literacy", "decoding", "pace", "oral")
    write(tmp_path / "items.csv", [{"axis": axis, "a": 2, "b": 0, "c": 0} for axis in axes for _ in range(5)])
    tracks = ("literacy_first_script", "literacy_second_script", "regular", "vocational_language", "fast_track")
    write(tmp_path / "costs.csv", [{"true": true} | {put: int(put != true) for put in tracks} for true in tracks])
    found = json.loads(run("--population", str(tmp_path), "--learners", "200", "--json").output)
    assert sum(found["onward"]["confusion"][0]) == 200
    assert found["schooling_only"]["cost"] == pytest.approx(1 - found["schooling_only"]["accuracy"], abs=1e-3)


KIND = {"share": 1, "literacy_mean": 0, "literacy_sd": 1, "decoding_mean": 0, "decoding_sd": 1}
ITEM = {"axis": "pace", "a": 1, "b": 0, "c": 0}
TRACKS = ("literacy_first_script", "literacy_second_script", "regular", "vocational_language", "fast_track")
COSTS = [{"true": true} | {put: int(put != true) for put in TRACKS} for true in TRACKS]
GOAL = {"name": "vocational_goal", "value": 0}


@pytest.mark.parametrize(
    ("name", "rows", "says"),
    [
        ("learners", [ONE, {**ONE, "pace": "quick"}], "line 3, column pace: 'quick' is not a number"),
        ("learners", [{**ONE, "pace": "nan"}], "line 2, column pace: 'nan' is not a number"),
        ("learners", [{**ONE, "schooling_years": -1}], "line 2, column schooling_years: '-1' is not a number from 0"),
        ("learners", [{"literacy": 1}], "line 1: no column decoding"),
        ("learners", [{**ONE, "says_reads": "yes"}], "line 2, column says_reads: 'yes' is not 0 or 1"),
        ("kinds", [KIND | {"share": 0.5}], "line 2, column share: the shares add up to 0.500, not to 1"),
        ("kinds", [KIND | {"literacy_sd": 0}], "line 2, column literacy_sd: '0' is not above 0"),
        ("kinds", [KIND | {"decoding_mean": ""}], "line 2, column decoding_mean: '' is not a number"),
        ("links", [{"name": "luck", "value": 1}], "line 2, column name: 'luck' is none of"),
        ("links", [GOAL, GOAL], "line 3, column name: 'vocational_goal' stands there twice"),
        ("links", [GOAL | {"value": 45}], "line 2, column value: vocational_goal is a share, from 0 to 1"),
        ("links", [{"name": "says_reads_sd", "value": -1}], "line 2, column value: '-1' is not a number from 0"),
        ("items", [ITEM], "column axis: no question on literacy"),
        ("items", [ITEM | {"axis": "luck"}], "line 2, column axis: 'luck' is none of"),
        ("items", [ITEM | {"a": -1}], "line 2, column a: '-1' is not above 0"),
        ("items", [ITEM | {"c": 1}], "line 2, column c: '1' is not from 0 to below 1"),
        ("costs", [{"true": "regular"}], "line 1: no column literacy_first_script"),
        ("costs", COSTS[:4], "column true: no row for fast_track"),
        ("costs", [*COSTS, COSTS[0]], "line 7, column true: 'literacy_first_script' stands there twice"),
        ("costs", [COSTS[0] | {"true": "slow"}], "line 2, column true: 'slow' is none of"),
        ("costs", [COSTS[0] | {"regular": "-2"}], "line 2, column regular: '-2' is not a number from 0"),
        ("costs", [COSTS[2] | {"regular": "1"}], "line 2, column regular: the right track costs 0"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_with_line_and_column(
    tmp_path: Path, name: str, rows: list[dict[str, Any]], says: str
) -> None:
    write(tmp_path / f"{name}.csv", rows)
    found = run("--population", str(tmp_path))
    assert found.exit_code == 2
    assert f"{name}.csv, {says}" in found.output


def test_a_row_that_is_cut_short_is_named_with_its_line(tmp_path: Path) -> None:
    write(tmp_path / "learners.csv", [ONE, ONE])
    text = (tmp_path / "learners.csv").read_text(encoding="utf-8")
    (tmp_path / "learners.csv").write_text(text + "1.0,1.0\n", encoding="utf-8")
    assert "learners.csv, line 4: more or fewer fields than the first line" in run("--population", str(tmp_path)).output


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [(",", ";", "is divided by semicolons"), ("pace,", "oral,", "the column oral stands there twice")],
)
def test_a_table_that_reads_another_way_is_refused(tmp_path: Path, old: str, new: str, says: str) -> None:
    write(tmp_path / "learners.csv", [ONE])
    text = (tmp_path / "learners.csv").read_text(encoding="utf-8")
    (tmp_path / "learners.csv").write_text(text.replace(old, new), encoding="utf-8")
    assert says in run("--population", str(tmp_path)).output


def test_an_empty_folder_and_two_populations_at_once_are_refused(tmp_path: Path) -> None:
    assert run("--population", str(tmp_path)).exit_code == 2
    write(tmp_path / "learners.csv", [ONE])
    write(tmp_path / "links.csv", [{"name": "vocational_goal", "value": 0}])
    assert "keep one of them" in run("--population", str(tmp_path)).output


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    (tmp_path / "learners.csv").write_bytes(b"\xff\xfe\x00literacy")
    assert run("--population", str(tmp_path)).exit_code == 2


def test_the_screener_study_prints_both_axes() -> None:
    found = CliRunner().invoke(cli.group, ["screen-study", "--learners", "40", "--json"])
    assert set(json.loads(found.output)["axes"]) == {"any_script", "latin"}
    assert "any_script" in CliRunner().invoke(cli.group, ["screen-study", "--learners", "20"]).output
