"""What the program `bench` looks at: one block after the other in xblock-sdk's runtime."""

import json
from typing import Any

import webob
from django.utils import translation
from lxml import etree
from workbench.runtime import WorkbenchRuntime
from xblock.core import XBlock

from placement.blocks import olx
from placement.domain import scoring
from placement.domain.item_bank import ItemType

HEARD = b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(40)


class Runtime(WorkbenchRuntime):
    """The workbench's runtime, which keeps what blocks publish and says who is of the staff."""

    events: list[tuple[str, Any]] = []

    def __init__(self, user_id: str | None = None, staff: bool | None = None) -> None:
        super().__init__(user_id)
        if staff is not None:
            user = self._services["user"].get_current_user()
            user.opt_attrs["edx-platform.user_is_staff"] = staff

    def get_asides(self, block: Any) -> list[Any]:
        """None: those of other packages are not what is looked at."""
        return []

    def publish(self, block: Any, event_type: str, event_data: Any) -> None:
        self.events.append((event_type, event_data))


class Bench:
    """One runtime after the other, as a server has them."""

    def __init__(self) -> None:
        self.made = 0

    def make(self, xml: str) -> str:
        """A new usage."""
        self.made += 1
        runtime = Runtime()
        runtime.id_generator.set_scenario(f"s{self.made}")
        return str(runtime.parse_xml_string(xml))

    def get(self, usage: str, who: str = "amina", staff: bool | None = None) -> Any:
        """The block as a person meets it."""
        return Runtime(who, staff).get_block(usage)

    def call(self, usage: str, handler: str, data: Any, who: str = "amina", staff: bool | None = None) -> Any:
        """Status and answer of a handler, with what was published meanwhile."""
        Runtime.events.clear()
        body = data if isinstance(data, bytes) else json.dumps(data).encode()
        answer = self.get(usage, who, staff).handle(handler, webob.Request.blank("/", method="POST", body=body))
        said = answer.json if answer.content_type == "application/json" else len(answer.body)
        return {"status": answer.status_int, "said": said, "events": [list(one) for one in Runtime.events]}

    def block(self, name: str) -> dict[str, Any]:
        """Parsed, drawn in every view, written again."""
        kind = XBlock.load_class(name)
        xml = kind.example()
        usage = self.make(xml)
        made = etree.Element("x")
        self.get(usage).add_xml_to_node(made)
        drawn = self.get(usage).render("student_view", {})
        return {
            "problems": [one.code for one in kind.problems(olx.parsed(xml))],
            "same": _plain(etree.tostring(made, encoding="unicode")) == _plain(xml),
            "learner": drawn.body_html(),
            "author": self.get(usage).render("author_view", {}).body_html(),
            "form": self.get(usage).render("studio_view", {}).body_html(),
            "resources": [one.data for one in drawn.resources],
            "handlers": sorted(kind.learner_handlers),
        }

    def answers(self, name: str, right: Any, other: Any) -> dict[str, Any]:
        """Another answer, then the right one; then the same block for somebody else."""
        usage = self.make(XBlock.load_class(name).example())
        if name in ("onward-match", "onward-order"):
            item = self.get(usage).item()
            right, other = _as_shown(item, right), _as_shown(item, other)
        return {
            "other": self.call(usage, "answer", {"given": other}),
            "right": self.call(usage, "answer", {"given": right}),
            "kept": self.call(usage, "check", {}),
            "somebody": self.call(usage, "check", {}, who="omar"),
            "reset": self.call(usage, "reset", {}),
        }

    def no_answers(self, name: str) -> dict[str, Any]:
        """ "I don't know", nothing, and something that is no answer."""
        usage = self.make(XBlock.load_class(name).example())
        given = {"unknown": None, "empty": "", "strange": {"a": 1}}
        return {how: self.call(usage, "answer", {"given": one}) for how, one in given.items()}

    def work(self) -> dict[str, Any]:
        """What a person scores."""
        writing = self.make(XBlock.load_class("onward-writing-task").example())
        speaking = self.make(XBlock.load_class("onward-speaking-task").example())
        lesson = self.make(XBlock.load_class("onward-recording").example())
        text = self.make(XBlock.load_class("onward-text").example())
        scores = {"task": 3, "coherence": 2, "grammar": 2, "words": 1}
        return {
            "nothing": self.call(writing, "hand_in", {"given": [" "]}),
            "text": self.call(writing, "hand_in", {"given": ["Liebe Frau Nouri"]}),
            "by_herself": self.call(writing, "answer", {"given": 12}),
            "rated_by_learner": self.call(writing, "rate", {"scores": scores}, staff=False),
            "rated_by_unknown": self.call(writing, "rate", {"scores": scores}),
            "rated_in_part": self.call(writing, "rate", {"scores": {"task": 3}}, staff=True),
            "rated": self.call(writing, "rate", {"scores": scores}, staff=True),
            "no_sound": self.call(speaking, "hand_in", b"<html>"),
            "too_large": self.call(speaking, "hand_in", b"OggS" + bytes(1024 * 1024)),
            "sound": self.call(speaking, "hand_in", HEARD),
            "played": self.call(speaking, "recording", b""),
            "played_by_somebody": self.call(speaking, "recording", b"", who="omar"),
            "kept": self.call(lesson, "recorded", HEARD),
            "thrown_away": self.call(lesson, "reset", {}),
            "read": self.call(text, "finish", {}),
        }

    def attempts(self) -> dict[str, Any]:
        """Two attempts, then the right answer is shown and nothing more is taken."""
        xml = '<onward-cloze-typed attempts="2" dont_know="false"><text>Wie [heißen] Sie?</text></onward-cloze-typed>'
        usage = self.make(xml)
        return {
            "unknown": self.call(usage, "answer", {"given": None}),
            "first": self.call(usage, "answer", {"given": ["sind"]}),
            "second": self.call(usage, "answer", {"given": ["habt"]}),
            "third": self.call(usage, "answer", {"given": ["heißen"]}),
            "again": self.call(usage, "reset", {}),
        }

    def author(self) -> dict[str, Any]:
        """A form kept, a text kept, both refused; and somebody who is no author."""
        usage = self.make(XBlock.load_class("onward-order").example())
        form = {"settings": {"attempts": "3"}, "body": {"option": [{"text": one} for one in "abc"], "nonsense": 1}}
        found = {
            "learner": self.call(usage, "studio_submit", form, staff=False),
            "form": self.call(usage, "studio_submit", form, staff=True),
            "too_few": self.call(usage, "studio_submit", {"body": {"option": [{"text": "a"}]}}),
            "broken": self.call(usage, "studio_submit", {"olx": "<onward-order>"}),
            "other": self.call(usage, "studio_submit", {"olx": '<onward-match letters="3"><b/></onward-match>'}),
            "number": self.call(usage, "studio_submit", {"settings": {"attempts": "many"}, "body": form["body"]}),
        }
        made = etree.Element("x")
        self.get(usage).add_xml_to_node(made)
        return found | {"kept": _plain(etree.tostring(made, encoding="unicode"))}

    def files(self) -> dict[str, Any]:
        """Which files a block hands out."""
        kind = XBlock.load_class("onward-text")
        asked = (
            "public/onward.css",
            "public/onward.js",
            "public/pictures/bread.svg",
            "public/banks/german_core/l_bread.mp3",
            "public/banks/german_core/items.csv",
            "public/banks/../domain/irt.py",
            "public/pictures/../../base.py",
            "templates/question.html",
            "public/lessons/x/../../plugin.py",
        )
        return {one: _opens(kind, one) for one in asked}

    def languages(self) -> dict[str, str]:
        """The first line of the same block for readers of several languages."""
        usage = self.make(XBlock.load_class("onward-c-test").example())
        found = {}
        for code in ("en", "ar", "tr"):
            with translation.override(code):
                found[code] = self.get(usage).render("student_view", {}).body_html()
        return found

    def test(self) -> dict[str, Any]:
        """The whole test, all right, and resumed in the middle; then all unknown."""
        usage = self.make('<onward-placement skills="reading"/>')
        return {
            "before": self.call(usage, "answer", {"item": "x", "given": 0}),
            "right": self._sit(usage, "amina", knows=True),
            "unknown": self._sit(usage, "omar", knows=False),
            "again": self.call(usage, "begin", {}),
            "nobody": self.call(usage, "check", {}, who="leyla"),
            "problems": [one.code for one in XBlock.load_class("onward-placement").problems(olx.parsed(WRONG))],
        }

    def _sit(self, usage: str, who: str, knows: bool) -> dict[str, Any]:
        from placement.blocks import making

        state = self.call(usage, "begin", {}, who)["said"]
        bank = making.bank("german_core")
        keys: list[str] = []
        while not state["over"]:
            keys.append(state["item"])
            item = bank.item(state["item"]) if bank else None
            if item is None or len(keys) > 40:
                break
            stale = self.call(usage, "answer", {"item": "another", "given": None}, who)["said"]["item"]
            assert stale == state["item"]
            last = self.call(usage, "answer", {"item": item.key, "given": _right(item) if knows else None}, who)
            state = last["said"]
        return {"keys": keys, "html": state["html"], "events": last["events"]}


WRONG = '<onward-placement skills="speaking" sort_at="z9" most="few"/>'


def _as_shown(item: Any, places: list[str]) -> list[str]:
    """The numbers that options have in the page, for their places in the item."""
    shown = scoring.mixed(item)
    return [str(shown.index(int(place))) for place in places]


def _right(item: Any) -> Any:
    if item.type is ItemType.ORDER:
        return _as_shown(item, [str(place) for place in range(len(item.options))])
    return item.answer if item.type.has_options else [words[0] for words in item.gaps]


def _plain(xml: str) -> str:
    return str(etree.tostring(olx.parsed(olx.printed(olx.parsed(xml))), method="c14n").decode())


def _opens(kind: Any, path: str) -> bool:
    try:
        kind.open_local_resource(path).close()
    except Exception as refused:
        return type(refused).__name__ != "DisallowedFileError"
    return True
