"""What a block's page shows of an item, and of its right answer once that may be seen. Shared by questions and the test."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from lms.kernel import errors
from placement.blocks.making import GAP
from placement.domain import patterns, performances, scoring, tracing
from placement.domain.item_bank import Item, ItemType, Option
from placement.domain.scoring import Given

SPACES = re.compile(r"(\s+)")
MIXED = frozenset({ItemType.MATCH, ItemType.ORDER})
DRAWN = frozenset({ItemType.PATTERN_CHOICE, ItemType.TRACE})
TWENTIETHS = 100

Piece = str | list[tuple[str, int | None]]


@dataclass(frozen=True)
class Shown:
    """One option as it is drawn: its place among the options of the item, words, addresses of picture and sound."""

    place: int
    text: str
    picture: str
    sound: str
    at: tuple[int, int, int, int] | None = None


class Drawing:
    """The parts of a question, with addresses in place of names."""

    def __init__(self, item: Item, block: Any, bank: str = "") -> None:
        self.item, self.block, self.bank = item, block, bank

    def facts(self) -> dict[str, Any]:
        """What the template needs to ask."""
        item = self.item
        options = [self.option(place, one) for place, one in enumerate(item.options)]
        return {
            "type": item.type.value,
            "ask": self.block.word(f"placement.ask.{item.type}"),
            "sound": self.sound(item.sound),
            "clip": bool(item.sound) and not item.type.is_performance,
            "text": "" if item.type in DRAWN else item.text,
            "question": item.question,
            "picture": self.block.picture(item.picture) if item.picture else "",
            "options": options,
            "pictures": any(one.picture for one in options),
            "mixed": [options[place] for place in scoring.mixed(item)] if item.type in MIXED else [],
            "pairs": [options[place] for place in scoring.pairs(item)] if item.type is ItemType.MATCH else [],
            "pieces": pieces(item.text) if item.type.has_gaps else [],
            "row": patterns.figures(item.text) if item.type is ItemType.PATTERN_CHOICE else [],
            "figures": [patterns.parse(one.text) for one in item.options]
            if item.type is ItemType.PATTERN_CHOICE
            else [],
            "line": tracing.MODELS[item.text] if item.type is ItemType.TRACE else (),
            "longest_text": performances.LONGEST_TEXT,
            "longest_recording": performances.LONGEST_RECORDING,
        }

    def option(self, place: int, one: Option) -> Shown:
        """An option with its addresses."""
        at = None
        if one.region:
            numbers = (one.region.x, one.region.y, one.region.width, one.region.height)
            x, y, width, height = (round(number * TWENTIETHS) for number in numbers)
            at = (x, y, width, height)
        picture = self.block.picture(one.picture) if one.picture else ""
        return Shown(place, one.text, picture, self.sound(one.sound), at)

    def sound(self, name: str) -> str:
        """The address of a sound: of the bank that the item is in, or as the author wrote it."""
        if not name:
            return ""
        return str(self.block.address(f"bank:{self.bank}/{name}" if self.bank else name))

    def solution(self) -> list[dict[str, str]]:
        """The right answer, line by line, where no option can be marked. Only for those who may see it."""
        return [line for line in self._lines() if any(line.values())]

    def _lines(self) -> Iterator[dict[str, str]]:
        item = self.item
        options = [self.option(place, one) for place, one in enumerate(item.options)]
        if item.type is ItemType.MATCH:
            for place in scoring.pairs(item):
                one = options[place]
                yield {"text": one.text, "picture": one.picture, "sound": one.sound}
        elif item.type is ItemType.ORDER:
            yield {"text": " ".join(one.text for one in options), "picture": "", "sound": ""}
        elif item.type.has_gaps:
            yield {"text": filled(item.text, [words[0] for words in item.gaps]), "picture": "", "sound": ""}
        elif item.type is ItemType.DICTATION:
            yield from ({"text": wording, "picture": "", "sound": ""} for wording in item.wordings)


def pieces(text: str) -> list[Piece]:
    """A text with gaps: plain stretches, and words with a gap as pieces, each with the number of the gap behind it.

    A word and its gap stay together on a line.
    """
    found: list[Piece] = []
    gap = 0
    for token in SPACES.split(text):
        *before, last = token.split(GAP)
        if before:
            found.append([*((piece, gap + at) for at, piece in enumerate(before)), (last, None)])
            gap += len(before)
        else:
            found.append(token)
    return found


def filled(text: str, words: Sequence[str]) -> str:
    """A text with words in its gaps, set off."""
    parts = text.split(GAP)
    return "".join(part + (f"**{words[at]}**" if at < len(parts) - 1 else "") for at, part in enumerate(parts))


def given_of(item: Item, sent: Any) -> Given:
    """An answer as a browser sends it: the place of an option, or a list of texts; of mixed options the numbers as shown.

    Raises Invalid when nothing was chosen or written, ValueError when it is no answer at all.
    """
    if (not sent and sent != 0) or (isinstance(sent, list) and not any(sent)):
        raise errors.Invalid(_missing(item.type))
    if isinstance(sent, int) and not isinstance(sent, bool):
        return sent
    longest = performances.LONGEST_TEXT if item.type is not ItemType.TRACE else 10 * performances.LONGEST_TEXT
    if (
        isinstance(sent, list)
        and len(sent) <= 200
        and all(isinstance(one, str) and len(one) <= longest for one in sent)
    ):
        texts = tuple(one.strip() for one in sent)
        return _unmixed(item, texts) if item.type in MIXED else texts
    raise ValueError("no answer")


def _unmixed(item: Item, texts: Sequence[str]) -> tuple[str, ...]:
    """Places among the options in place of numbers as shown: the page holds only the latter, for the former are the key."""
    places = scoring.mixed(item)
    return tuple(str(places[int(text)]) if text.isdecimal() and int(text) < len(places) else text for text in texts)


def _missing(type: ItemType) -> str:
    if type is ItemType.TRACE:
        return "placement.draw_something"
    return "placement.choose_one" if type.has_options or type in MIXED else "placement.write_something"
