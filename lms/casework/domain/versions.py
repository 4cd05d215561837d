"""Whose word a version has, whether it may still change in place, and how many versions a list speaks of. Pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class VersionState(StrEnum):
    """Where a version stands. In force needs both sides."""

    DRAFT = "draft"
    WAITS_FOR_PERSON = "waits_for_person"
    WAITS_FOR_STAFF = "waits_for_staff"
    IN_FORCE = "in_force"
    OLDER = "older"


class Way(StrEnum):
    """How a person confirmed."""

    PHONE = "phone"
    PAPER = "paper"
    ALOUD = "aloud"


@dataclass(frozen=True)
class Word:
    """Somebody's confirmation: when, who, and for the person how and in which language."""

    at: datetime
    by: str
    way: str = ""
    language: str = ""


def state(staff: Word | None, person: Word | None, *, newest: bool = True) -> VersionState:
    """Where a version stands by whose word it has."""
    if not newest:
        return VersionState.OLDER
    if staff is not None and person is not None:
        return VersionState.IN_FORCE
    if staff is not None:
        return VersionState.WAITS_FOR_PERSON
    return VersionState.WAITS_FOR_STAFF if person is not None else VersionState.DRAFT


def frozen(person: Word | None) -> bool:
    """What the person has confirmed never changes: a change makes the next version, with a reason."""
    return person is not None


def word(at: datetime | None, by: str, way: str = "", language: str = "") -> Word | None:
    """A confirmation from its columns."""
    return Word(at, by, way, language) if at is not None else None
