"""Shipped data of placement: reads and checks item banks and track rules, and names every problem at once."""

import csv
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any, TypeVar

from lms.kernel import errors
from lms.kernel.vocabulary import Confidence, Level, Skill, Track
from placement.domain import track_rules
from placement.domain.irt import Parameters
from placement.domain.item_bank import Bank, Item, ItemState, ItemType, LiteracyAxis, Measure, Option
from placement.domain.track_rules import Case, Duty, PlacementFacts, TrackRule, TrackRules, Validity

FOLDER = Path(__file__).parent
BANKS = FOLDER / "item_banks"
COUNTRIES = FOLDER / "track_rules"

FEWEST_ITEMS = 20
"""A skill with fewer items cannot be measured adaptively from Pre-A1 to B2."""
FEWEST_EASIEST = 3
"""The screener ends kindly after three failures at the easiest step, so the step needs three items."""

Code = TypeVar("Code", bound=Enum)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with shipped data: which file, which item or rule, a code and its facts."""

    file: str
    key: str
    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)


def load_bank(folder: Path) -> Bank:
    """An item bank from its folder. Raises `errors.Invalid` with every problem, and then loads nothing."""
    bank, problems = read_bank(folder)
    if bank is None or problems:
        raise errors.Invalid("placement.bank_refused", bank=folder.name, problems=problems)
    return bank


def load_banks(root: Path = BANKS) -> dict[str, Bank]:
    """All banks below a folder by key."""
    folders = [folder for folder in sorted(root.iterdir()) if (folder / "bank.toml").is_file()]
    return {folder.name: load_bank(folder) for folder in folders}


def quotas(folder: Path) -> dict[str, dict[str, float]]:
    """Wanted share of every content area by measure, for the selection rules."""
    return {measure: dict(shares) for measure, shares in _toml(folder / "bank.toml").get("quotas", {}).items()}


def pictures_needed(folder: Path) -> frozenset[str]:
    """Names of all pictures a bank shows; each must be in the picture set of the site."""
    return frozenset(_toml(folder / "bank.toml").get("pictures", {}).get("names", ()))


def own_script_texts(folder: Path) -> dict[str, str]:
    """Short texts to read aloud in the script of origin, by language code."""
    return dict(_toml(folder / "bank.toml").get("own_script_texts", {}))


def load_track_rules(country: str, root: Path = COUNTRIES) -> TrackRules:
    """The rule pack of a country, two letters. Raises `NotFound` without one, `Invalid` with every problem."""
    file = root / f"{country}.toml"
    if not country.isalpha() or not file.is_file():
        raise errors.NotFound("placement.no_track_rules", country=country)
    reader = _Reader(file.name, [])
    rules = _track_rules(reader, _toml(file))
    if reader.problems:
        raise errors.Invalid("placement.track_rules_refused", country=country, problems=reader.problems)
    return rules


def countries(root: Path = COUNTRIES) -> tuple[str, ...]:
    """Countries with a rule pack."""
    return tuple(sorted(file.stem for file in root.glob("*.toml")))


def read_bank(folder: Path) -> tuple[Bank | None, list[Problem]]:
    """The bank as far as it can be read, and every problem found in it."""
    missing = [
        Problem(name, "", "file_missing") for name in ("bank.toml", "items.csv") if not (folder / name).is_file()
    ]
    if missing:
        return None, missing
    about = _toml(folder / "bank.toml")
    reader = _Reader("items.csv", [])
    with (folder / "items.csv").open(encoding="utf-8", newline="") as lines:
        items = tuple(_item(reader, row, about.get("defaults", {})) for row in csv.DictReader(lines))
    head = _Reader("bank.toml", reader.problems)
    facts = about.get("bank", {})
    bank = Bank(
        key=head.text(facts, "key", "bank"),
        version=head.text(facts, "version", "bank"),
        language=head.text(facts, "language", "bank"),
        difficulty_source=head.text(facts, "difficulty", "bank"),
        sound_source=head.text(facts, "sound", "bank"),
        items=items,
    )
    problems = [*reader.problems, *_flaws(bank, folder, pictures_needed(folder))]
    return bank, problems


def _flaws(bank: Bank, folder: Path, listed: frozenset[str]) -> Iterator[Problem]:
    """Everything that can be wrong with items that could be read."""
    for key, times in Counter(item.key for item in bank.items).items():
        if times > 1:
            yield Problem("items.csv", key, "duplicate_key", {"times": times})
    for item in bank.items:
        yield from _item_flaws(item, folder, listed)
    shown = {name for item in bank.items for name in item.pictures}
    for name in sorted(listed - shown):
        yield Problem("bank.toml", "pictures", "picture_never_shown", {"picture": name})
    yield from _too_few(bank)


def _item_flaws(item: Item, folder: Path, listed: frozenset[str]) -> Iterator[Problem]:
    if item.type.has_options:
        yield from _answer_flaws(item)
    elif not item.parameters.steps:
        yield Problem("items.csv", item.key, "no_steps")
    if item.type.needs_sound and not item.sound:
        yield Problem("items.csv", item.key, "no_sound")
    for sound in filter(None, (item.sound, *(option.sound for option in item.options))):
        if not (folder / "media" / sound).is_file():
            yield Problem("items.csv", item.key, "media_missing", {"file": sound})
    for name in item.pictures:
        if name not in listed:
            yield Problem("items.csv", item.key, "picture_not_listed", {"picture": name})
    if isinstance(item.measures, LiteracyAxis) and item.step < 1:
        yield Problem("items.csv", item.key, "no_step")


def _answer_flaws(item: Item) -> Iterator[Problem]:
    """Exactly one right answer among at least two different options."""
    if len(item.options) < 2:
        yield Problem("items.csv", item.key, "too_few_options", {"options": len(item.options)})
    if item.answer is None or not 0 <= item.answer < len(item.options):
        yield Problem("items.csv", item.key, "no_right_answer")
    if len({(option.text, option.picture) for option in item.options}) < len(item.options):
        yield Problem("items.csv", item.key, "same_option_twice")


def _too_few(bank: Bank) -> Iterator[Problem]:
    for measure in bank.measured:
        items = bank.of(measure)
        if isinstance(measure, Skill):
            if len(items) < FEWEST_ITEMS:
                yield Problem("items.csv", measure, "too_few_items", {"items": len(items), "needed": FEWEST_ITEMS})
            continue
        easiest = sum(item.step == min(each.step for each in items) for item in items)
        if easiest < FEWEST_EASIEST:
            yield Problem("items.csv", measure, "too_few_easiest", {"items": easiest, "needed": FEWEST_EASIEST})


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads fields of one file and notes what is wrong instead of stopping."""

    file: str
    problems: list[Problem]

    def wrong(self, key: str, code: str, **facts: Any) -> None:
        self.problems.append(Problem(self.file, key, code, facts))

    def text(self, data: Mapping[str, Any], name: str, key: str) -> str:
        value = data.get(name)
        if isinstance(value, str) and value.strip():
            return value.strip()
        self.wrong(key, "text_missing", field=name)
        return ""

    def code(self, value: object, codes: type[Code], default: Code, key: str) -> Code:
        try:
            return codes(value)
        except ValueError:
            self.wrong(key, f"unknown_{codes.__name__.lower()}", value=value)
            return default

    def number(self, value: object, default: float, key: str, name: str) -> float:
        if value in (None, ""):
            return default
        try:
            return float(str(value))
        except ValueError:
            self.wrong(key, "not_a_number", field=name, value=value)
            return default

    def day(self, data: Mapping[str, Any], name: str, key: str) -> date | None:
        value = data.get(name)
        # A TOML date-time is a date to Python as well; a rule begins on a day, not at an hour.
        if value is None or type(value) is date:
            return value
        self.wrong(key, "not_a_day", field=name, value=value)
        return None

    def whole(self, data: Mapping[str, Any], name: str, key: str) -> int | None:
        value = data.get(name)
        if value is None or (type(value) is int and value >= 0):
            return value
        self.wrong(key, "not_a_number", field=name, value=value)
        return None


