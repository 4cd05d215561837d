"""Guidance at the beginning and at the end: when a talk is owed, and what its sheet needs. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from lms.messages.domain import is_address


class Kind(StrEnum):
    """The two talks that everybody in a course is owed."""

    ENTRY = "entry"
    EXIT = "exit"


LANES = ("language", "job_search", "education")


@dataclass(frozen=True)
class Lane:
    """A chosen direction after the course, with its dated step. `email` is where a referral goes, empty for none."""

    lane: str
    title: str
    owner: str
    due_on: date | None
    email: str = ""


def lanes_trouble(lanes: Sequence[Lane], consent: bool, today: date) -> tuple[str, str] | None:
    """(field, code) of what a sheet lacks: a lane, and in each lane a step, an owner and a day to come."""
    if not lanes:
        return "lanes", "casework.lane_missing"
    for one in lanes:
        if one.lane not in LANES:
            return "lanes", "casework.lane_missing"
        if not one.title.strip():
            return f"{one.lane}_title", "casework.title_missing"
        if not one.owner.strip():
            return f"{one.lane}_owner", "casework.owner_missing"
        if one.due_on is None:
            return f"{one.lane}_due_on", "casework.day_missing"
        if one.due_on < today:
            return f"{one.lane}_due_on", "casework.day_over"
        if one.email and not is_address(one.email.strip()):
            return f"{one.lane}_email", "casework.email_off"
    if any(one.email for one in lanes) and not consent:
        return "consent", "casework.consent_missing"
    return None
