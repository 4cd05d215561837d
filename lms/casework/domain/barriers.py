"""What stands in somebody's way, and what she wants to reach: a picture says it, a word or a voice the rest. Pure."""

from datetime import date, timedelta
from enum import StrEnum


class Barrier(StrEnum):
    """What keeps somebody from coming or from learning."""

    CHILDCARE = "childcare"
    TRANSPORT = "transport"
    SHIFT = "shift"
    HEALTH = "health"
    MONEY = "money"
    OTHER = "other"


PICTURES = {
    Barrier.CHILDCARE: "baby",
    Barrier.TRANSPORT: "bus",
    Barrier.SHIFT: "alarm-clock",
    Barrier.HEALTH: "first-aid",
    Barrier.MONEY: "money",
    Barrier.OTHER: "speech",
}

GOAL_PICTURES = {
    "goal_work": "briefcase",
    "goal_family": "family",
    "goal_study": "graduation",
    "goal_citizenship": "city-hall",
    "goal_health": "stethoscope",
    "goal_other": "star",
}
"""A goal of her own, told the same way: `goal_` and the kind of the goal in a plan."""

ANSWER_DAYS = 7
"""Within so many days somebody answers who tells a goal."""

LONGEST_SECONDS = 120
LARGEST_SOUND = 4_000_000
"""Two minutes of speech are half a million bytes; a phone that records with more is understood, too."""


def sound_type(content: bytes) -> str | None:
    """The media type of a recording by its first bytes, whatever its name says; None when it is no sound we take."""
    if content.startswith(b"\x1a\x45\xdf\xa3"):
        return "audio/webm"
    if content.startswith(b"OggS"):
        return "audio/ogg"
    if content[4:8] == b"ftyp":
        return "audio/mp4"
    return None


def is_goal(code: str) -> bool:
    """Whether something told is a goal and nothing in the way."""
    return code in GOAL_PICTURES


def answer_by(code: str, day: date) -> date:
    """The day by which somebody answers: at once what stands in the way, a goal within a week."""
    return day + timedelta(days=ANSWER_DAYS) if is_goal(code) else day


def trouble(barrier: str, sound: bytes) -> tuple[str, str] | None:
    """(field, code) of what cannot be sent: nothing chosen, or a file that is no voice or too long."""
    if barrier not in set(Barrier) and not is_goal(barrier):
        return "barrier", "casework.barrier_missing"
    if len(sound) > LARGEST_SOUND:
        return "sound", "casework.sound_too_long"
    if sound and sound_type(sound) is None:
        return "sound", "casework.sound_not_known"
    return None
