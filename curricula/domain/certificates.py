"""Certificates: what they state, the code that anybody can check them by, and how they stand."""

import secrets
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from lms.kernel.vocabulary import Level

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTVWXYZ"
"""Signs that nobody takes for another when typing them from paper."""
LENGTH, GROUP = 16, 4
"""79 bits: nobody finds a certificate by guessing."""

FRAMEWORK = "Common European Framework of Reference for Languages"
FRAMEWORK_URL = "https://www.coe.int/en/web/common-european-framework-reference-languages/level-descriptions"

LIST_SIZE = 131_072
"""Entries of one status list: the smallest that W3C Bitstring Status List 1.0 allows, so that a look-up tells nothing."""


class Kind(StrEnum):
    """What a certificate states."""

    MODULE = "module"
    """A module was passed."""
    ATTENDANCE = "attendance"
    """Somebody took part, whatever the result."""


class Standing(StrEnum):
    """Whether a certificate holds."""

    VALID = "valid"
    REPLACED = "replaced"
    REVOKED = "revoked"


@dataclass(frozen=True)
class Statement:
    """What is printed and signed: as it was on the day of issue, whatever is corrected later."""

    kind: Kind
    name: str
    title: str
    programme: str
    language: str
    """ISO 639-1 code of the language that was learnt."""
    level: Level | None
    minutes: int
    """Attended; 0 where nothing was counted here."""
    from_day: date | None
    on_day: date
    provider: str
    centre: str


def new_code() -> str:
    """A code for the paper, in groups of four."""
    signs = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return grouped(signs)


def grouped(signs: str) -> str:
    """ABCD-EFGH-..."""
    return "-".join(signs[start : start + GROUP] for start in range(0, len(signs), GROUP))


def tidied(typed: str) -> str | None:
    """The code that somebody meant, however it was typed; nothing for what can be none."""
    signs = "".join(sign for sign in typed.upper() if sign.isalnum())
    return grouped(signs) if len(signs) == LENGTH and set(signs) <= set(ALPHABET) else None


def standing(revoked: bool, replaced: bool) -> Standing:
    """How a certificate stands: a replaced one points to its successor, a revoked one to nothing."""
    if replaced:
        return Standing.REPLACED
    return Standing.REVOKED if revoked else Standing.VALID


def framework_code(level: Level | None) -> str:
    """The level as the framework writes it; empty below A1, which it calls pre-A1 without a code of its own."""
    return "" if level in (None, Level.PRE_A1) else str(level).upper()
