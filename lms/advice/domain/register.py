"""Looking for help in the register of services: nobody says who she is, and nobody is asked for a right to stay. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from lms.advice.domain.finder import nearness
from lms.casework.domain.directory import Entry, Papers, Service
from lms.casework.domain.sources import Cost


@dataclass(frozen=True)
class Sought:
    """What somebody looks for. Empty means that it does not matter."""

    services: frozenset[str] = frozenset()
    free: bool = False
    no_papers: bool = False
    language: str = ""
    postcode: str = ""


TOPICS: Mapping[Service, str] = {
    Service.LANGUAGE: "language",
    Service.CHILDCARE: "family",
    Service.WORK: "work",
    Service.TRADE: "papers",
    Service.PAPERS: "papers",
    Service.MONEY: "money",
    Service.HOUSING: "housing",
    Service.HEALTH: "health",
    Service.LAW: "residence",
    Service.DIGITAL: "other",
    Service.MEETING: "other",
}
"""What a question about a service is about, as whoever advises counts it."""
One = TypeVar("One", bound=Entry)


def suiting(entries: Iterable[One], sought: Sought) -> list[One]:
    """Those that suit: what is for everybody first, then the nearest, then by name."""
    return sorted(
        (one for one in entries if _suits(one, sought)),
        key=lambda one: (not one.for_all, -nearness(one.postcode, sought.postcode), one.name.casefold()),
    )


def _suits(one: Entry, sought: Sought) -> bool:
    return (
        (not sought.services or not sought.services.isdisjoint(one.services))
        and (not sought.free or one.label.cost == Cost.FREE)
        and (not sought.no_papers or one.papers == Papers.NONE)
        and (not sought.language or sought.language in one.languages)
    )