def _item(reader: _Reader, row: Mapping[str, str], defaults: Mapping[str, Any]) -> Item:
    key = reader.text(row, "key", "?")
    options = tuple(_option(part) for part in _parts(row.get("options")))
    sounds = _parts(row.get("option_sounds"))
    if sounds and len(sounds) != len(options):
        reader.wrong(key, "option_sounds_do_not_match", options=len(options), sounds=len(sounds))
    elif sounds:
        options = tuple(Option(each.text, each.picture, sound) for each, sound in zip(options, sounds, strict=True))
    answer = int(reader.number(row.get("answer"), 0, key, "answer"))
    return Item(
        key=key,
        measures=_measure(reader, row.get("measures", ""), key),
        type=reader.code(row.get("type"), ItemType, ItemType.READ_AND_CHOOSE, key),
        level=reader.code(row.get("level"), Level, Level.PRE_A1, key),
        parameters=_parameters(reader, row, defaults, len(options), key),
        content=reader.text(row, "content", key),
        text=row.get("text") or "",
        question=row.get("question") or "",
        sound=row.get("sound") or "",
        script=row.get("script") or "",
        picture=row.get("picture") or "",
        options=options,
        answer=answer - 1 if answer else None,
        step=int(reader.number(row.get("step"), 0, key, "step")),
        state=reader.code(row.get("state") or ItemState.DRAFT, ItemState, ItemState.DRAFT, key),
    )


