"""Reading ratio rules: everything wrong is named, and then nothing is loaded."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from childcare.domain.ratios import Mode, rule_on
from childcare.packs import SHIPPED, load_facts, load_rules, read_rules
from lms.kernel import errors

GOOD = """
country = "XX"

[[rules]]
key = "norm"
name = "Norm"
mode = "each_counts"
source = "example.org"
confidence = "F"

[[rules.bands]]
key = "all"
from_months = 0
children_per_carer = 5
source = "example.org"
confidence = "F"
"""


def problems(folder: Path, text: str) -> list[tuple[str, str, str]]:
    (folder / "xx.toml").write_text(text, encoding="utf-8")
    rules, found = read_rules(folder)
    assert rules == () or not found
    return [(problem.file, problem.key, problem.code) for problem in found]


def test_shipped_rules_have_no_problem() -> None:
    rules, found = read_rules(SHIPPED)
    assert found == []
    assert {(rule.country, rule.key) for rule in rules} == {
        ("AU", "centre_based"),
        ("AU", "centre_based_nsw"),
        ("AU", "centre_based_vic"),
        ("AU", "family_day_care"),
        ("CA", "cnc"),
        ("CA", "alberta_centres"),
        ("DE", "childminder"),
        ("DE", "nursery"),
        ("NO", "norm"),
    }


def test_every_shipped_number_and_fact_has_a_public_source_and_says_since_when() -> None:
    entries = [
        one for path in sorted(SHIPPED.glob("*.toml")) for one in _entries(tomllib.loads(path.read_text("utf-8")))
    ]
    assert len(entries) > 40
    assert [one for one in entries if not one.get("source") or "valid_from" not in one] == []
    assert {one["confidence"] for one in entries if one["source"] == "memory"} == {"M"}


def _entries(table: dict[str, Any]) -> list[dict[str, Any]]:
    """Tables with a source, at any depth."""
    own = [table] if "key" in table else []
    return own + [
        one for value in table.values() if isinstance(value, list) for each in value for one in _entries(each)
    ]


def test_a_country_without_a_number_still_tells_what_is_known() -> None:
    facts = load_facts()
    assert {"AT", "SE"} <= {country for country, found in facts.items() if found}
    assert rule_on(load_rules(), "SE", date(2026, 11, 24)) is None


def test_good_file_is_read(tmp_path: Path) -> None:
    assert problems(tmp_path, GOOD) == []
    assert load_rules(tmp_path)[0].mode is Mode.EACH_COUNTS


@pytest.mark.parametrize(
    ("old", "new", "key", "code"),
    [
        ('mode = "each_counts"', 'mode = "oldest"', "xx.norm", "unknown_mode"),
        ('confidence = "F"', 'confidence = "sure"', "xx.norm", "unknown_confidence"),
        ('confidence = "F"\n', "", "xx.norm", "confidence_missing"),
        ('source = "example.org"\n', "", "xx.norm", "source_missing"),
        ("children_per_carer = 5\n", "", "xx.norm.all", "number_missing"),
        ("children_per_carer = 5", "children_per_carer = 0", "xx.norm.all", "not_a_number"),
        ("from_months = 0", "from_months = 6", "xx.norm", "bands_do_not_meet"),
        ('name = "Norm"', 'name = "Norm"\nvalid_from = "soon"', "xx.norm", "not_a_date"),
        ('country = "XX"', "", "xx", "text_missing"),
    ],
)
def test_slip_is_named_by_file_key_and_code(tmp_path: Path, old: str, new: str, key: str, code: str) -> None:
    assert (("xx.toml", key, code)) in problems(tmp_path, GOOD.replace(old, new, 1))


def test_gap_between_bands_is_refused(tmp_path: Path) -> None:
    older = GOOD[GOOD.index("[[rules.bands]]") :].replace('"all"', '"older"').replace("= 0", "= 40")
    text = GOOD.replace("from_months = 0", "from_months = 0\nto_months = 36") + older
    assert problems(tmp_path, text) == [("xx.toml", "xx.norm", "bands_do_not_meet")]


def test_rule_without_bands_and_file_without_rules_are_refused(tmp_path: Path) -> None:
    assert problems(tmp_path, GOOD[: GOOD.index("[[rules.bands]]")]) == [("xx.toml", "xx.norm", "bands_missing")]
    assert problems(tmp_path, 'country = "XX"') == [("xx.toml", "xx", "rules_missing")]


def test_two_versions_on_one_day_are_refused(tmp_path: Path) -> None:
    assert problems(tmp_path, GOOD + GOOD.replace('country = "XX"', "")) == [("xx.toml", "norm", "dates_overlap")]


def test_file_that_is_not_toml_is_named(tmp_path: Path) -> None:
    assert problems(tmp_path, "= nothing") == [("xx.toml", "", "not_toml")]


def test_one_bad_file_keeps_all_rules_out(tmp_path: Path) -> None:
    (tmp_path / "aa.toml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "xx.toml").write_text(GOOD.replace('"each_counts"', '"none"'), encoding="utf-8")
    with pytest.raises(errors.Invalid) as refused:
        load_rules(tmp_path)
    assert [problem.file for problem in refused.value.facts["problems"]] == ["xx.toml"]
