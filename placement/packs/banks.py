"""Item banks that ship: reads and checks them, and names every problem at once."""

import csv
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from lms.kernel import errors
from lms.kernel.vocabulary import Level, Skill
from placement.domain.irt import Parameters
from placement.domain.item_bank import Bank, Item, ItemState, ItemType, LiteracyAxis, Measure, Option
from placement.packs.reading import Problem, Reader, toml

BANKS = Path(__file__).parents[1] / "item_banks"

FEWEST_ITEMS = 20
"""A skill with fewer items cannot be measured adaptively from Pre-A1 to B2."""
FEWEST_EASIEST = 3
"""The screener ends kindly after three failures at the easiest step, so the step needs three items."""


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


def _item(reader: Reader, row: Mapping[str, str], defaults: Mapping[str, Any]) -> Item:
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


def _measure(reader: Reader, value: str, key: str) -> Measure:
    if value in set(LiteracyAxis):
        return LiteracyAxis(value)
    return reader.code(value, Skill, Skill.READING, key)


def _parameters(
    reader: Reader, row: Mapping[str, str], defaults: Mapping[str, Any], options: int, key: str
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
