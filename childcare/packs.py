"""Ratio rules: reads the shipped TOML files, checks them, and loads all or nothing."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

from childcare.domain.ratios import Band, Fact, Mode, RatioRule, Space
from lms.kernel import errors
from lms.kernel.facts import Evidence
from lms.kernel.vocabulary import Confidence

SHIPPED = Path(__file__).parent / "ratio_rules"


@dataclass(frozen=True, slots=True)
class RuleProblem:
    """One thing wrong with a file: where, and a code with its facts."""

    file: str
    key: str
    code: str
    facts: Mapping[str, Any]


def load_rules(root: Path = SHIPPED) -> tuple[RatioRule, ...]:
    """All ratio rules of a folder. Raises `errors.Invalid` with every problem, and then loads nothing."""
    rules, problems = read_rules(root)
    if problems:
        raise errors.Invalid("childcare.rules_refused", problems=problems)
    return rules


def read_rules(root: Path) -> tuple[tuple[RatioRule, ...], list[RuleProblem]]:
    """Every rule and no problem, or no rule and every problem."""
    rules: list[RatioRule] = []
    problems: list[RuleProblem] = []
    for path in sorted(root.glob("*.toml")):
        read = list(_rules(path, problems))
        problems += _clashes(path.name, read)
        rules += read
    return (() if problems else tuple(rules)), problems


class _Entry:
    """One table of a file; its methods note what is wrong instead of stopping."""

    def __init__(self, file: str, key: str, data: Mapping[str, Any], problems: list[RuleProblem]) -> None:
        self.file, self.key, self.data, self.problems = file, key, data, problems

    def wrong(self, code: str, **facts: Any) -> None:
        self.problems.append(RuleProblem(self.file, self.key, code, facts))

    def text(self, field: str) -> str:
        value = self.data.get(field)
        if not isinstance(value, str) or not value.strip():
            self.wrong("text_missing", field=field)
            return ""
        return value

    def number(self, field: str, least: float, default: float | None = None) -> float | None:
        value = self.data.get(field, default)
        if value is None and field not in self.data:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or value < least:
            self.wrong("not_a_number", field=field, value=value)
            return None
        return value

    def whole(self, field: str, least: int) -> int | None:
        value = self.number(field, least)
        return None if value is None else int(value)

    def needed(self, field: str, least: float) -> float:
        if field not in self.data:
            self.wrong("number_missing", field=field)
        return self.number(field, least) or 1

    def day(self, field: str) -> date | None:
        value = self.data.get(field)
        if value is None or type(value) is date:
            return value
        self.wrong("not_a_date", field=field, value=str(value))
        return None

    def evidence(self) -> Evidence:
        if not self.data.get("source"):
            self.wrong("source_missing")
        return Evidence(
            str(self.data.get("source", "")), self.confidence(), self.day("valid_from"), self.day("valid_to")
        )

    def confidence(self) -> Confidence:
        value = self.data.get("confidence")
        if value is None:
            self.wrong("confidence_missing")
        elif value not in set(Confidence):
            self.wrong("unknown_confidence", value=value)
        else:
            return Confidence(value)
        return Confidence.MEMORY

    def mode(self) -> Mode:
        value = self.data.get("mode")
        if value in set(Mode):
            return Mode(value)
        self.wrong("unknown_mode", value=value)
        return Mode.EACH_COUNTS

    def children(self, table: str) -> Iterator["_Entry"]:
        below = self.data.get(table, [])
        if not isinstance(below, list) or not all(isinstance(each, dict) for each in below):
            self.wrong("not_a_list", field=table)
            return
        for each in below:
            yield _Entry(self.file, f"{self.key}.{each.get('key', table)}", each, self.problems)


def _rules(path: Path, problems: list[RuleProblem]) -> Iterator[RatioRule]:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        problems.append(RuleProblem(path.name, "", "not_toml", {"detail": str(error)}))
        return
    head = _Entry(path.name, path.stem, data, problems)
    country = head.text("country")
    entries = list(head.children("rules"))
    if not entries:
        head.wrong("rules_missing")
    for entry in entries:
        rule = _rule(entry, country)
        _check_bands(entry, rule.bands)
        yield rule


def _rule(entry: _Entry, country: str) -> RatioRule:
    return RatioRule(
        entry.text("key"),
        country,
        entry.text("name"),
        entry.mode(),
        tuple(_band(each) for each in entry.children("bands")),
        entry.evidence(),
        entry.whole("minimum_staff", 1) or 1,
        entry.whole("most_children", 1),
        tuple(_space(each) for each in entry.children("spaces")),
        tuple(Fact(each.text("key"), each.text("value"), each.evidence()) for each in entry.children("facts")),
    )


def _band(entry: _Entry) -> Band:
    return Band(
        entry.text("key"),
        entry.whole("from_months", 0) or 0,
        entry.whole("to_months", 1),
        int(entry.needed("children_per_carer", 1)),
        entry.evidence(),
        entry.whole("largest", 1),
        entry.data.get("ages_verified", True) is True,
    )


def _space(entry: _Entry) -> Space:
    return Space(
        entry.text("key"),
        entry.needed("first_metres", 0),
        int(entry.needed("first_children", 1)),
        entry.needed("metres_each", 0.1),
        entry.evidence(),
    )


def _check_bands(entry: _Entry, bands: Sequence[Band]) -> None:
    """Bands cover every age once: from birth on, each beginning where the one before ends, the last one open."""
    if not bands:
        entry.wrong("bands_missing")
        return
    ends = [0, *(band.to_months for band in bands)]
    for end, band in zip(ends, bands, strict=False):
        if band.from_months != end:
            entry.wrong("bands_do_not_meet", band=band.key, from_months=band.from_months, expected=end)
    for younger, older in pairwise(bands):
        if older.from_months <= younger.from_months:
            entry.wrong("bands_out_of_order", band=older.key)


def _clashes(file: str, rules: Sequence[RatioRule]) -> Iterator[RuleProblem]:
    """Two versions of one rule must not hold on the same day."""
    for one, other in combinations(rules, 2):
        first = max(one.evidence.valid_from or date.min, other.evidence.valid_from or date.min)
        last = min(one.evidence.valid_to or date.max, other.evidence.valid_to or date.max)
        if one.key == other.key and first <= last:
            yield RuleProblem(file, one.key, "dates_overlap", {})
