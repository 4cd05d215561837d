"""`onward placement check-bank`: the banks that ship are sound, and a broken one ends with 1 and names what to mend."""

import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from placement import cli, packs

SHIPPED = sorted(path.parent for path in packs.BANKS.glob("*/bank.toml"))


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli.group, ["check-bank", *arguments])


@pytest.mark.parametrize("folder", SHIPPED, ids=lambda folder: folder.name)
def test_the_banks_that_ship_have_no_error(folder: Path) -> None:
    result = run(str(folder), "--json")
    assert json.loads(result.output)["errors"] == []
    assert result.exit_code == 0


def changed(folder: Path, change: Callable[[list[dict[str, str]]], None]) -> None:
    file = folder / "items.csv"
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    change(rows)
    with file.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)


def test_everything_wrong_is_named_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "german_core"
    shutil.copytree(packs.BANKS / "german_core", folder)

    def spoil(rows: list[dict[str, str]]) -> None:
        rows[0]["b"] = ""
        rows[1]["key"] = rows[2]["key"]
        rows[3]["sound"] = "gone.mp3"
        rows[4]["answer"] = "9"
        rows[5]["type"] = "guess_my_mind"
        rows.append({**rows[6], "key": "again"})

    changed(folder, spoil)
    result = run(str(folder), "--json")
    codes = {one["code"] for one in json.loads(result.output)["errors"]}
    assert result.exit_code == 1
    wanted = {"text_missing", "duplicate_key", "media_missing", "no_right_answer", "same_question"}
    assert wanted <= codes
    assert any("guess_my_mind" in str(one["facts"]) for one in json.loads(result.output)["errors"])
    assert "error: duplicate_key" in run(str(folder)).output


def test_a_folder_that_is_no_bank_says_what_is_missing(tmp_path: Path) -> None:
    result = run(str(tmp_path))
    assert result.exit_code == 1
    assert "file_missing" in result.output
    assert "items.csv" in result.output
