"""Certificates that open higher and vocational education: what somebody has or is on the way to, and whom to ask early. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from lms.casework.domain.content import Step
from lms.casework.domain.directory import Service

YOUNG = 27
"""Whoever is younger and has no certificate is asked early: later it is harder to go back to school."""


class Kind(StrEnum):
    """What a certificate is of."""

    SCHOOL = "school"
    STUDY_ENTRY = "study_entry"
    TRADE = "trade"
    DEGREE = "degree"


class State(StrEnum):
    """How far it is."""

    ON_THE_WAY = "on_the_way"
    HELD = "held"
    RECOGNISED = "recognised"
    LEFT = "left"
    """Begun and not finished."""


HAS = frozenset({State.HELD, State.RECOGNISED})
STEP_ICONS = frozenset({"certificate", "graduation-cap", "exam"})


@dataclass(frozen=True)
class Credential:
    """What is written down about a certificate. `day` is when it was or will be given."""

    kind: str
    title: str
    state: str
    country: str = ""
    day: date | None = None


def credential_trouble(one: Credential, today: date) -> tuple[str, str] | None:
    """(field, code) of what lacks."""
    if one.kind not in set(Kind):
        return "kind", "casework.credential_kind_missing"
    if not one.title.strip():
        return "title", "casework.credential_title_missing"
    if one.state not in set(State):
        return "state", "casework.credential_state_missing"
    return ("day", "casework.day_to_come") if one.state in HAS and one.day is not None and one.day > today else None


def born_after(today: date) -> date:
    """Who was born later than this day is under 27. One born on 29 February is a day older on 28 February."""
    last = 28 if (today.month, today.day) == (2, 29) else today.day
    return date(today.year - YOUNG, today.month, last)


def is_young(birth_date: date | None, today: date) -> bool:
    """Whether somebody is under 27. Whose day of birth nobody knows is not."""
    return birth_date is not None and birth_date > born_after(today)


def is_grown(birth_date: date | None, today: date) -> bool:
    """Whether somebody is 27 or older. A day of birth that nobody knows shuts no door."""
    return birth_date is not None and not is_young(birth_date, today)


def lacks_certificate(birth_date: date | None, states: Iterable[str], today: date) -> bool:
    """Whether somebody is under 27 and no certificate of hers is known."""
    return is_young(birth_date, today) and not set(states) & HAS


def leads_to_certificate(steps: Iterable[Step]) -> bool:
    """Whether a plan has a step towards a certificate: a school or a trade, an examination, a paper that is given."""
    return any(one.service == Service.TRADE or one.icon in STEP_ICONS for one in steps)
