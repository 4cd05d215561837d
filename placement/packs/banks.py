"""Item banks that ship: reads and checks them, and names every problem at once."""

import csv
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from lms.kernel import errors
from lms.kernel.vocabulary import Level, Skill
from placement.domain import patterns, rating, scoring, tracing
from placement.domain.irt import Parameters
from placement.domain.item_bank import (
    Aptitude,
    Bank,
    Item,
    ItemState,
    ItemType,
    LiteracyAxis,
    Measure,
    Option,
    Region,
    Strict,
)
from placement.packs.reading import Problem, Reader, toml

BANKS = Path(__file__).parents[1] / "item_banks"

FEWEST_ITEMS = 20
"""A skill with fewer items cannot be measured adaptively from Pre-A1 to B2."""
FEWEST_RATED = 6
"""So few will do where people give the scores: a sitting asks two or three of them, and each says much."""
FEWEST_EASIEST = 3
"""The screener ends kindly after three failures at the easiest step, so the step needs three items."""
FEWEST_PATTERNS = 12
"""Rows of shapes that a test of learning pace chooses from."""
FEWEST_GAPS = 4
"""Gaps of a C-test text; with fewer it is a cloze."""
REGION = re.compile(r"@([\d.]+),([\d.]+),([\d.]+),([\d.]+)$")
REGION_GRID = 20
"""Regions lie on steps of a twentieth of the picture, so that pages can place them without inline styles."""
GAP = re.compile(r"\[([^\]]*)\]")


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
    return {measure: dict(shares) for measure, shares in toml(folder / "bank.toml").get("quotas", {}).items()}


def pictures_needed(folder: Path) -> frozenset[str]:
    """Names of all pictures a bank shows; each must be in the picture set of the site."""
    return frozenset(toml(folder / "bank.toml").get("pictures", {}).get("names", ()))


def own_script_texts(folder: Path) -> dict[str, str]:
    """Short texts to read aloud in the script of origin, by language code."""
    return dict(toml(folder / "bank.toml").get("own_script_texts", {}))


def read_bank(folder: Path) -> tuple[Bank | None, list[Problem]]:
    """The bank as far as it can be read, and every problem found in it."""
    missing = [
        Problem(name, "", "file_missing") for name in ("bank.toml", "items.csv") if not (folder / name).is_file()
    ]
    if missing:
        return None, missing
    about = toml(folder / "bank.toml")
    reader = Reader("items.csv", [])
    with (folder / "items.csv").open(encoding="utf-8", newline="") as lines:
        items = tuple(_item(reader, row, about.get("defaults", {})) for row in csv.DictReader(lines))
    head = Reader("bank.toml", reader.problems)
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
    for code, facts in (*_asking_flaws(item), *_scoring_flaws(item)):
        yield Problem("items.csv", item.key, code, facts)
    for sound in filter(None, (item.sound, *(option.sound for option in item.options))):
        if not (folder / "media" / sound).is_file():
            yield Problem("items.csv", item.key, "media_missing", {"file": sound})
    for name in item.pictures:
        if name not in listed:
            yield Problem("items.csv", item.key, "picture_not_listed", {"picture": name})
    if isinstance(item.measures, LiteracyAxis) and item.step < 1:
        yield Problem("items.csv", item.key, "no_step")


Flaw = tuple[str, dict[str, Any]]


def _asking_flaws(item: Item) -> Iterator[Flaw]:
    """What a question must show or play."""
    if item.type.needs_sound and not item.sound:
        yield "no_sound", {}
    if item.type is ItemType.PATTERN_CHOICE and not all(map(_drawn, (item.text, *(one.text for one in item.options)))):
        yield "no_such_figure", {}
    if item.type is ItemType.TRACE and item.text not in tracing.MODELS:
        yield "no_such_line", {"text": item.text}
    if item.type.is_performance and not (item.text or item.question):
        yield "text_missing", {"field": "text"}
    if item.type is ItemType.TAP_PICTURE and not all(option.region for option in item.options):
        yield "no_region", {}
    if not all(_on_grid(option.region) for option in item.options if option.region):
        yield "region_not_on_grid", {"grid": REGION_GRID}
    if len({(option.text, option.picture, option.region) for option in item.options}) < len(item.options):
        yield "same_option_twice", {}


