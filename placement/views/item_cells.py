"""What the fields of an item say: from a form into the row of a bank, and from the row into fields."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import request

from lms.kernel import errors
from lms.kernel.vocabulary import Level
from lms.kernel.web import current_actor, now
from placement.domain.cut_scores import LANGUAGE_CUTS
from placement.domain.item_bank import ItemType
from placement.queries.own_banks import BankInfo
from placement.services import bank_desk

CELLS = ("measures", "type", "level", "content", "text", "question", "script", "picture", "strict", "steps", "step")
RATED_STEPS = "-1.2|0|1.2"
"""Steps between the points of a new performance, until somebody has measured them."""


@dataclass(frozen=True)
class OptionCells:
    """One option as its fields hold it. `region` and `sound` are carried along."""

    words: str = ""
    picture: str = ""
    region: str = ""
    sound: str = ""


def as_sent() -> dict[str, str]:
    """What stands in the fields, as somebody wrote it."""
    return {name: cell for name, cell in {**_plain(), **_chosen()}.items() if cell}


def sent(own: BankInfo) -> dict[str, str]:
    """The row that the fields make, with a picture that was sent along. Raises Invalid for what is no picture."""
    row = as_sent()
    chosen = request.files.get("picture_file")
    if chosen and chosen.filename:
        content = chosen.read(bank_desk.LARGEST_MEDIUM + 1)
        row["picture"] = bank_desk.keep_picture(own, chosen.filename, content, actor=current_actor(), now=now())
    if row.get("type") not in set(ItemType) or row.get("level") not in set(Level):
        raise errors.Invalid("placement.choose_kind_and_level")
    return row | {name: row.get(name, "") for name in ("options", "option_sounds", "answer")}


def _plain() -> dict[str, str]:
    cells = {name: request.form.get(name, "").replace("\r\n", "\n").strip() for name in CELLS}
    return cells | {"answer": request.form.get("answer", "").strip()}


def _chosen() -> dict[str, str]:
    """The options that hold something, with the place of the right one among them."""
    form, found, right = request.form, [], ""
    places = (name.removeprefix("words-") for name in form if name.startswith("words-"))
    # A place has two digits at most: the form has six options, and nobody writes a hundred.
    for at in sorted(int(place) for place in places if place.isdecimal() and len(place) <= 2):
        one = OptionCells(*(form.get(f"{name}-{at}", "").strip() for name in ("words", "picture", "region", "sound")))
        if not (one.words or one.picture or one.region):
            continue
        found.append(one)
        if form.get("right") == str(at):
            right = str(len(found))
    cells = {"options": "|".join(map(_cell, found))}
    if any(one.sound for one in found):
        cells["option_sounds"] = "|".join(one.sound for one in found)
    return cells | ({"answer": right} if right else {})


def _cell(one: OptionCells) -> str:
    words = one.words.replace("|", "/")
    shown = f"picture:{one.picture}{f'={words}' if words else ''}" if one.picture else words
    return f"{shown}@{one.region}" if one.region else shown


def options_of(row: Mapping[str, str]) -> list[OptionCells]:
    """The options of a row, each with its fields."""
    parts = row.get("options", "").split("|") if row.get("options") else []
    sounds = row.get("option_sounds", "").split("|") if row.get("option_sounds") else []
    found = []
    for at, part in enumerate(parts):
        shown, _at, region = part.strip().partition("@")
        picture, words = "", shown
        if shown.startswith("picture:"):
            picture, _is, words = shown.removeprefix("picture:").partition("=")
        sound = sounds[at].strip() if at < len(sounds) else ""
        found.append(OptionCells(words, picture, region, sound))
    return found


def right_place(row: Mapping[str, str]) -> int:
    """Which of its options is right, counted from 0; -1 where none is, or where the answer is a text."""
    answer = row.get("answer") or ""
    return int(answer) - 1 if answer.isdecimal() and len(answer) <= 2 else -1


def first_numbers(row: Mapping[str, str]) -> dict[str, str]:
    """The numbers of a new item: the middle of the level its author says."""
    numbers = {"b": f"{LANGUAGE_CUTS.middle(row['level']):.2f}", "content": row.get("content", "") or "own"}
    if ItemType(row["type"]).is_performance and not row.get("steps"):
        numbers["steps"] = RATED_STEPS
    return numbers
