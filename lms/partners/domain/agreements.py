"""Agreements between states, organisations and a provider: who does what until when, for whom. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

AHEAD = timedelta(days=60)
"""So long before an agreement ends or a duty is due somebody is told: renewing takes about two months."""
TITLE, TEXT = 160, 400


class Kind(StrEnum):
    """What kind of paper it is."""

    BILATERAL = "bilateral"
    MEMORANDUM = "memorandum"
    MOBILITY = "mobility"
    RESOURCE_CENTRE = "resource_centre"
    CONTRACT = "contract"


class Standing(StrEnum):
    """How an agreement or a duty stands on a day."""

    DONE = "done"
    LATE = "late"
    SOON = "soon"
    AHEAD = "ahead"


@dataclass(frozen=True)
class Paper:
    """What is written down about an agreement. `partners` are organisations of the directory."""

    title: str
    kind: str
    partners: Sequence[str]
    begins_on: date
    ends_on: date
    staff_id: str = ""
    note: str = ""


@dataclass(frozen=True)
class Duty:
    """What somebody has to do until a day. `organisation_id` is empty where it is ours."""

    what: str
    due_on: date
    organisation_id: str = ""


def paper_trouble(one: Paper) -> tuple[str, str] | None:
    """(field, code) of what lacks."""
    if not 0 < len(one.title.strip()) <= TITLE:
        return "title", "partners.title_missing"
    if one.kind not in set(Kind):
        return "kind", "partners.kind_missing"
    if not one.partners:
        return "partners", "partners.partners_missing"
    if one.ends_on < one.begins_on:
        return "ends_on", "partners.ends_before"
    return ("note", "partners.long") if len(one.note) > TEXT else None


def duty_trouble(one: Duty, begins_on: date, ends_on: date) -> tuple[str, str] | None:
    """(field, code) of what lacks: a duty falls into the time of its agreement."""
    if not 0 < len(one.what.strip()) <= TITLE:
        return "what", "partners.duty_missing"
    return None if begins_on <= one.due_on <= ends_on else ("due_on", "partners.duty_outside")


def standing(due_on: date, done: bool, today: date) -> Standing:
    """Done, past its day, within sixty days of it, or further away."""
    if done:
        return Standing.DONE
    if due_on < today:
        return Standing.LATE
    return Standing.SOON if due_on - today <= AHEAD else Standing.AHEAD
