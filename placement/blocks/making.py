"""Items of the placement domain made from what an author wrote, so that one rule scores them here and in the test."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from lms.kernel.vocabulary import Level, Skill
from placement.blocks.olx import Body, Problem
from placement.domain import rating, scoring
from placement.domain.irt import Parameters
from placement.domain.item_bank import Bank, Item, ItemType, Option, Region, Strict
from placement.packs import BANKS, load_bank
from placement.packs import banks as reading

GAP = "___"
TRACE_POINTS, TASK_POINTS = 2, 3


@cache
def bank(key: str) -> Bank | None:
    """A shipped bank; `None` when there is none of this name."""
    return load_bank(BANKS / key) if re.fullmatch(r"\w+", key) and (BANKS / key / "bank.toml").is_file() else None


def item_of(type: ItemType, body: Body, key: str) -> Item:
    """The item that an element describes, or the one it names in a bank. Raises ValueError when it cannot be one."""
    if body.get("bank"):
        found = bank(body["bank"])
        item = found.item(body.get("item", "")) if found else None
        if item is None or item.type is not type:
            raise ValueError("no_such_item")
        return item
    text, gaps = gapped(body.get("text", "")) if type.has_gaps else (body.get("text", ""), ())
    options = tuple(map(_option, body.get("option", ())))
    wordings = tuple(one.get("text", "") for one in body.get("answer", ()))
    item = Item(
        key=key,
        measures=Skill.READING,
        type=type,
        level=Level.A1,
        parameters=Parameters(),
        content="",
        text=body.get("line", "") if type is ItemType.TRACE else text,
        question=body.get("question", ""),
        sound=body.get("sound", ""),
        script=body.get("script", ""),
        picture=body.get("picture", ""),
        options=options,
        answer=_right(body) if type.has_options else None,
        gaps=gaps,
        orders=tuple(map(_order, body.get("order", ()))),
        wordings=wordings if type is ItemType.DICTATION else (),
        strict=frozenset(Strict(one) for one in body.get("strict", "").split() if one in set(Strict)),
    )
    return _with_points(item, int(body.get("points") or 0))


def gapped(text: str) -> tuple[str, tuple[tuple[str, ...], ...]]:
    """A text with its gaps taken out: "Ich [bin/war] hier." asks for "bin" or "war"."""
    gaps = tuple(tuple(word.strip() for word in found.split("/")) for found in reading.GAP.findall(text))
    return reading.GAP.sub(GAP, text), gaps


def flaws(type: ItemType, body: Body) -> Iterator[Problem]:
    """What an element lacks to be an item: the rules are those by which banks are read."""
    if body.get("points") and not str(body["points"]).isdecimal():
        yield Problem("not_a_number", "points", str(body["points"]))
        return
    try:
        item = item_of(type, body, "x")
    except ValueError as wrong:
        named = body.get("bank") if str(wrong) == "no_such_bank" else body.get("item")
        yield Problem(str(wrong), "", str(named or ""))
        return
    if body.get("bank"):
        return
    if type.has_options and sum(bool(one.get("right")) for one in body.get("option", ())) != 1:
        yield Problem("no_right_answer", "")
    for code, facts in dict([*reading._asking_flaws(item), *reading._scoring_flaws(item)]).items():
        yield Problem(code, "", str(facts.get("text", "")))
    if type in _NEED_TEXT and not item.text:
        yield Problem("text_missing", "")


_NEED_TEXT = frozenset({ItemType.CLOZE_CHOICE, ItemType.SIGN_CHOICE, ItemType.RATED_TASK})


def _right(body: Body) -> int | None:
    return next((place for place, one in enumerate(body.get("option", ())) if one.get("right")), None)


def _option(one: Mapping[str, Any]) -> Option:
    numbers = [part.strip() for part in str(one.get("at", "")).split(",")]
    region = None
    if len(numbers) == 4 and all(re.fullmatch(r"\d*\.?\d+", part) for part in numbers):
        region = Region(*map(float, numbers))
    return Option(one.get("text", ""), one.get("picture", ""), one.get("sound", ""), region)


def _order(one: Mapping[str, Any]) -> tuple[int, ...]:
    return tuple(int(place) - 1 if place.isdecimal() else -1 for place in str(one.get("text", "")).split())


def _with_points(item: Item, wanted: int) -> Item:
    """The same item with its highest score: as the author says, else a point for every part."""
    highest = wanted or _usual_points(item)
    return replace(item, parameters=Parameters(steps=(0.0,) * highest)) if highest > 1 else item


def _usual_points(item: Item) -> int:
    match item.type:
        case ItemType.TRACE:
            return TRACE_POINTS
        case ItemType.RATED_TASK:
            return TASK_POINTS
        case ItemType.WRITING_TASK | ItemType.SPEAKING_TASK:
            return rating.HIGHEST * len(rating.criteria(item.type))
        case ItemType.ORDER:
            return max(len(item.options) - 1, 1)
        case ItemType.DICTATION:
            return max((len(scoring.words_of(wording)) for wording in item.wordings), default=1)
    return max(scoring.parts(item), 1)
