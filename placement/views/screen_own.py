"""What a question of the screener shows and plays in somebody's own language."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import url_for

from lms.kernel import language
from lms.learners.queries import LearnerInfo
from placement import queries
from placement.domain import battery
from placement.domain.item_bank import Item, ItemType
from placement.domain.literacy import Own, Screener
from placement.domain.scripts import OWN
from placement.packs.own_scripts import own_scripts

ASKED_OTHERWISE = {"blending": "blend", "numbers": "hear", "letters": "hear", "syllables": "hear", "words": "hear"}
"""Contents whose instruction is not that of their type: nobody who hears a number is told to touch a word."""
READ_ALOUD = "s_read_own_script"
WAYS = {
    ItemType.SIGN_CHOICE: "look",
    ItemType.PATTERN_CHOICE: "look",
    ItemType.READ_AND_CHOOSE: "look",
    ItemType.PICTURE_CHOICE: "hear",
    ItemType.SOUND_TO_WORD: "hear",
    ItemType.TRACE: "trace",
}
"""How a question is done, where a hand can show it. What a teacher asks for, she explains."""


@dataclass(frozen=True, slots=True)
class Showing:
    """A demonstration: how the question is done, and whether that is new in this sitting."""

    way: str
    fresh: bool


def showing_of(running: queries.SittingInfo, item: Item) -> Showing | None:
    """What a hand shows beside a question of the screener or of the rows of shapes."""
    if running.kind not in (battery.LITERACY, battery.PACE) or item.type not in WAYS:
        return None
    bank, way = queries.bank(running.bank), WAYS[item.type]
    earlier = (bank.item(key) for key in queries.answered_of(running.state))
    return Showing(way, all(one is None or WAYS.get(one.type) != way for one in earlier))


def asks_script(running: queries.SittingInfo) -> bool:
    """Whether the script comes first: a screening in which nothing was chosen or answered yet."""
    state = running.state
    return isinstance(state, Screener) and state.own is None and not queries.answered_of(state)


def voice(code: str, name: str) -> str:
    """Address of a sound in a language, empty where there is none."""
    scripts = own_scripts()
    if name not in scripts.voices.get(code, ()):
        return ""
    return url_for("placement.voice", name=f"{code}_{name}.mp3", v=scripts.version)


def spoken_to(learner: LearnerInfo) -> Callable[[str], str]:
    """Addresses of what is said to a learner on the pages around the questions, by the name of the sound."""
    return partial(voice, tongue_of(learner))


def tongue_of(learner: LearnerInfo) -> str:
    """The language in which the screener speaks: the learner's first, else that of the page."""
    return own_scripts().spoken(learner.first_language) or language.locale_code.get().split("_")[0]


def own_parts(running: queries.SittingInfo, item: Item, learner: LearnerInfo) -> dict[str, Any]:
    """The voice of every question, and what replaces the usual parts of a question of the screener."""
    tongue = tongue_of(learner)
    code = _asked(item) if isinstance(running.state, Screener) else item.type
    if running.assisted and item.type is ItemType.SPEAKING_TASK:
        code = "live_task"
    parts: dict[str, Any] = {
        "showing": showing_of(running, item),
        "ask_sound": voice(tongue, f"ask_{code}"),
        "dont_know_sound": voice(tongue, "ask_dont_know"),
        "shape": None,
        "text_lang": "",
    }
    if not isinstance(running.state, Screener):
        return parts
    own = running.state.own or Own()
    parts["ask"] = language.say(f"placement.ask.{code}")
    if item.sound.startswith(OWN):
        parts["sound"] = voice(own.hears, item.sound.removeprefix(OWN))
    return parts | _text(item, own)


def _text(item: Item, own: Own) -> dict[str, Any]:
    """A word, a sentence or the text to read aloud, in the language chosen."""
    chosen = own_scripts().languages.get(own.reads)
    if chosen is None or not (item.text.startswith(OWN) or item.key == READ_ALOUD):
        return {}
    name = item.text.removeprefix(OWN)
    said = chosen.text if item.key == READ_ALOUD else chosen.words[name]
    return {"text": said, "shape": chosen.shapes.get(name), "text_lang": chosen.code}


def _asked(item: Item) -> str:
    if item.type in (ItemType.PICTURE_CHOICE, ItemType.SOUND_TO_WORD):
        return ASKED_OTHERWISE.get(item.content, item.type)
    return item.type
