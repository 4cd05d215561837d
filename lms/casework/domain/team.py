"""People of several professions around one case: who belongs to it, and which note whose profession reads. Pure."""

from collections.abc import Collection
from enum import StrEnum

LONGEST = 4000


class Profession(StrEnum):
    """What somebody does in a team."""

    CASEWORKER = "caseworker"
    TEACHER = "teacher"
    PSYCHOLOGIST = "psychologist"
    HEALTH = "health"
    DIGITAL = "digital"
    MONEY = "money"


def reads(reader: str, author: str, readers: Collection[str]) -> bool:
    """Whether a profession reads a note: its own always, another one's where the author has let it."""
    return reader == author or reader in readers


def note_trouble(text: str, readers: Collection[str]) -> tuple[str, str] | None:
    """(field, code) of what is wrong with a note."""
    if not text.strip():
        return "text", "casework.team_note_missing"
    if len(text) > LONGEST:
        return "text", "casework.team_note_long"
    return ("readers", "casework.team_part_missing") if set(readers) - set(Profession) else None
