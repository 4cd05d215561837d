"""Reading programme packs: everything wrong is named with its file and key, and then nothing is loaded."""

from pathlib import Path

import pytest

from curricula.packs import SHIPPED, load_packs, read_packs
from lms.kernel import errors

HEAD = """
[programme]
key = "demo"
name = "Demo"
country = "XX"
language = "en"
unit = "lesson"

[[tracks]]
key = "general"
name = "General"
track = "regular"
source = "example.org"
confidence = "F"
"""

MODULE = """
[[modules]]
key = "one"
name = "One"
kind = "language"
tracks = ["general"]
hours = { amount = 100, unit = "lesson" }
source = "example.org"
confidence = "F"
"""


def pack(root: Path, text: str, name: str = "demo") -> Path:
    folder = root / name
    folder.mkdir()
    (folder / "pack.toml").write_text(text, encoding="utf-8")
    return root


def problems(root: Path, text: str) -> list[tuple[str, str, str]]:
    programmes, found = read_packs(pack(root, text))
    assert not programmes
    return [(problem.file, problem.key, problem.code) for problem in found]


SHIPPED_PACKS = {
    *("at_oeif", "au_amep", "be_nt2", "ca_linc", "cefr", "de_berufssprachkurse", "de_integrationskurs"),
    *("dk_danskuddannelse", "fi_kotoutumiskoulutus", "fr_cir", "it_cpia", "nl_inburgering", "no_introduksjon"),
    *("no_jobbsjansen", "peer_mentoring", "se_sfi", "uk_esol", "us_nrs"),
}


def test_shipped_packs_have_no_problem() -> None:
    programmes, found = read_packs(SHIPPED)
    assert found == []
    assert set(programmes) == SHIPPED_PACKS


def test_a_module_is_named_once_in_all_shipped_packs() -> None:
    programmes, _ = read_packs(SHIPPED)
    names = [key for programme in programmes.values() for key in {one.key for one in programme.modules}]
    assert sorted(names) == sorted(set(names))


def test_good_pack_is_read(tmp_path: Path) -> None:
    module = load_packs(pack(tmp_path, HEAD + MODULE))["demo"].module("one")
    assert module is not None
    assert module.minutes == 4500


def test_unit_of_the_hours_is_needed(tmp_path: Path) -> None:
    text = HEAD + MODULE.replace(', unit = "lesson"', "")
    assert problems(tmp_path, text) == [("demo/pack.toml", "one", "hours_without_unit")]


def test_bare_number_of_hours_is_refused(tmp_path: Path) -> None:
    text = HEAD + MODULE.replace('{ amount = 100, unit = "lesson" }', "100")
    assert problems(tmp_path, text) == [("demo/pack.toml", "one", "hours_without_unit")]


@pytest.mark.parametrize(
    ("line", "code"), [('source = "example.org"', "source_missing"), ('confidence = "F"', "confidence_missing")]
)
def test_source_and_confidence_are_needed(tmp_path: Path, line: str, code: str) -> None:
    assert problems(tmp_path, HEAD + MODULE.replace(line, "")) == [("demo/pack.toml", "one", code)]


def test_level_off_the_scale_is_refused(tmp_path: Path) -> None:
    text = HEAD + MODULE + 'level = "d7"\nprerequisites = [["level:z9"]]\n'
    assert {code for _, _, code in problems(tmp_path, text)} == {"unknown_level", "unknown_module"}


def test_versions_of_one_key_must_not_overlap(tmp_path: Path) -> None:
    until, since = MODULE + "valid_to = 2025-01-01\n", MODULE + "valid_from = 2025-01-01\n"
    assert problems(tmp_path, HEAD + until + since) == [("demo/pack.toml", "one", "dates_overlap")]


def test_versions_that_follow_each_other_are_one_module(tmp_path: Path) -> None:
    until, since = MODULE + "valid_to = 2024-12-31\n", MODULE + "valid_from = 2025-01-01\n"
    assert len(load_packs(pack(tmp_path, HEAD + until + since))["demo"].modules) == 2


def test_end_before_begin_is_refused(tmp_path: Path) -> None:
    text = HEAD + MODULE + "valid_from = 2025-01-02\nvalid_to = 2025-01-01\n"
    assert problems(tmp_path, text) == [("demo/pack.toml", "one", "dates_reversed")]


def test_circle_of_next_steps_is_refused(tmp_path: Path) -> None:
    other = MODULE.replace('"one"', '"two"')
    step = '[[next_steps]]\nfrom = "{}"\nto = "{}"\nsource = "example.org"\nconfidence = "F"\n'
    text = HEAD + MODULE + other + step.format("one", "two") + step.format("two", "one")
    assert [code for _, _, code in problems(tmp_path, text)] == ["circle"]


def test_circle_through_prerequisites_is_refused(tmp_path: Path) -> None:
    text = HEAD + MODULE + 'prerequisites = [["one"]]\n'
    assert [code for _, _, code in problems(tmp_path, text)] == ["circle"]


def test_step_to_nowhere_and_unknown_track_are_refused(tmp_path: Path) -> None:
    step = '[[next_steps]]\nfrom = "one"\nto = "ghost"\nsource = "example.org"\nconfidence = "F"\n'
    text = HEAD + MODULE.replace('["general"]', '["phantom"]') + step
    assert [code for _, _, code in problems(tmp_path, text)] == ["unknown_track", "unknown_module"]


def test_slip_in_a_table_name_does_not_drop_a_rule_silently(tmp_path: Path) -> None:
    assert problems(tmp_path, HEAD + MODULE.replace("[[modules]]", "[[module]]")) == [
        ("demo/pack.toml", "module", "unknown_table")
    ]


def test_unknown_code_in_a_rule_is_refused(tmp_path: Path) -> None:
    rule = """
[[entry_rules]]
key = "reads"
track = "general"
when = [{ fact = "literacy", is = "runes" }, { fact = "nationality", is = "any" }]
source = "example.org"
confidence = "F"
"""
    found = problems(tmp_path, HEAD + rule)
    assert {code for _, _, code in found} == {"unknown_literacy", "unknown_personfact", "condition_unclear"}


def test_file_that_is_not_toml_is_named(tmp_path: Path) -> None:
    assert [code for _, _, code in problems(tmp_path, "key = = 1")] == ["not_toml", "programme_missing"]


def test_table_written_as_a_word_is_named(tmp_path: Path) -> None:
    assert problems(tmp_path, 'facts = "none"\n' + HEAD) == [("demo/pack.toml", "facts", "not_a_list")]


def test_all_problems_come_at_once_and_one_bad_pack_keeps_all_out(tmp_path: Path) -> None:
    pack(tmp_path, HEAD + MODULE)
    bad = HEAD.replace('"demo"', '"other"').replace('track = "regular"', 'track = "river"')
    pack(tmp_path, bad + MODULE.replace("100", "-5"), "other")
    with pytest.raises(errors.Invalid) as refused:
        load_packs(tmp_path)
    assert refused.value.code == "curricula.packs_refused"
    assert {(problem.file, problem.code) for problem in refused.value.facts["problems"]} == {
        ("other/pack.toml", "unknown_track"),
        ("other/pack.toml", "not_a_number"),
        ("other/pack.toml", "hours_missing"),
    }
