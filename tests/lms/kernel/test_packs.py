"""Reading packs: every slip is named by file, entry and field, all at once, and nothing is dropped silently."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from lms.kernel import packs
from lms.kernel.packs import Entry, Problem
from lms.kernel.vocabulary import Confidence, Track

GOOD = {"key": "one", "source": "example.org", "confidence": "F"}


def entry(**data: Any) -> Entry:
    return Entry("xx.toml", "one", data, [])


def codes(read: Entry) -> list[tuple[str, object]]:
    return [(one.code, one.facts.get("field")) for one in read.problems]


def test_a_statement_comes_with_source_confidence_and_days() -> None:
    found = entry(**GOOD, valid_from=date(2024, 12, 7), valid_to=date(2026, 1, 31)).evidence()
    assert (found.source, found.confidence) == ("example.org", Confidence.FOUND)
    assert [found.holds_on(date(2024, 12, day)) for day in (6, 7)] == [False, True]


def test_a_first_day_that_was_not_found_is_said_so() -> None:
    read = entry(**GOOD, valid_from="unknown")
    assert read.evidence().valid_from is None
    assert not read.problems


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"source": None}, [("source_missing", None)]),
        ({"source": " "}, [("source_missing", None)]),
        ({"source": 7}, [("source_missing", None)]),
        ({"confidence": "sure"}, [("unknown_confidence", "confidence")]),
        ({"valid_from": "soon"}, [("not_a_date", "valid_from")]),
        ({"valid_to": "unknown"}, [("not_a_date", "valid_to")]),
        ({"valid_from": date(2025, 1, 2), "valid_to": date(2025, 1, 1)}, [("dates_reversed", None)]),
    ],
)
def test_what_is_wrong_with_a_statement_is_named(change: dict[str, Any], found: list[tuple[str, object]]) -> None:
    read = entry(**(GOOD | change))
    read.evidence()
    assert codes(read) == found


@pytest.mark.parametrize(
    ("method", "value", "code"),
    [
        ("text", 7, "text_missing"),
        ("text", "", "text_missing"),
        ("texts", "a", "not_a_list"),
        ("texts", [1], "not_a_list"),
        ("number", True, "not_a_number"),
        ("number", -0.5, "not_a_number"),
        ("whole", 1.5, "not_a_number"),
        ("whole", "1", "not_a_number"),
        ("needed", None, "number_missing"),
        ("yes", "no", "not_yes_or_no"),
        ("day", "2025-01-01", "not_a_date"),
        ("rows", [1], "not_a_list"),
    ],
)
def test_a_field_of_the_wrong_kind_is_named(method: str, value: object, code: str) -> None:
    read = entry(field=value)
    getattr(read, method)("field")
    assert codes(read) == [(code, "field")]


def test_a_code_that_nobody_knows_is_named_with_those_that_are_known() -> None:
    read = entry(track="slow")
    read.code("track", Track)
    assert [str(one) for one in read.problems] == [
        "xx.toml: one: unknown_track (field=track, value=slow, known="
        "literacy_first_script, literacy_second_script, regular, vocational_language, fast_track)"
    ]


def test_what_may_be_left_out_has_a_default_and_what_must_be_there_is_missed() -> None:
    read = entry()
    assert (read.text("note", ""), read.code("track", Track, Track.REGULAR), read.yes("optional")) == (
        "",
        Track.REGULAR,
        False,
    )
    assert not read.problems
    read.code("track", Track)
    assert codes(read) == [("unknown_track", "track")]


def test_a_slip_in_the_name_of_a_field_does_not_drop_a_condition_silently() -> None:
    read = entry(key="one", scholing_from=6)
    read.text("key")
    read.whole("schooling_from")
    read.done()
    assert codes(read) == [("unknown_field", "scholing_from")]


def test_tables_below_are_spoken_of_by_their_key_or_their_place() -> None:
    read = entry(bands=[{"key": "all"}, {}])
    assert [each.key for each in read.tables("bands")] == ["one.all", "one.bands[2]"]


def test_a_file_that_is_not_toml_is_named_with_the_place(tmp_path: Path) -> None:
    (tmp_path / "xx.toml").write_text('key = "one"\nkey = = 2', encoding="utf-8")
    problems: list[Problem] = []
    assert packs.tables_of(tmp_path / "xx.toml", "xx.toml", problems) is None
    assert [(one.file, one.code) for one in problems] == [("xx.toml", "not_toml")]
    assert "line 2" in str(problems[0])
