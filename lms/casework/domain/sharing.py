"""What another provider sees of somebody's file: only what the person agreed to, part by part, until taken back. Pure."""

from collections.abc import Iterable
from enum import StrEnum

from lms.casework.domain.versions import Way


class Part(StrEnum):
    """Parts of a file that a person may show, each for itself."""

    CONTACTS = "contacts"
    REFERRALS = "referrals"
    COURSES = "courses"


PICTURES = {Part.CONTACTS: "talking", Part.REFERRALS: "people", Part.COURSES: "books"}
"""What a learner sees beside each part."""


def parts_of(given: Iterable[str]) -> tuple[Part, ...]:
    """Those that are parts, each once, in one order."""
    chosen = set(given)
    return tuple(part for part in Part if part in chosen)


def sharing_trouble(parts: Iterable[str], way: str) -> tuple[str, str] | None:
    """(field, code) of what lacks: nothing is shown unless the person said how they agree."""
    if not parts_of(parts):
        return "parts", "casework.share_parts_missing"
    return None if way in set(Way) else ("way", "casework.consent_missing")
