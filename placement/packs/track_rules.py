"""Track rules that ship, a file a country: reads and checks them, and names every problem at once."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from lms.kernel import errors
from lms.kernel.vocabulary import Confidence, Level, Track
from placement.domain import track_rules
from placement.domain.track_rules import Case, CountryTest, Duty, PlacementFacts, TrackRule, TrackRules, Validity
from placement.packs.reading import Reader, toml

COUNTRIES = Path(__file__).parents[1] / "track_rules"


def load_track_rules(country: str, root: Path = COUNTRIES) -> TrackRules:
    """The rule pack of a country, two letters. Raises `NotFound` without one, `Invalid` with every problem."""
    file = root / f"{country}.toml"
    if not country.isalpha() or not file.is_file():
        raise errors.NotFound("placement.no_track_rules", country=country)
    reader = Reader(file.name, [])
    rules = _track_rules(reader, toml(file))
    if reader.problems:
        raise errors.Invalid("placement.track_rules_refused", country=country, problems=reader.problems)
    return rules


def countries(root: Path = COUNTRIES) -> tuple[str, ...]:
    """Countries with a rule pack."""
    return tuple(sorted(file.stem for file in root.glob("*.toml")))


def _track_rules(reader: Reader, data: Mapping[str, Any]) -> TrackRules:
    rules = tuple(_rule(reader, row) for row in data.get("rules", ()))
    pack = TrackRules(
        country=reader.text(data, "country", "country"),
        version=reader.text(data, "version", "version"),
        rules=rules,
        duties=tuple(_duty(reader, row) for row in data.get("duties", ())),
        cases=tuple(_case(reader, row) for row in data.get("cases", ())),
        tests=tuple(_test(reader, row) for row in data.get("tests", ())),
    )
    for key, times in Counter(rule.key for rule in rules).items():
        if times > 1:
            reader.wrong(key, "duplicate_key", times=times)
    for rule in rules:
        if rule.test and rule.test not in {test.code for test in pack.tests}:
            reader.wrong(rule.key, "unknown_test", test=rule.test)
    for key in sorted({rule.key for rule in rules} - {case.rule for case in pack.cases}):
        reader.wrong(key, "rule_without_case")
    for case in track_rules.failing_cases(pack):
        reader.wrong(case.rule, "case_fails", track=case.facts.track, level=case.facts.level, day=case.day)
    return pack


def _rule(reader: Reader, row: Mapping[str, Any]) -> TrackRule:
    key = reader.text(row, "key", "?")
    return TrackRule(
        key=key,
        track=reader.code(row.get("track"), Track, Track.REGULAR, key),
        course=reader.text(row, "course", key),
        entry=str(row.get("entry", "")),
        levels=tuple(_levels(reader, row.get("levels", ()), key)),
        schooling_from=reader.whole(row, "schooling_from", key) or 0,
        schooling_to=reader.whole(row, "schooling_to", key),
        after=str(row.get("after", "")),
        note=str(row.get("note", "")),
        validity=_validity(reader, row, key),
        source=reader.text(row, "source", key),
        confidence=reader.code(row.get("confidence"), Confidence, Confidence.MEMORY, key),
        goal=str(row.get("goal", "")),
        irregular=bool(row.get("irregular", False)),
        test=str(row.get("test", "")),
        score_from=reader.whole(row, "score_from", key) or 0,
        score_to=reader.whole(row, "score_to", key),
    )


def _levels(reader: Reader, values: Iterable[object], key: str) -> Iterator[Level]:
    if not values:
        reader.wrong(key, "text_missing", field="levels")
    for value in values:
        yield reader.code(value, Level, Level.PRE_A1, key)


def _validity(reader: Reader, row: Mapping[str, Any], key: str) -> Validity:
    return Validity(reader.day(row, "valid_from", key), reader.day(row, "valid_to", key))


def _duty(reader: Reader, row: Mapping[str, Any]) -> Duty:
    code = reader.text(row, "code", "duties")
    confidence = reader.code(row.get("confidence"), Confidence, Confidence.MEMORY, code)
    return Duty(code, _validity(reader, row, code), reader.text(row, "source", code), confidence)


def _test(reader: Reader, row: Mapping[str, Any]) -> CountryTest:
    code = reader.text(row, "code", "tests")
    highest = reader.whole(row, "highest", code)
    if not highest:
        reader.wrong(code, "text_missing", field="highest")
    confidence = reader.code(row.get("confidence"), Confidence, Confidence.MEMORY, code)
    return CountryTest(code, highest or 0, reader.text(row, "source", code), confidence)


def _case(reader: Reader, row: Mapping[str, Any]) -> Case:
    key = str(row.get("rule", ""))
    facts = PlacementFacts(
        track=reader.code(row.get("track"), Track, Track.REGULAR, key),
        level=reader.code(row.get("level"), Level, Level.PRE_A1, key),
        schooling_years=reader.whole(row, "schooling_years", key),
        attended_before=tuple(row.get("attended_before", ())),
        goals=tuple(row.get("goals", ())),
        irregular=bool(row.get("irregular", False)),
        scores={str(code): int(score) for code, score in row.get("scores", {}).items()},
    )
    day = reader.day(row, "day", key)
    if day is None:
        reader.wrong(key, "text_missing", field="day")
    return Case(facts, day or date.min, key)
