"""`onward placement simulate` and `replay`: the same learners for all methods, and a clear word for bad input."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner, Result

from placement.cli import files, peers
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


def test_exposure_cap_and_content_shares_hold_in_the_study(tmp_path: Path) -> None:
    shares = tmp_path / "content.csv"
    shares.write_text("content,share\nhome,1\nwork,1\n")
    bank = bank_file(tmp_path, 60)
    free = found("--bank", str(bank), *SMALL[:-3], "--methods", "onward", "--json")
    held = found(
        "--bank", str(bank), *SMALL[:-3], "--methods", "onward", "--json", "--content", str(shares), "--exposure", "0.4"
    )
    head_start = 0.4 * 20 / 60
    assert held["methods"]["onward"]["max_exposure"] <= 0.4 + head_start
    assert free["methods"]["onward"]["max_exposure"] > 0.4 + head_start


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
    ],
)
def test_answers_that_cannot_be_replayed_are_refused(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "answers.csv"
    path.write_text(text)
    result = CliRunner().invoke(replay, ["--responses", str(path), "--cuts", "0"])
    assert result.exit_code == 2
    assert said in result.output


def test_answers_with_gaps_and_patterns_with_counts_are_read(tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    path.write_text("class,a,b,freq\n7,0,1,2.0\n7,1,,9\n8,1,NA,1\n8,1,0,3\n8,1,1,0\n")
    names, scores = files.answers(path)
    assert names == ["a", "b"]
    assert scores.tolist() == [[0, 1], [0, 1], [1, 0], [1, 0], [1, 0]]


def test_the_truth_of_a_replay_is_the_band_by_all_items() -> None:
    bank = simulation.generated_bank(40, np.random.default_rng(1))
    theta = np.array([-2.5, 0.0, 2.5])
    scores = study.drawn_scores(bank, theta, np.random.default_rng(2))
    estimate, band = whole_test(bank, scores, CutScores(("0", "1", "2"), (-1.0, 1.0)))
    assert band.tolist() == [0, 1, 2]
    assert np.abs(estimate - theta).max() < 1.0


def test_peers_are_named_with_the_way_to_get_them() -> None:
    assert "make bench-setup" in peers.ABSENT