def _scoring_flaws(item: Item) -> Iterator[Flaw]:
    """What makes an answer right, and how many points there are."""
    if item.type.has_options:
        if item.answer is None or not 0 <= item.answer < len(item.options):
            yield "no_right_answer", {}
    elif (item.type.needs_rater or item.type is ItemType.TRACE) and not item.parameters.steps:
        yield "no_steps", {}
    needed = 3 if item.type is ItemType.ORDER else 2
    if (item.type.has_options or item.type in (ItemType.MATCH, ItemType.ORDER)) and len(item.options) < needed:
        yield "too_few_options", {"options": len(item.options)}
    if item.type.has_gaps and (not item.gaps or not all(all(words) for words in item.gaps)):
        yield "no_gap", {}
    if item.type is ItemType.C_TEST and len(item.gaps) < FEWEST_GAPS:
        yield "too_few_gaps", {"gaps": len(item.gaps), "needed": FEWEST_GAPS}
    if item.type is ItemType.DICTATION and not all(map(scoring.words_of, item.wordings or ("",))):
        yield "no_right_answer", {}
    everything = list(range(len(item.options)))
    if any(sorted(order) != everything for order in item.orders):
        yield "order_does_not_fit", {"options": len(item.options)}
    whole = item.type is ItemType.DICTATION or item.type.needs_rater
    if 0 < scoring.parts(item) < item.parameters.highest_score and not whole:
        yield "too_many_steps", {"parts": scoring.parts(item), "steps": item.parameters.highest_score}


def _drawn(codes: str) -> bool:
    try:
        return bool(patterns.figures(codes))
    except ValueError:
        return False


def _on_grid(region: Region) -> bool:
    numbers = (region.x, region.y, region.width, region.height)
    whole = all(abs(number * REGION_GRID - round(number * REGION_GRID)) < 1e-9 for number in numbers)
    inside = region.x + region.width <= 1 and region.y + region.height <= 1 and min(region.width, region.height) > 0
    return whole and inside


def _too_few(bank: Bank) -> Iterator[Problem]:
    for measure in bank.measured:
        items = bank.of(measure)
        if isinstance(measure, Aptitude):
            if len(items) < FEWEST_PATTERNS:
                yield Problem("items.csv", measure, "too_few_items", {"items": len(items), "needed": FEWEST_PATTERNS})
            continue
        if isinstance(measure, Skill):
            needed = FEWEST_RATED if any(item.type.is_performance for item in items) else FEWEST_ITEMS
            if len(items) < needed:
                yield Problem("items.csv", measure, "too_few_items", {"items": len(items), "needed": needed})
            continue
        easiest = sum(item.step == min(each.step for each in items) for item in items)
        if easiest < FEWEST_EASIEST:
            yield Problem("items.csv", measure, "too_few_easiest", {"items": easiest, "needed": FEWEST_EASIEST})


def _item(reader: Reader, row: Mapping[str, str], defaults: Mapping[str, Any]) -> Item:
    key = reader.text(row, "key", "?")
    type = reader.code(row.get("type"), ItemType, ItemType.READ_AND_CHOOSE, key)
    options = _options(reader, row, key)
    text, gaps = _gapped(row.get("text") or "") if type.has_gaps else (row.get("text") or "", ())
    return Item(
        key=key,
        measures=_measure(reader, row.get("measures", ""), key),
        type=type,
        level=reader.code(row.get("level"), Level, Level.PRE_A1, key),
        parameters=_parameters(reader, row, defaults, type, len(options), key),
        content=reader.text(row, "content", key),
        text=text,
        question=row.get("question") or "",
        sound=row.get("sound") or "",
        script=row.get("script") or "",
        picture=row.get("picture") or "",
        options=options,
        answer=_place(reader, row, key) if type.has_options else None,
        gaps=gaps,
        orders=_orders(reader, row, key) if type is ItemType.ORDER else (),
        wordings=tuple(_parts(row.get("answer"))) if type is ItemType.DICTATION else (),
        strict=frozenset(reader.code(one, Strict, Strict.CASE, key) for one in (row.get("strict") or "").split()),
        step=int(reader.number(row.get("step"), 0, key, "step")),
        state=reader.code(row.get("state") or ItemState.DRAFT, ItemState, ItemState.DRAFT, key),
    )


