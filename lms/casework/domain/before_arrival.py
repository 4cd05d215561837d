"""Papers that are asked before somebody leaves one country or comes to another. They decide nothing here. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from lms.kernel.facts import Evidence

EVERYWHERE = "*"


class Purpose(StrEnum):
    """What somebody comes for."""

    WORK = "work"
    FAMILY = "family"


@dataclass(frozen=True)
class Required:
    """One paper: asked of whom, on the way where, for what, and where that stands."""

    key: str
    purpose: str
    origins: frozenset[str]
    destinations: frozenset[str]
    evidence: Evidence
    excepted: frozenset[str] = frozenset()

    def asked_of(self, origin: str, destination: str) -> bool:
        """Whether the way from one country to another leads past it."""
        return (
            origin not in self.excepted
            and not self.origins.isdisjoint({origin, EVERYWHERE})
            and not self.destinations.isdisjoint({destination, EVERYWHERE})
        )


@dataclass(frozen=True)
class Way:
    """From which country to which; an empty purpose is any."""

    origin: str
    destination: str
    purpose: str = ""


def required(papers: Iterable[Required], way: Way, today: date) -> list[Required]:
    """What is asked on a day, in the order of the pack."""
    return [
        one
        for one in papers
        if one.asked_of(way.origin, way.destination)
        and way.purpose in ("", one.purpose)
        and one.evidence.holds_on(today)
    ]


def way_trouble(way: Way, countries: frozenset[str]) -> tuple[str, str] | None:
    """(field, code) of what lacks."""
    if way.origin not in countries:
        return "origin", "casework.before.origin_missing"
    if way.destination not in countries:
        return "destination", "casework.before.destination_missing"
    if way.origin == way.destination:
        return "destination", "casework.before.same_country"
    return None if way.purpose in ("", *Purpose) else ("purpose", "casework.before.purpose_missing")
