"""`onward placement simulate` and `replay`: the same learners for all methods, and a clear word for bad input."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner, Result

from placement.cli import answer_files, peers
from placement.cli.replay import replay, whole_test
from placement.cli.simulate import simulate
from placement.domain import simulation, study
from placement.domain.cut_scores import CutScores

SMALL = ["--cuts", "-0.5,0.5", "--learners", "60", "--max-items", "12", "--methods", "onward,eap-se,eap-ci", "--json"]
FIELDS = {"parameter", "items", "accuracy", "claimed", "rmse", "max_exposure", "overlap", "ms_per_item", "interval"}


def run(*options: str) -> Result:
    return CliRunner().invoke(simulate, [*options])


def found(*options: str) -> dict[str, Any]:
    result = run(*options)
    assert result.exit_code == 0, result.output
    return dict(json.loads(result.output))


def bank_file(folder: Path, rows: int = 30, header: str = "a,b,c,d,content") -> Path:
    path = folder / "bank.csv"
    lines = [f"1.5,{-2 + 4 * at / rows:.2f},0.1,1.0,{'home' if at % 2 else 'work'}" for at in range(rows)]
    path.write_text("\n".join([header, *lines]))
    return path


def test_every_method_reaches_the_asked_accuracy_with_as_few_items_as_it_can(tmp_path: Path) -> None:
    report = found("--bank", str(bank_file(tmp_path)), "--accuracy", "0.7", *SMALL)
    for method in report["methods"].values():
        assert FIELDS | {"reached"} == set(method)
        assert method["reached"]
        assert method["accuracy"] >= 0.7
        assert 3 <= method["items"] <= 12
        low, high = method["interval"]["items"]
        assert low <= method["items"] <= high


def test_the_same_seed_gives_the_same_figures(tmp_path: Path) -> None:
    once, again = (found("--bank", "generated:3pl:30", "--seed", "4", *SMALL) for _ in range(2))
    for report in (once, again):
        for method in report["methods"].values():
            del method["ms_per_item"]
    assert once == again


@pytest.mark.parametrize("model", ["2pl", "gpcm"])
def test_banks_without_guessing_and_with_points_are_simulated_too(model: str) -> None:
    report = found("--bank", f"generated:{model}:30", *SMALL)
    assert report["items_in_bank"] == 30
    assert report["methods"]["onward"]["accuracy"] >= 0.7


def test_exposure_cap_and_content_shares_hold_in_the_study_and_the_report_says_how_far(tmp_path: Path) -> None:
    shares, bank = tmp_path / "content.csv", bank_file(tmp_path, 60)
    shares.write_text("content, share\nhome, 1\nwork, 1\n")
    alone = [*SMALL[:-3], "--methods", "onward", "--json"]
    free = found("--bank", str(bank), *alone)["methods"]["onward"]
    report = found("--bank", str(bank), *alone, "--content", str(shares), "--exposure", "0.4")
    held = report["methods"]["onward"]
    assert held["max_exposure"] == held["exposure"]["highest"] <= 0.4 < free["max_exposure"]
    assert held["exposure"]["kept"]
    for area in ("home", "work"):
        one = held["content"][area]
        assert one["wanted"] == 0.5
        assert abs(one["asked"] - one["wanted"]) * held["items"] <= 1
    assert report["notes"] == ["The content shares add up to 2: they count by how they stand to each other."]


def test_a_cap_and_shares_that_the_bank_cannot_keep_are_told_with_the_reason(tmp_path: Path) -> None:
    shares = tmp_path / "content.csv"
    shares.write_text("content,share\nhome,1\n")
    bank = tmp_path / "bank.csv"
    bank.write_text("a,b,c,d,content\n1.5,0,0.1,1,home\n" + "1,0.5,0,1,work\n" * 9)
    alone = [*SMALL[:-3], "--methods", "onward"]
    report = found("--bank", str(bank), *alone, "--json", "--content", str(shares), "--exposure", "0.01")
    exposure = report["methods"]["onward"]["exposure"]
    assert not exposure["kept"]
    assert exposure["highest"] >= exposure["lowest_possible"] > exposure["cap"] == 0.01
    no_share, short, cap = report["notes"]
    assert "'work', which have no share" in no_share
    assert "the bank has 1 items of it" in short
    assert cap.startswith("The exposure cap of 0.01 was not kept")
    assert cap.endswith("the cap needs more items in the bank or shorter tests.")
    said = run("--bank", str(bank), *alone, "--content", str(shares), "--exposure", "0.01").output
    assert cap in said
    others = found("--bank", str(bank), *SMALL[:-3], "--methods", "eap-se", "--json", "--exposure", "0.01")
    assert others["notes"] == ["Content shares, exposure cap and randomesque hold for onward, which did not run."]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the columns must be content,share"),
        ("content,share\n", "one at least above it"),
        ("content,share\nhome,nan\n", "line 2: share must be a number, not 'nan'"),
        ("content,share\nhome,1\nwork,-1\n", "must not be below 0"),
        ("content,share\nhome,1\nwork,1\nhome,2\n", "line 4: 'home' stands there twice"),
        ("content,share\nhome,1\nshop,1\n", "the bank has no item of 'shop'. Its areas are: home, work."),
    ],
)
def test_content_shares_with_a_fault_are_refused(tmp_path: Path, text: str, said: str) -> None:
    shares = tmp_path / "content.csv"
    shares.write_text(text)
    result = run("--bank", str(bank_file(tmp_path)), *SMALL, "--content", str(shares))
    assert result.exit_code == 2
    assert said in result.output


def test_a_bank_of_one_item_asks_it_and_says_that_this_is_not_enough(tmp_path: Path) -> None:
    bank = tmp_path / "bank.csv"
    bank.write_text("a,b,c,d\n1,0,0,1\n")
    for method in found("--bank", str(bank), *SMALL, "--accuracy", ".95")["methods"].values():
        assert (method["items"], method["max_exposure"], method["reached"]) == (1.0, 1.0, False)


def test_a_second_skill_needs_fewer_items_when_it_borrows() -> None:
    report = found(
        "--bank", "generated:3pl:60", "--cuts", "-0.5,0.5", "--learners", "300", "--accuracy", "0.75",
        "--max-items", "16", "--methods", "onward", "--borrow", "0.9", "--json",
    )  # fmt: skip
    assert report["borrow"]["share_of_items"] < 0.95


def test_who_misreports_is_not_moved_by_the_engine_as_by_an_intake_prior() -> None:
    report = found(
        "--bank", "generated:3pl:60", "--cuts", "-0.5,0.5", "--learners", "300", "--accuracy", "0.75",
        "--max-items", "12", "--methods", "onward", "--misreport", "1", "--json",
    )  # fmt: skip
    intake = report["misreport"]["intake_prior"]
    assert intake["under"] < -0.03
    assert intake["over"] > 0.03
    assert report["misreport"]["share_of_intake_bias"] < 0.6


def test_a_table_is_printed_without_json() -> None:
    result = run("--bank", "generated:3pl:30", *SMALL[:-1])
    assert result.exit_code == 0
    assert {line.split()[0] for line in result.output.splitlines()[1:]} >= {"onward", "eap-se", "eap-ci"}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--bank", "nowhere.csv"], "there is no file nowhere.csv"),
        (["--bank", "generated:9pl:30"], "write generated:MODEL:SIZE"),
        (["--bank", "generated:3pl:²"], "write generated:MODEL:SIZE"),
        (["--bank", "generated:3pl:30", "--exposure", "nan"], "not nan or inf"),
        (["--bank", "generated:3pl:30", "--accuracy", "nan"], "not nan or inf"),
        (["--bank", "generated:3pl:30", "--cuts", "0.5,0.1"], "each cut must be higher"),
        (["--bank", "generated:3pl:30", "--cuts", "low,high"], "no list of numbers"),
        (["--bank", "generated:3pl:30", "--cuts", "nan"], "must lie between -4 and 4"),
        (["--bank", "generated:3pl:30", "--cuts=-9,9"], "must lie between -4 and 4"),
        (["--bank", "generated:3pl:30", "--prior", "nan", "1"], "not nan or inf"),
        (["--bank", "generated:3pl:30", "--methods", "onward,oracle"], "oracle"),
        (["--bank", "generated:3pl:30", "--content", "nowhere.csv"], "there is no file nowhere.csv"),
    ],
)
def test_bad_input_is_named_in_a_sentence(options: list[str], said: str) -> None:
    result = run(*SMALL, *options)
    assert result.exit_code == 2
    assert said in result.output


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a,b,c\n1,0,0", "'d' is missing"),
        ("a,b,c,d,colour\n1,0,0,1,red", "'colour' is not known"),
        ("a,b,c,d\n1,zero,0,1", "b must be a number, not 'zero'"),
        ("a,b,c,d\n1,0,0.9,0.5", "c below d"),
        ("a,b,c,d\n", "there is no item"),
        ("a;b;c;d\n1;0;0;1", "is divided by semicolons"),
        ("a,b,c,d\n1,0,0,1\n\n1,0,0,1,home", "line 4: more or fewer fields"),
        ("a,b,c,d\n1e300,0,0,1", "a must be above 0 and at most 10"),
        ("a,b,c,d,a\n1,0,0,1,2", "the column a stands there twice"),
        ("key,a,b,c,d\nq,1,0,0,1\nq,1,1,0,1", "the key q stands there twice"),
    ],
)
def test_a_bank_with_a_fault_is_refused_with_the_place_of_it(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "bank.csv"
    path.write_text(text)
    result = run("--bank", str(path), *SMALL)
    assert result.exit_code == 2
    assert said in result.output


def test_a_missing_peer_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "catsim", None)
    result = run("--bank", "generated:3pl:30", *SMALL, "--methods", "catsim")
    assert result.exit_code == 2
    assert "make bench-setup" in result.output


def test_replay_without_the_calibration_package_says_how_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "mirt", None)
    path = tmp_path / "answers.csv"
    rows = np.random.default_rng(1).integers(0, 2, (80, 6))
    path.write_text("\n".join(["id,a,b,c,d,e,f", *(f"p{n}," + ",".join(map(str, row)) for n, row in enumerate(rows))]))
    result = CliRunner().invoke(replay, ["--responses", str(path), "--cuts", "0", "--json"])
    assert result.exit_code == 2
    assert "make bench-setup" in result.output


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a,b\n", "no row"),
        ("a,b\n3,4\n", "0 and 1"),
        ("a,b\n0,1\n1,0\n", "too few"),
        ("a,b,freq\n1,0,inf\n0,1,9", "line 2: 'inf' is no number of people"),
        ("a,b,freq\n1,0,-2\n0,1,9", "line 2: '-2' is no number of people"),
        ("0,1\n1,0\n", "the first line must name the items"),
        ("1,1,0\n1,0,1\n", "the column 1 stands there twice; the first line names every column once"),
        ("a,b\n1,0\n\n1\n", "line 4: more or fewer fields"),
        ("a;b\n1;0\n", "is divided by semicolons"),
        ("a,b\nTRUE,FALSE\n", "a is left out (not 0 or 1: 'TRUE' in line 2)"),
        ("a,b\n" + "1,0\n0,1\n" * 30 + "1,\n0,\n" * 60, "b is empty most often (120 times)"),
    ],
)
def test_answers_that_cannot_be_replayed_are_refused(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "answers.csv"
    path.write_text(text)
    result = CliRunner().invoke(replay, ["--responses", str(path), "--cuts", "0"])
    assert result.exit_code == 2
    assert said in result.output


def test_answers_with_gaps_and_patterns_with_counts_are_read_and_what_is_no_item_is_named(tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    path.write_text("class,a,b,stray,easy,freq\n7,0,1,1,1,2.0\n7,1,,0,1,2\n8,1,NA,x,1,1\n8,1,0,0,1,3\n8,1,1,9,1,0\n")
    read = answer_files.read_items(path, ["class"])
    assert read.names == ("a", "b")
    assert read.answers.tolist() == [[0, 1], [0, 1], [1, -1], [1, -1], [1, -1], [1, 0], [1, 0], [1, 0]]
    assert read.left_out == {
        "class": "as asked",
        "stray": "not 0 or 1: 'x' in line 4 and 1 more",
        "easy": "all answers are the same",
    }


def test_a_replay_says_who_had_a_gap_and_which_columns_are_no_items(tmp_path: Path) -> None:
    """A gap is a question that was not asked: calibration does without it, and the tests do without the person."""
    bank = simulation.generated_bank(6, np.random.default_rng(1))
    scores = study.drawn_scores(bank, np.random.default_rng(2).normal(size=100), np.random.default_rng(3))
    rows = [[f"p{n}", *map(str, row)] for n, row in enumerate(scores)]
    for n in range(0, 100, 5):
        rows[n][2] = ""
    path = tmp_path / "answers.csv"
    path.write_text("\n".join(["id,a,b,c,d,e,f", *map(",".join, rows)]))
    asked = ["--responses", str(path), "--cuts", "0", "--methods", "onward"]
    report = json.loads(CliRunner().invoke(replay, [*asked, "--json"]).output)
    assert (report["people"], report["calibrated_on"], report["answers_missing"]) == (100, 50, 20)
    assert report["learners"] + report["not_tested_with_gaps"] == 50
    assert 0 < report["not_tested_with_gaps"] < 20
    assert report["columns_left_out"] == {"id": "not 0 or 1: 'p0' in line 2 and 99 more"}
    said = CliRunner().invoke(replay, asked).output
    assert f"because of a gap: {report['not_tested_with_gaps']} people" in said
    assert "Left out, no item: id" in said


def test_the_truth_of_a_replay_is_the_band_by_all_items() -> None:
    bank = simulation.generated_bank(40, np.random.default_rng(1))
    theta = np.array([-2.5, 0.0, 2.5])
    scores = study.drawn_scores(bank, theta, np.random.default_rng(2))
    estimate, band = whole_test(bank, scores, CutScores(("0", "1", "2"), (-1.0, 1.0)))
    assert band.tolist() == [0, 1, 2]
    assert np.abs(estimate - theta).max() < 1.0


def test_peers_are_named_with_the_way_to_get_them() -> None:
    assert "make bench-setup" in peers.ABSENT
