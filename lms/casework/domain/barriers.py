"""What stands in somebody's way: six things that a picture says, a word or a voice for the rest. Pure."""

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


def trouble(barrier: str, sound: bytes) -> tuple[str, str] | None:
    """(field, code) of what cannot be sent: nothing chosen, or a file that is no voice or too long."""
    if barrier not in set(Barrier):
        return "barrier", "casework.barrier_missing"
    if len(sound) > LARGEST_SOUND:
        return "sound", "casework.sound_too_long"
    if sound and sound_type(sound) is None:
        return "sound", "casework.sound_not_known"
    return None
