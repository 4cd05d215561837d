"""Words to read and to hear: a text, a talk, or cards with pictures."""

from collections.abc import Iterator, Mapping
from typing import Any

from xblock.core import XBlock
from xblock.fields import Boolean, Scope

from placement.blocks.base import OnwardBlock
from placement.blocks.olx import Body, Form, Problem

LINES, CARDS = "lines", "cards"


class TextBlock(OnwardBlock):
    """A text with sound and picture. Complete when the learner says so."""

    template = "text.html"
    package = "placement.blocks.lessons"
    form = Form(
        attributes=("ask", "sound", "picture", "layout"),
        texts=("can-do",),
        lists={"line": Form(attributes=("speaker", "sound", "picture"), words=True)},
        choices={"layout": (LINES, CARDS)},
    )
    learner_handlers = frozenset({"finish", "check", "reset"})
    done = Boolean(default=False, scope=Scope.user_state)

    @XBlock.json_handler
    def finish(self, data: Mapping[str, Any], suffix: str = "") -> dict[str, Any]:
        """The learner has read it."""
        self.done = True
        self.emit_completion(1.0)
        return {"done": True, "html": str(self.drawn())}

    @XBlock.json_handler
    def check(self, data: Mapping[str, Any], suffix: str = "") -> dict[str, Any]:
        """Where the learner stands."""
        return {"done": self.done}

    @XBlock.json_handler
    def reset(self, data: Mapping[str, Any], suffix: str = "") -> dict[str, Any]:
        """Read it anew; it stays complete for the course system."""
        self.done = False
        return {"done": False, "html": str(self.drawn())}

    def facts(self, *, author: bool) -> dict[str, Any]:
        """Lines with the addresses of their sounds and pictures."""
        return {
            "ask": self.body.get("ask") or self.word("ask_text"),
            "sound": self.address(self.body.get("sound", "")),
            "picture": self.picture(self.body.get("picture", "")),
            "can": self.body.get("can-do", ""),
            "cards": self.body.get("layout") == CARDS,
            "lines": [
                {
                    "text": one.get("text", ""),
                    "speaker": one.get("speaker", ""),
                    "sound": self.address(one.get("sound", "")),
                    "picture": self.picture(one.get("picture", "")),
                }
                for one in self.body.get("line", ())
            ],
            "done": self.done and not author,
        }

    @classmethod
    def flaws(cls, body: Body) -> Iterator[Problem]:
        """A text without a line, a line without anything."""
        lines = body.get("line", ())
        if not lines or not all(one.get("text") or one.get("picture") for one in lines):
            yield Problem("nothing_inside", "")

    @classmethod
    def example(cls) -> str:
        """Two people meet."""
        return """<onward-text display_name="Guten Tag" lang="de">
  <can-do>Ich kann sagen, wie ich heiße.</can-do>
  <line speaker="Amina" picture="woman">Guten Tag. Ich heiße **A**mina. Und Sie?</line>
  <line speaker="Omar" picture="man">Guten Tag. Ich heiße Omar.</line>
</onward-text>""".replace("**A**", "<b>A</b>")
