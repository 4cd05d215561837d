"""Reaching people who are in no programme: what is known of them, and which programme would take them. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Link(StrEnum):
    """What ties somebody to services. Who has none of them is reached by nobody else."""

    WORK = "work"
    PROGRAMME = "programme"
    BENEFIT = "benefit"


class Outcome(StrEnum):
    """What became of a contact."""

    OPEN = "open"
    ENROLLED = "enrolled"
    CLOSED = "closed"


@dataclass(frozen=True)
class Programme:
    """A programme of outreach. `without` are the links that a person must not have."""

    key: str
    name: str
    country: str
    sexes: tuple[str, ...]
    without: tuple[Link, ...]
    source: str
    confidence: str

    @property
    def sure(self) -> bool:
        """Whether its rule was found in the source."""
        return self.confidence == "F"


@dataclass(frozen=True)
class Reached:
    """What somebody has told at the door, at the market, after the prayer. One name is enough."""

    name: str
    phone: str = ""
    language: str = ""
    sex: str = ""
    met_at: str = ""
    links: tuple[Link, ...] = ()
    note: str = ""


def open_to(person: Reached, programmes: Iterable[Programme], country: str) -> list[Programme]:
    """Programmes of the country that would take this person. Where the sex was not said it shuts no door."""
    return [
        one
        for one in programmes
        if one.country == country
        and not set(one.without) & set(person.links)
        and (not one.sexes or not person.sex or person.sex in one.sexes)
    ]


def reached_trouble(person: Reached) -> tuple[str, str] | None:
    """(field, code) of what lacks."""
    if not person.name.strip():
        return "name", "casework.outreach_name_missing"
    if not person.met_at.strip():
        return "met_at", "casework.outreach_place_missing"
    return None