def _options(reader: Reader, row: Mapping[str, str], key: str) -> tuple[Option, ...]:
    options = tuple(_option(part) for part in _parts(row.get("options")))
    sounds = _parts(row.get("option_sounds"))
    if sounds and len(sounds) != len(options):
        reader.wrong(key, "option_sounds_do_not_match", options=len(options), sounds=len(sounds))
        return options
    return tuple(replace(each, sound=sound) for each, sound in zip(options, sounds or [""] * len(options), strict=True))


def _gapped(text: str) -> tuple[str, tuple[tuple[str, ...], ...]]:
    """A text with its gaps taken out: "Ich [bin/war] hier." asks for "bin" or "war"."""
    gaps = tuple(tuple(word.strip() for word in found.split("/")) for found in GAP.findall(text))
    return GAP.sub("___", text), gaps


def _place(reader: Reader, row: Mapping[str, str], key: str) -> int | None:
    answer = int(reader.number(row.get("answer"), 0, key, "answer"))
    return answer - 1 if answer else None


def _orders(reader: Reader, row: Mapping[str, str], key: str) -> tuple[tuple[int, ...], ...]:
    """Further right orders: "3 2 1 4" is the third option, then the second, ..."""
    return tuple(
        tuple(int(reader.number(place, 0, key, "answer")) - 1 for place in order.split())
        for order in _parts(row.get("answer"))
    )


def _measure(reader: Reader, value: str, key: str) -> Measure:
    if value in set(Aptitude):
        return Aptitude(value)
    if value in set(LiteracyAxis):
        return LiteracyAxis(value)
    return reader.code(value, Skill, Skill.READING, key)


def _parameters(
    reader: Reader, row: Mapping[str, str], defaults: Mapping[str, Any], type: ItemType, options: int, key: str
) -> Parameters:
    """The row's own numbers, else the bank's. A guess helps less than one in `options`: people may say "I don't know"."""
    if not row.get("b"):
        reader.wrong(key, "text_missing", field="b")
    guessing = float(defaults.get("guessing", 0.8)) / options if type.has_options and options else 0.0
    usual = float(defaults.get("a_rated", 0.6)) if type.is_performance else float(defaults.get("a", 1.0))
    a = reader.number(row.get("a"), usual, key, "a")
    steps = tuple(reader.number(part, 0.0, key, "steps") for part in _parts(row.get("steps")))
    return Parameters(
        a=a,
        b=reader.number(row.get("b"), 0.0, key, "b"),
        c=reader.number(row.get("c"), guessing, key, "c"),
        steps=rating.combined_steps(type, a, steps) if type.is_performance and steps else steps,
        sd_b=reader.number(row.get("sd_b"), float(defaults.get("sd_b", 0.38)), key, "sd_b"),
        sd_log_a=reader.number(row.get("sd_log_a"), float(defaults.get("sd_log_a", 0.2)), key, "sd_log_a"),
    )


def _option(part: str) -> Option:
    """`word`, `picture:name`, `picture:name=word`; for a part of a picture with `@x,y,width,height` behind it."""
    found = REGION.search(part)
    region = Region(*map(float, found.groups())) if found else None
    part = REGION.sub("", part).strip()
    if not part.startswith("picture:"):
        return Option(text=part, region=region)
    name, _, word = part.removeprefix("picture:").partition("=")
    return Option(text=word, picture=name, region=region)


def _parts(cell: str | None) -> Sequence[str]:
    return [part.strip() for part in cell.split("|")] if cell else []