def _measure(reader: _Reader, value: str, key: str) -> Measure:
    if value in set(LiteracyAxis):
        return LiteracyAxis(value)
    return reader.code(value, Skill, Skill.READING, key)


def _parameters(
    reader: _Reader, row: Mapping[str, str], defaults: Mapping[str, Any], options: int, key: str
) -> Parameters:
    """The row's own numbers, else the bank's. A guess helps less than one in `options`: people may say "I don't know"."""
    if not row.get("b"):
        reader.wrong(key, "text_missing", field="b")
    guessing = float(defaults.get("guessing", 0.8)) / options if options else 0.0
    return Parameters(
        a=reader.number(row.get("a"), float(defaults.get("a", 1.0)), key, "a"),
        b=reader.number(row.get("b"), 0.0, key, "b"),
        c=reader.number(row.get("c"), guessing, key, "c"),
        steps=tuple(reader.number(part, 0.0, key, "steps") for part in _parts(row.get("steps"))),
        sd_b=reader.number(row.get("sd_b"), float(defaults.get("sd_b", 0.38)), key, "sd_b"),
        sd_log_a=reader.number(row.get("sd_log_a"), float(defaults.get("sd_log_a", 0.2)), key, "sd_log_a"),
    )


def _option(part: str) -> Option:
    return Option(picture=part.removeprefix("picture:")) if part.startswith("picture:") else Option(text=part)


def _parts(cell: str | None) -> Sequence[str]:
    return [part.strip() for part in cell.split("|")] if cell else []


def _track_rules(reader: _Reader, data: Mapping[str, Any]) -> TrackRules:
    rules = tuple(_rule(reader, row) for row in data.get("rules", ()))
    pack = TrackRules(
        country=reader.text(data, "country", "country"),
        version=reader.text(data, "version", "version"),
        rules=rules,
        duties=tuple(_duty(reader, row) for row in data.get("duties", ())),
        cases=tuple(_case(reader, row) for row in data.get("cases", ())),
    )
    for key, times in Counter(rule.key for rule in rules).items():
        if times > 1:
            reader.wrong(key, "duplicate_key", times=times)
    for key in sorted({rule.key for rule in rules} - {case.rule for case in pack.cases}):
        reader.wrong(key, "rule_without_case")
    for case in track_rules.failing_cases(pack):
        reader.wrong(case.rule, "case_fails", track=case.facts.track, level=case.facts.level, day=case.day)
    return pack


def _rule(reader: _Reader, row: Mapping[str, Any]) -> TrackRule:
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
    )


def _levels(reader: _Reader, values: Iterable[object], key: str) -> Iterator[Level]:
    if not values:
        reader.wrong(key, "text_missing", field="levels")
    for value in values:
        yield reader.code(value, Level, Level.PRE_A1, key)


def _validity(reader: _Reader, row: Mapping[str, Any], key: str) -> Validity:
    return Validity(reader.day(row, "valid_from", key), reader.day(row, "valid_to", key))


def _duty(reader: _Reader, row: Mapping[str, Any]) -> Duty:
    code = reader.text(row, "code", "duties")
    confidence = reader.code(row.get("confidence"), Confidence, Confidence.MEMORY, code)
    return Duty(code, _validity(reader, row, code), reader.text(row, "source", code), confidence)


def _case(reader: _Reader, row: Mapping[str, Any]) -> Case:
    key = str(row.get("rule", ""))
    facts = PlacementFacts(
        track=reader.code(row.get("track"), Track, Track.REGULAR, key),
        level=reader.code(row.get("level"), Level, Level.PRE_A1, key),
        schooling_years=reader.whole(row, "schooling_years", key),
        attended_before=tuple(row.get("attended_before", ())),
    )
    day = reader.day(row, "day", key)
    if day is None:
        reader.wrong(key, "text_missing", field="day")
    return Case(facts, day or date.min, key)


def _toml(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))
