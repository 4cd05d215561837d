"""Facts of tasks as JSON keeps them: dates and times go in as text and come back as such; links and addresses of mail. Pure."""

import re
from collections.abc import Mapping
from datetime import date, time, timedelta
from typing import Any

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_WALL = re.compile(r"\d{2}:\d{2}")
_LINK = re.compile(r"https?://\S+")
_ADDRESS = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+")
_LONGEST_ADDRESS = 254
MOST_TRIES = 5
"""So often a message is tried."""
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 180))
"""Between two tries: a server that is away for an hour costs nobody a letter."""


def pause_after(tries: int) -> timedelta:
    """How long a message rests after so many tries, at least one."""
    return PAUSES[min(tries, len(PAUSES)) - 1]


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


def first_channel(preferred: str, *, email: bool, texts: bool, page: bool) -> str:
    """By which way a letter goes first: as the person prefers it where that can be, else by e-mail, else by the office.

    Whoever wants to be called is called, whatever address is known.
    """
    if preferred == "sms" and texts:
        return "sms"
    if preferred == "page" and page:
        return "page"
    if preferred in ("phone", "voice"):
        return "office"
    return "email" if email else "office"


_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_TWICE = frozenset("^{}\\[~]|€")
"""These take two places of the alphabet of telephones (3GPP TS 23.038)."""
MOST_PARTS = 3


def text_parts(text: str) -> int:
    """How many text messages a text is sent as: 160 signs in one, 153 each in several; 70 and 67 in other scripts."""
    if set(text) <= _GSM | _GSM_TWICE:
        places, alone, each = sum(2 if one in _GSM_TWICE else 1 for one in text), 160, 153
    else:
        places, alone, each = len(text.encode("utf-16-le")) // 2, 70, 67
    return 1 if places <= alone else -(-places // each)
