"""Complaints: what they are about, how far they are, the number that somebody keeps, and what is forgotten when. Pure."""

from collections.abc import Sequence
from datetime import timedelta
from enum import StrEnum

from lms.casework.domain.barriers import LARGEST_SOUND, sound_type

LONGEST = 2000
KEPT = timedelta(days=180)
"""After the answer: then words, voice and name go, and only the count stays."""
DIGITS = 8


class About(StrEnum):
    """What somebody complains about."""

    UNFAIR = "unfair"
    UNSAFE = "unsafe"
    TEACHING = "teaching"
    CHILDCARE = "childcare"
    DATA = "data"
    OTHER = "other"


class State(StrEnum):
    """How far it is. Who complained sees it by the number."""

    RECEIVED = "received"
    LOOKED_AT = "looked_at"
    ANSWERED = "answered"


PICTURES = {
    About.UNFAIR: "judge",
    About.UNSAFE: "warning",
    About.TEACHING: "teacher",
    About.CHILDCARE: "baby",
    About.DATA: "lock",
    About.OTHER: "speech",
}


def trouble(about: str, words: str, sound: bytes) -> tuple[str, str] | None:
    """(field, code) of what cannot be sent."""
    return ("about", "advice.about_missing") if about not in set(About) else said_trouble(words, sound)


def said_trouble(words: str, sound: bytes) -> tuple[str, str] | None:
    """The same of what somebody writes or says aloud."""
    if not words.strip() and not sound:
        return "words", "advice.nothing_said"
    if len(words) > LONGEST or len(sound) > LARGEST_SOUND:
        return "sound" if sound else "words", "advice.too_long"
    if sound and sound_type(sound) is None:
        return "sound", "advice.no_voice"
    return None


def number(digits: Sequence[int]) -> str:
    """A receipt number as it is read out and written down: two groups of four."""
    plain = "".join(map(str, digits))
    return f"{plain[:4]} {plain[4:]}"


def written(text: str) -> str:
    """A number as it is kept, from what somebody typed in the digits of any script; empty for what is none."""
    plain = [int(sign) for sign in text if sign.isdecimal()]
    return number(plain) if len(plain) == DIGITS else ""
