"""A text with gaps, written or chosen from a list. Scored by the rule of gaps of the placement domain."""

import zlib
from typing import Any

from lms.kernel import errors
from placement.blocks import drawing
from placement.blocks.drawing import Drawing
from placement.blocks.olx import Form
from placement.blocks.question import QuestionBlock
from placement.domain.item_bank import ItemType

TYPE, CHOOSE = "type", "choose"


class ClozeBlock(QuestionBlock):
    """Fill the gaps of a text."""

    type = ItemType.CLOZE_TYPED
    template = "cloze.html"
    package = "placement.blocks.lessons"
    form = Form(
        attributes=("ask", "sound", "script", "picture", "way", "strict", "points"),
        texts=("text",),
        lists={"word": Form(words=True)},
        choices={"way": (TYPE, CHOOSE)},
    )

    def points_for(self, sent: Any) -> int:
        """Points by the rule of gaps."""
        if self.chooses and (not isinstance(sent, list) or not any(sent)):
            raise errors.Invalid("placement.choose_one")
        return super().points_for(sent)

    @property
    def chooses(self) -> bool:
        """Whether words are chosen from a list."""
        return bool(self.body.get("way") == CHOOSE)

    def words(self) -> list[str]:
        """What every gap is chosen from: all right words and those beside them, mixed the same way each time."""
        right = [words[0] for words in self.item().gaps]
        more = [one.get("text", "") for one in self.body.get("word", ())]
        return sorted(dict.fromkeys((*right, *more)), key=lambda word: zlib.crc32(word.encode()))

    def facts(self, *, author: bool) -> dict[str, Any]:
        """The text in pieces, and its solution once that may be seen."""
        drawn, shows = Drawing(self.item(), self), author or self.shows_solution
        usual = self.word("ask_cloze_choose" if self.chooses else "placement.ask.cloze_typed")
        return {
            "ask": self.body.get("ask") or usual,
            "sound": self.address(self.body.get("sound", "")),
            "picture": self.picture(self.body.get("picture", "")),
            "pieces": drawing.pieces(self.item().text),
            "words": self.words() if self.chooses else [],
            "last": {} if author else self.last,
            "verdict": {} if author else self.verdict(),
            "solution": drawn.solution() if shows else [],
            "script": self.body.get("script", "") if shows or self.last else "",
            "may_again": not author and bool(self.last) and not self.is_right and self.tries_left != 0,
            "offers_dont_know": self.dont_know,
        }

    @classmethod
    def example(cls) -> str:
        """At the shop."""
        return """<onward-cloze display_name="Üben" lang="de" way="choose">
  <text>Ich [möchte] ein Brot. Das [kostet] zwei Euro.</text>
  <word>heißt</word>
</onward-cloze>"""
