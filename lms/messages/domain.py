"""Facts of tasks as JSON keeps them: dates and times go in as text and come back as such; links and addresses of mail. Pure."""

import re
from collections.abc import Mapping
from datetime import date, time
from typing import Any

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_WALL = re.compile(r"\d{2}:\d{2}")
_LINK = re.compile(r"https?://\S+")
_ADDRESS = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+")
_LONGEST_ADDRESS = 254


def kept(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts as JSON can keep them."""
    return {name: _kept(value) for name, value in facts.items()}


def revived(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Kept facts with their dates and times, so that a sentence can write them in the reader's language."""
    return {name: _revived(value) for name, value in facts.items()}


def _kept(value: Any) -> Any:
    if isinstance(value, time):
        return value.strftime("%H:%M")
    return value.isoformat() if isinstance(value, date) else value


def _revived(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        if _DAY.fullmatch(value):
            return date.fromisoformat(value)
        return time.fromisoformat(value) if _WALL.fullmatch(value) else value
    except ValueError:
        # Text that looks like a date and is none stays text.
        return value


def next_channel(preferred: str, phone: str) -> str:
    """How to reach somebody whom no e-mail reaches: as she prefers it, else by phone, else when she comes."""
    if preferred in ("sms", "voice", "phone"):
        return preferred if phone else "in_person"
    if preferred in ("letter", "in_person"):
        return preferred
    return "phone" if phone else "in_person"


def is_address(text: str) -> bool:
    """Whether an e-mail can be sent there: one @ in the middle, no spaces or ends of line, and not for several people."""
    return len(text) <= _LONGEST_ADDRESS and _ADDRESS.fullmatch(text) is not None


def first_link(text: str) -> str:
    """The first web address in a text, empty without one."""
    found = _LINK.search(text)
    return found.group() if found else ""
