"""Track rules that ship: what is there, and every mistake in a file is named."""

import shutil
from pathlib import Path

import pytest

from lms.kernel import errors
from placement import packs


def change(folder: Path, name: str, old: str, new: str) -> None:
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")


def test_rules_ship_for_six_countries() -> None:
    assert packs.countries() == ("ca", "de", "dk", "nl", "no", "se")


@pytest.mark.parametrize("country", ["xx", "../de", ""])
def test_a_country_without_rules_is_not_found(country: str) -> None:
    with pytest.raises(errors.NotFound):
        packs.load_track_rules(country)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('course = "integration_general"', 'course = ""', "text_missing"),
        ('confidence = "F"', 'confidence = "Z"', "unknown_confidence"),
        ('track = "fast_track"\n', 'track = "slow_track"\n', "unknown_track"),
        ("valid_from = 2024-12-07", 'valid_from = "soon"', "not_a_date"),
        ('key = "intensive"', 'key = "literacy"', "duplicate_key"),
        ('levels = ["b1"]', "levels = []", "text_missing"),
        ('rule = "second_script" ', 'rule = "literacy" ', "case_fails"),
    ],
)
def test_a_mistake_in_track_rules_is_named(tmp_path: Path, old: str, new: str, code: str) -> None:
    shutil.copy(packs.COUNTRIES / "de.toml", tmp_path)
    change(tmp_path, "de.toml", old, new)
    with pytest.raises(errors.Invalid) as refusal:
        packs.load_track_rules("de", tmp_path)
    assert code in {problem.code for problem in refusal.value.facts["problems"]}


def test_a_rule_without_a_row_in_the_test_table_is_refused(tmp_path: Path) -> None:
    text = (packs.COUNTRIES / "de.toml").read_text(encoding="utf-8")
    kept = [line for line in text.splitlines() if 'rule = "vocational_from_b2"' not in line]
    (tmp_path / "de.toml").write_text("\n".join(kept), encoding="utf-8")
    with pytest.raises(errors.Invalid) as refusal:
        packs.load_track_rules("de", tmp_path)
    assert [(each.key, each.code) for each in refusal.value.facts["problems"]] == [
        ("vocational_from_b2", "rule_without_case")
    ]


def test_a_rule_about_a_test_that_the_pack_does_not_have_is_refused(tmp_path: Path) -> None:
    shutil.copy(packs.COUNTRIES / "nl.toml", tmp_path)
    change(tmp_path, "nl.toml", 'code = "nl_learnability"', 'code = "another_test"')
    with pytest.raises(errors.Invalid) as refusal:
        packs.load_track_rules("nl", tmp_path)
    assert "unknown_test" in {problem.code for problem in refusal.value.facts["problems"]}
