"""How far and how long somebody of a partner organisation may look. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

LONGEST = timedelta(days=366)
"""An access ends after a year at the latest: then somebody decides again."""
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
NAME, ADDRESS = 120, 254
PRESENT = frozenset({"present", "late", "left_early"})


class State(StrEnum):
    """What an access opens today."""

    OPEN = "open"
    OVER = "over"
    ENDED = "ended"


class Part(StrEnum):
    """What an access opens: who comes, or the outline and the sessions that are taught along, without any names."""

    COMING = "coming"
    TEACHING = "teaching"


@dataclass(frozen=True)
class Cohort:
    """One class, or every class of one module."""

    section_id: str = ""
    course_id: str = ""

    @property
    def key(self) -> str:
        """For a form."""
        return f"section:{self.section_id}" if self.section_id else f"course:{self.course_id}" if self.course_id else ""


@dataclass(frozen=True)
class Invitation:
    """Who of which organisation may look at what, until when."""

    organisation_id: str
    name: str
    email: str
    cohort: Cohort
    until: date
    part: str = Part.COMING


def state_of(until: date, ended: bool, today: date) -> State:
    """Somebody ended it, or its last day is over."""
    return State.ENDED if ended else State.OVER if until < today else State.OPEN


def invitation_trouble(one: Invitation, today: date) -> tuple[str, str] | None:
    """(field, code) of what lacks."""
    if not 0 < len(one.name.strip()) <= NAME:
        return "name", "partners.name_missing"
    if len(one.email.strip()) > ADDRESS or not EMAIL.fullmatch(one.email.strip()):
        return "email", "partners.email_off"
    if one.part not in set(Part):
        return "part", "partners.part_missing"
    if not one.cohort.key:
        return "cohort", "partners.cohort_missing"
    return until_trouble(one.until, today)


def until_trouble(until: date, today: date) -> tuple[str, str] | None:
    """(field, code) of a last day that is past or too far away."""
    return None if today <= until <= today + LONGEST else ("until", "partners.until_off")


@dataclass(frozen=True)
class Coming:
    """How somebody comes to a class: never why not."""

    came: int
    marked: int
    last_day: date | None
    there: bool


def coming(marks: Sequence[tuple[date, str]]) -> Coming:
    """From days and marks in order of time."""
    there = [mark in PRESENT for _day, mark in marks]
    return Coming(sum(there), len(there), marks[-1][0] if marks else None, there[-1] if there else False)
