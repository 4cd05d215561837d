"""A sound with questions about it. Each question is a choice of the placement domain."""

from collections.abc import Iterator, Mapping
from typing import Any

from lms.kernel import errors
from placement.blocks import making
from placement.blocks.drawing import Drawing
from placement.blocks.olx import Body, Form, Problem
from placement.blocks.question import ScoredBlock
from placement.domain import scoring
from placement.domain.item_bank import Item, ItemType

OPTION = Form(attributes=("picture", "sound", "right"), words=True)


class ListeningBlock(ScoredBlock):
    """Listen, then answer questions. What was said can be read afterwards."""

    template = "listening.html"
    package = "placement.blocks.lessons"
    form = Form(
        attributes=("ask", "sound", "picture"),
        texts=("script",),
        lists={"question": Form(attributes=("text", "sound"), lists={"option": OPTION})},
    )

    def items(self) -> list[Item]:
        """Every question as an item."""
        return [_item(one, f"{self.scope_ids.def_id}/{at}") for at, one in enumerate(self.body.get("question", ()))]

    def highest(self) -> int:
        """A point a question."""
        return max(len(self.items()), 1)

    def points_for(self, sent: Any) -> int:
        """A point for every question answered right."""
        items = self.items()
        if not isinstance(sent, list) or len(sent) != len(items):
            raise errors.Invalid("placement.answer_does_not_fit")
        if not all(isinstance(one, str) and one.isdecimal() for one in sent):
            raise errors.Invalid("placement.choose_one")
        return sum(scoring.score(item, int(one)) for item, one in zip(items, sent, strict=True))

    def facts(self, *, author: bool) -> dict[str, Any]:
        """The sound, and each question with what was chosen and, once it may be seen, what is right."""
        shows = author or self.shows_solution
        given = [] if author else self.last.get("given") or []
        return {
            "author": author,
            "ask": self.body.get("ask") or self.word("ask_listening"),
            "sound": self.address(self.body.get("sound", "")),
            "picture": self.picture(self.body.get("picture", "")),
            "asked": [self._asked(at, item, given, shows) for at, item in enumerate(self.items())],
            "last": {} if author else self.last,
            "verdict": {} if author else self.verdict(),
            "script": self.body.get("script", "") if shows or self.last else "",
            "may_again": not author and bool(self.last) and not self.is_right and self.tries_left != 0,
            "offers_dont_know": self.dont_know,
        }

    def _asked(self, at: int, item: Item, given: list[str], shows: bool) -> Mapping[str, Any]:
        chosen = int(given[at]) if at < len(given) and given[at].isdecimal() else None
        right = item.answer if shows else None
        return {**Drawing(item, self).facts(), "chosen": chosen, "right": right, "own_sound": self.address(item.sound)}

    @classmethod
    def flaws(cls, body: Body) -> Iterator[Problem]:
        """A sound, and questions with options of which one is right."""
        if not body.get("sound"):
            yield Problem("no_sound", "")
        if not body.get("question"):
            yield Problem("nothing_inside", "")
        for one in body.get("question", ()):
            yield from making.flaws(ItemType.READ_AND_CHOOSE, {"option": one.get("option", [])})

    @classmethod
    def example(cls) -> str:
        """What is in the bag?"""
        return """<onward-listening display_name="Hören" lang="de" sound="bank:german_core/l_bread.mp3">
  <script>Das Brot.</script>
  <question text="Was hören Sie?">
    <option picture="bread" right="true">das Brot</option>
    <option picture="milk">die Milch</option>
  </question>
  <question text="Kann man das essen?">
    <option right="true">Ja.</option>
    <option>Nein.</option>
  </question>
</onward-listening>"""


def _item(one: Mapping[str, Any], key: str) -> Item:
    body = {"option": one.get("option", []), "question": one.get("text", ""), "sound": one.get("sound", "")}
    return making.item_of(ItemType.READ_AND_CHOOSE, body, key)
