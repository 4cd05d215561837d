"""Advice without a name: the code by which somebody comes back, and what is told at the door of advice. Pure."""

import re
from collections.abc import Callable
from datetime import timedelta

SIGNS = "ACDEFGHJKLMNPQRTUVWXY34679"
"""None that is mistaken for another when it is read aloud or written by hand."""
LENGTH = 12
LONGEST_WORDS = 2000
KEPT = timedelta(days=180)
"""After the last message a thread without a name goes."""

TOPICS = ("residence", "work", "language", "family", "housing", "health", "money", "papers", "other")
TOPIC_ICONS = {
    "residence": "identification-badge",
    "work": "briefcase",
    "language": "chat-circle-text",
    "family": "baby",
    "housing": "house",
    "health": "first-aid",
    "money": "bank",
    "papers": "file-text",
    "other": "question",
}


def new_code(choose: Callable[[str], str]) -> str:
    """A code of twelve signs in three groups; `choose` picks one sign of a text at random. 26 to the 12th are too many to try."""
    signs = "".join(choose(SIGNS) for _ in range(LENGTH))
    return "-".join(signs[at : at + 4] for at in range(0, LENGTH, 4))


def plain_code(text: str) -> str:
    """What somebody typed, as it is compared: without signs between, in large letters."""
    return re.sub(r"[^A-Z0-9]", "", text.upper())
