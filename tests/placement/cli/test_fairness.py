"""`onward placement fairness`: reads answers, grades items, names what is wrong with a file."""

import json
from pathlib import Path

import numpy as np
from click.testing import CliRunner, Result

from placement import cli


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli.group, ["fairness", *arguments])


def test_answers_are_graded_by_item_and_group(tmp_path: Path) -> None:
    rng, file = np.random.default_rng(1), tmp_path / "answers.csv"
    lines = ["item,right,ability,group_script"]
    for place in range(800):
        ability, latin = rng.standard_normal(), place % 2
        lines.append(
            f"unfair,{int(rng.random() < (0.8 if latin else 0.4))},{ability:.3f},{'latin' if latin else 'arabic'}"
        )
        lines.append(f"rare,1,{ability:.3f},{'latin' if place < 5 else 'arabic'}")
    file.write_text("\n".join(lines), encoding="utf-8")
    unfair, rare = json.loads(run("--answers", str(file), "--json").output)
    assert unfair["mantel_haenszel"]["grade"] == "C"
    assert rare["too_few"]
    assert "too few" in run("--answers", str(file)).output


def test_a_file_without_groups_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "answers.csv"
    file.write_text("item,right,ability\na,1,0.3\n", encoding="utf-8")
    found = run("--answers", str(file))
    assert found.exit_code == 2
    assert "group_" in found.output
