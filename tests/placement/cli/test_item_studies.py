"""`onward placement calibrate`, `dif` and `rater-study`: files in, figures out, and a sentence for every bad file."""

import json
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner, Result

from placement import cli


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli.group, [*arguments])


def found(*arguments: str) -> dict[str, Any]:
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    return dict(json.loads(result.output))


@pytest.fixture
def patterns(tmp_path: Path) -> Path:
    """Four items, all sixteen patterns with how many people answered so: the sort of file old studies come in."""
    rng, file = np.random.default_rng(2), tmp_path / "answers.csv"
    right = rng.random((900, 4)) < 1 / (1 + np.exp(-1.3 * (rng.standard_normal((900, 1)) - [-1, -0.3, 0.3, 1])))
    rows = [(*pattern, int((right == pattern).all(axis=1).sum())) for pattern in product((0, 1), repeat=4)]
    file.write_text("\n".join(["a,b,c,d,freq", *(",".join(map(str, row)) for row in rows)]), encoding="utf-8")
    return file


@pytest.fixture
def grouped(tmp_path: Path) -> Path:
    """Eight items and a group; the third item is harder for those who came later."""
    rng, file = np.random.default_rng(4), tmp_path / "grouped.csv"
    later = np.arange(1200) % 2 == 1
    b = np.tile(np.linspace(-1, 1, 8), (1200, 1)) + np.outer(later, np.arange(8) == 2) * 1.2
    theta = rng.standard_normal((1200, 1))
    right = (rng.random((1200, 8)) < 1 / (1 + np.exp(-1.2 * (theta - b)))).astype(int)
    rows = [
        f"{'later' if side else 'first'},{level:.3f}," + ",".join(map(str, row))
        for side, level, row in zip(later, theta[:, 0], right, strict=True)
    ]
    file.write_text("\n".join(["came,theta," + ",".join(f"i{n}" for n in range(8)), *rows]), encoding="utf-8")
    return file


@pytest.fixture
def rated(tmp_path: Path) -> Path:
    """Two criteria; rater r0 gives one point less than the others."""
    rng, file = np.random.default_rng(5), tmp_path / "ratings.csv"
    lines = ["idstud,task,rater,content,grammar"]
    for person in range(200):
        for rater in rng.permutation(5)[:2]:
            level = person % 5 + 2 - (rater == 0)
            grammar = "" if person == 7 else level + rng.integers(0, 2)
            lines.append(f"p{person},letter,r{rater},{level + rng.integers(0, 2)},{grammar}")
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


def test_items_come_with_their_errors_and_the_likelihood(patterns: Path) -> None:
    report = found("calibrate", "--responses", str(patterns), "--model", "2pl")
    assert (report["people"], report["model"], report["converged"]) == (900, "2pl", True)
    assert report["log_likelihood"] < 0 < report["iterations"]
    assert [one["item"] for one in report["items"]] == ["a", "b", "c", "d"]
    assert [one["b"] for one in report["items"]] == sorted(one["b"] for one in report["items"])
    assert all(one["se_a"] > 0 and one["se_b"] > 0 and one["c"] == one["se_c"] == 0 for one in report["items"])
    assert "log-likelihood" in run("calibrate", "--responses", str(patterns), "--model", "1pl").output


