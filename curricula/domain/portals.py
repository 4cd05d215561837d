"""Sites where jobs are looked for, and the address of a search there for somebody's occupation. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import quote

from lms.kernel.facts import Evidence


class By(StrEnum):
    """What a search is made with, the most exact first."""

    CONCEPT = "concept"
    ISCO = "isco"
    WORD = "word"


@dataclass(frozen=True, slots=True)
class Portal:
    """One site. `searches`: address by what it is made with. Without countries it is for everybody."""

    key: str
    name: str
    home: str
    searches: Mapping[By, str]
    countries: tuple[str, ...]
    evidence: Evidence


@dataclass(frozen=True)
class Way:
    """An address at a site, and what it searches with; nothing for its first page."""

    name: str
    address: str
    by: By | None


def ways(portals: Iterable[Portal], known: Mapping[By, str], country: str, language: str) -> list[Way]:
    """Of each site for this country the most exact search that can be made from what is known."""
    found = []
    for one in portals:
        if one.countries and country not in one.countries:
            continue
        by = next((by for by in By if known.get(by) and by in one.searches), None)
        # The address of a concept is the address of its page: it is taken as it stands.
        filled = {each.value: text if each is By.CONCEPT else quote(text, safe="") for each, text in known.items()}
        address = one.searches[by].format(**filled, language=language) if by else one.home
        found.append(Way(one.name, address, by))
    return found
