"""Item banks that ship: reads and checks them, and names every problem at once."""

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from lms.kernel import errors
from lms.kernel.packs import Entry, Problem, tables_of
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
from placement.domain.scripts import OWN

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
    return {measure: dict(shares) for measure, shares in _about(folder).get("quotas", {}).items()}


def pictures_needed(folder: Path) -> frozenset[str]:
    """Names of all pictures a bank shows; each must be in the picture set of the site."""
    return frozenset(_about(folder).get("pictures", {}).get("names", ()))


def own_script_texts(folder: Path) -> dict[str, str]:
    """Short texts to read aloud in the script of origin, by language code."""
    return dict(_about(folder).get("own_script_texts", {}))


def written(folder: Path) -> tuple[dict[str, Any], list[dict[str, str]]]:
    """A bank as it is written: what bank.toml says, and the rows of items.csv without cells that are empty."""
    with (folder / "items.csv").open(encoding="utf-8", newline="") as lines:
        return _about(folder), [cells(row) for row in csv.DictReader(lines)]


def cells(row: Mapping[str, str | None]) -> dict[str, str]:
    """The cells of a row that hold something."""
    return {name: cell.strip() for name, cell in row.items() if name and isinstance(cell, str) and cell.strip()}


def read_bank(folder: Path) -> tuple[Bank | None, list[Problem]]:
    """The bank as far as it can be read, and every problem found in it."""
    missing = [
        Problem(name, "", "file_missing") for name in ("bank.toml", "items.csv") if not (folder / name).is_file()
    ]
    if missing:
        return None, missing
    problems: list[Problem] = []
    about = _about(folder, problems)
    with (folder / "items.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    media = folder / "media"
    bank, wrong = bank_of(about, rows, lambda name: (media / name).is_file(), pictures_needed(folder))
    return bank, [*problems, *wrong]


def bank_of(
    about: Mapping[str, Any],
    rows: Iterable[Mapping[str, str]],
    has_sound: Callable[[str], bool],
    pictures: frozenset[str] | None = None,
) -> tuple[Bank, list[Problem]]:
    """The same from what bank.toml and items.csv say. `pictures` are those that are listed; `None` asks for no list."""
    problems: list[Problem] = []
    items = tuple(_item(_Row(row, problems), about.get("defaults", {})) for row in rows)
    head = Entry("bank.toml", "bank", about.get("bank", {}), problems)
    bank = Bank(
        key=head.text("key"),
        version=head.text("version"),
        language=head.text("language"),
        difficulty_source=head.text("difficulty"),
        sound_source=head.text("sound"),
        items=items,
    )
    return bank, [*problems, *_flaws(bank, has_sound, pictures)]


def _about(folder: Path, problems: list[Problem] | None = None) -> dict[str, Any]:
    """What the bank says about itself."""
    return tables_of(folder / "bank.toml", "bank.toml", [] if problems is None else problems) or {}


class _Row(Entry):
    """A row of items.csv. Every cell is text; an empty one is not there."""

    def __init__(self, row: Mapping[str, str], problems: list[Problem]) -> None:
        cells = {name: cell for name, cell in row.items() if name and cell and cell.strip()}
        super().__init__("items.csv", cells.get("key", "?"), cells, problems)

    def decimal(self, field: str, default: float) -> float:
        """The number in a cell."""
        return self.decimal_of(self.get(field), default, field)

    def decimal_of(self, text: str | None, default: float, field: str) -> float:
        """The number that a text holds."""
        if not text:
            return default
        try:
            return float(text)
        except ValueError:
            self.wrong("not_a_number", field=field, value=text)
            return default

    def parts(self, field: str) -> Sequence[str]:
        """The parts of a cell between upright strokes."""
        return [part.strip() for part in self.text(field, "").split("|")] if self.has(field) else []


def _flaws(bank: Bank, has_sound: Callable[[str], bool], listed: frozenset[str] | None) -> Iterator[Problem]:
    """Everything that can be wrong with items that could be read."""
    for key, times in Counter(item.key for item in bank.items).items():
        if times > 1:
            yield Problem("items.csv", key, "duplicate_key", {"times": times})
    for item in bank.items:
        yield from _item_flaws(item, has_sound, listed)
    shown = {name for item in bank.items for name in item.pictures}
    for name in sorted((listed or frozenset()) - shown):
        yield Problem("bank.toml", "pictures", "picture_never_shown", {"picture": name})
    yield from too_few(bank)


def _item_flaws(item: Item, has_sound: Callable[[str], bool], listed: frozenset[str] | None) -> Iterator[Problem]:
    for code, facts in (*_asking_flaws(item), *_scoring_flaws(item)):
        yield Problem("items.csv", item.key, code, facts)
    for sound in filter(None, (item.sound, *(option.sound for option in item.options))):
        if sound.startswith(OWN):
            continue  # in every own language, not in the bank
        if not has_sound(sound):
            yield Problem("items.csv", item.key, "media_missing", {"file": sound})
    for name in item.pictures:
        if listed is not None and name not in listed:
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


def too_few(bank: Bank) -> Iterator[Problem]:
    """Measures with fewer items than a test of them needs."""
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


def _item(row: _Row, defaults: Mapping[str, Any]) -> Item:
    type = row.code("type", ItemType)
    options = _options(row)
    text, gaps = _gapped(row.text("text", "")) if type.has_gaps else (row.text("text", ""), ())
    return Item(
        key=row.text("key"),
        measures=_measure(row),
        type=type,
        level=row.code("level", Level),
        parameters=_parameters(row, defaults, type, len(options)),
        content=row.text("content"),
        text=text,
        question=row.text("question", ""),
        sound=row.text("sound", ""),
        script=row.text("script", ""),
        picture=row.text("picture", ""),
        options=options,
        answer=_place(row) if type.has_options else None,
        gaps=gaps,
        orders=_orders(row) if type is ItemType.ORDER else (),
        wordings=tuple(row.parts("answer")) if type is ItemType.DICTATION else (),
        strict=_strict(row),
        step=int(row.decimal("step", 0)),
        state=row.code("state", ItemState, ItemState.DRAFT),
    )


def _strict(row: _Row) -> frozenset[Strict]:
    found = (row.to_code(one, Strict, "strict") for one in row.text("strict", "").split())
    return frozenset(one for one in found if one is not None)


def _options(row: _Row) -> tuple[Option, ...]:
    options = tuple(_option(part) for part in row.parts("options"))
    sounds = row.parts("option_sounds")
    if sounds and len(sounds) != len(options):
        row.wrong("option_sounds_do_not_match", options=len(options), sounds=len(sounds))
        return options
    return tuple(replace(each, sound=sound) for each, sound in zip(options, sounds or [""] * len(options), strict=True))


def _gapped(text: str) -> tuple[str, tuple[tuple[str, ...], ...]]:
    """A text with its gaps taken out: "Ich [bin/war] hier." asks for "bin" or "war"."""
    gaps = tuple(tuple(word.strip() for word in found.split("/")) for found in GAP.findall(text))
    return GAP.sub("___", text), gaps


def _place(row: _Row) -> int | None:
    answer = int(row.decimal("answer", 0))
    return answer - 1 if answer else None


def _orders(row: _Row) -> tuple[tuple[int, ...], ...]:
    """Further right orders: "3 2 1 4" is the third option, then the second, ..."""
    return tuple(
        tuple(int(row.decimal_of(place, 0, "answer")) - 1 for place in order.split()) for order in row.parts("answer")
    )


def _measure(row: _Row) -> Measure:
    value = row.get("measures")
    if value in set(Aptitude):
        return Aptitude(value)
    if value in set(LiteracyAxis):
        return LiteracyAxis(value)
    return row.code("measures", Skill)


def _parameters(row: _Row, defaults: Mapping[str, Any], type: ItemType, options: int) -> Parameters:
    """The row's own numbers, else the bank's. A guess helps less than one in `options`: people may say "I don't know"."""
    if not row.has("b"):
        row.wrong("text_missing", field="b")
    guessing = float(defaults.get("guessing", 0.8)) / options if type.has_options and options else 0.0
    usual = float(defaults.get("a_rated", 0.6)) if type.is_performance else float(defaults.get("a", 1.0))
    a = row.decimal("a", usual)
    steps = tuple(row.decimal_of(part, 0.0, "steps") for part in row.parts("steps"))
    return Parameters(
        a=a,
        b=row.decimal("b", 0.0),
        c=row.decimal("c", guessing),
        steps=rating.combined_steps(type, a, steps) if type.is_performance and steps else steps,
        sd_b=row.decimal("sd_b", float(defaults.get("sd_b", 0.38))),
        sd_log_a=row.decimal("sd_log_a", float(defaults.get("sd_log_a", 0.2))),
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