def test_anchors_keep_what_the_file_says(patterns: Path, tmp_path: Path) -> None:
    anchors = tmp_path / "anchors.csv"
    anchors.write_text("item,a,b\na,1.3,-1\nb,1.3,-0.3\n")
    report = found("calibrate", "--responses", str(patterns), "--anchors", str(anchors))
    assert [one["anchor"] for one in report["items"]] == [True, True, False, False]
    assert (report["items"][0]["a"], report["items"][0]["b"]) == (1.3, -1.0)
    assert report["population"]["mean"] == pytest.approx(0, abs=0.15)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a,b\n" + "0,1\n1,0\n" * 20, "40 people are too few. 100"),
        ("a,b,c\n" + "0,1,1\n1,0,1\n" * 60, "all answers are the same to c"),
        ("a,b,c\n" + "0,1,\n1,0,\n" * 60, "fewer than 50 people answered c"),
        ("a,b\n0,2\n", "line 2: b must be 0, 1 or empty, not '2'"),
        ("id,a\nanna,1\n", "leave it out with --leave-out id"),
        ("a,b,freq\n0,1,many\n", "line 2: 'many' is no number of people"),
        ("a,a\n0,1\n", "a stands there twice"),
        ("a,b\n", "no row of answers"),
    ],
)
def test_a_file_that_cannot_be_calibrated_says_why(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "answers.csv"
    file.write_text(text)
    result = run("calibrate", "--responses", str(file))
    assert result.exit_code == 2
    assert said in result.output


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("item,b\na,1\n", "the columns must be item,a,b"),
        ("item,a,b\na,x,0\n", "line 2: a, b and c must be numbers"),
        ("item,a,b\na,0,0\n", "a must be above 0"),
        ("item,a,b,c\na,1,0,0.2\n", "c above 0 needs --model 3pl"),
        ("item,a,b\na,1,0\na,1,0\n", "a stands there twice"),
        ("item,a,b\na,1,0\nz,1,0\n", "no column for the anchors z"),
    ],
)
def test_anchors_that_cannot_be_used_say_why(patterns: Path, tmp_path: Path, text: str, said: str) -> None:
    anchors = tmp_path / "anchors.csv"
    anchors.write_text(text)
    result = run("calibrate", "--responses", str(patterns), "--anchors", str(anchors))
    assert result.exit_code == 2
    assert said in result.output


def test_a_backend_that_is_not_installed_says_how_to_install_it(
    patterns: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "mirt", None)
    result = run("calibrate", "--responses", str(patterns), "--backend", "mirt")
    assert result.exit_code == 2
    assert "The package mirt is not installed." in result.output
    assert found("calibrate", "--responses", str(patterns))["backend"] == "onward"


def test_the_unfair_item_is_flagged_by_score_and_by_ability(grouped: Path) -> None:
    by_score = found("dif", "--responses", str(grouped), "--group", "came", "--leave-out", "theta")
    by_ability = found("dif", "--responses", str(grouped), "--group", "came", "--ability", "theta")
    for report in (by_score, by_ability):
        (one,) = report["comparisons"]
        assert (one["flagged"], one["too_few"]) == (["i2"], False)
        assert one["items"][2]["mantel_haenszel"]["grade"] == "C"
    assert by_score["comparisons"][0]["purified"] == ["i2"]
    assert (
        "1200 people, 0 left out"
        in run("dif", "--responses", str(grouped), "--group", "came", "--leave-out", "theta").output
    )


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--group", "origin"], "there is no column origin"),
        (["--group", "came", "--leave-out", "theta", "--reference", "never"], "there is no group never"),
        (["--group", "came"], "theta must be 0, 1 or empty"),
        (["--group", "theta", "--ability", "came"], "came of person 1 must be a number"),
    ],
)
def test_dif_says_what_is_wrong_with_a_column(grouped: Path, options: list[str], said: str) -> None:
    result = run("dif", "--responses", str(grouped), *options)
    assert result.exit_code == 2
    assert said in result.output


def test_the_strict_rater_is_found_and_correction_gains(rated: Path) -> None:
    report = found("rater-study", "--ratings", str(rated))
    by_name = {one["rater"]: one for one in report["raters"]}
    low, high = by_name["r0"]["interval"]
    assert low > 0.4
    assert low < by_name["r0"]["severity"] < high
    assert set(by_name["r0"]["by_criterion"]) == {"content", "grammar"}
    assert report["ratio"] < 0.84
    assert (report["double_rated"], report["groups_not_linked"], len(report["pairs"])) == (199, 1, 10)
    assert set(report["criteria"]) == {"content", "grammar", "mean_of_criteria"}
    assert "r0" in run("rater-study", "--ratings", str(rated)).output


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("who,rater,x\np,r,1\n", "the columns must be rater and person or idstud"),
        ("person,rater\np,r\n", "no column with scores"),
        ("person,rater,x\np,r,good\n", "line 2: x must be a number, not 'good'"),
        ("person,rater,x\np,,1\n", "line 2: person and rater must not be empty"),
        ("person,rater,x\np,r,1\np,s,2\n", "1 scripts have two scores in every criterion. 50 are needed"),
        ("person,rater,x\n", "0 scripts have two scores"),
    ],
)
def test_ratings_that_cannot_be_used_say_why(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "ratings.csv"
    file.write_text(text)
    result = run("rater-study", "--ratings", str(file))
    assert result.exit_code == 2
    assert said in result.output
