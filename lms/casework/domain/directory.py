"""Organisations that help, within government and beyond: their services, who may come, whom to ask there. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from lms.casework.domain.sources import Cost, Label
from lms.kernel.vocabulary import Category


class Sector(StrEnum):
    """Where an organisation stands: the first four are government."""

    MUNICIPALITY = "municipality"
    COUNTY = "county"
    STATE = "state"
    SCHOOL = "school"
    HEALTH = "health"
    EMPLOYER = "employer"
    UNION = "union"
    ASSOCIATION = "association"
    FAITH = "faith"
    INTERNATIONAL = "international"
    INSTITUTE = "institute"
    AGENCY = "agency"


class Service(StrEnum):
    """What somebody may need on the way."""

    LANGUAGE = "language"
    CHILDCARE = "childcare"
    WORK = "work"
    TRADE = "trade"
    PAPERS = "papers"
    MONEY = "money"
    HOUSING = "housing"
    HEALTH = "health"
    LAW = "law"
    DIGITAL = "digital"
    MEETING = "meeting"

    @property
    def category(self) -> Category:
        """Which of the four kinds it is."""
        return _CATEGORIES[self]


_CATEGORIES: Mapping[Service, Category] = {
    Service.LANGUAGE: Category.LEARNING,
    Service.CHILDCARE: Category.INFORMATION,
    Service.WORK: Category.WORK,
    Service.TRADE: Category.LEARNING,
    Service.PAPERS: Category.RECOGNITION,
    Service.MONEY: Category.INFORMATION,
    Service.HOUSING: Category.INFORMATION,
    Service.HEALTH: Category.INFORMATION,
    Service.LAW: Category.INFORMATION,
    Service.DIGITAL: Category.LEARNING,
    Service.MEETING: Category.INFORMATION,
}
PICTURES: Mapping[Service, str] = {
    Service.HEALTH: "stethoscope",
    Service.LAW: "judge",
    Service.HOUSING: "house",
    Service.MONEY: "money",
    Service.CHILDCARE: "teddy",
    Service.LANGUAGE: "talking",
    Service.TRADE: "toolbox",
    Service.DIGITAL: "computer",
    Service.WORK: "briefcase",
    Service.PAPERS: "certificate",
    Service.MEETING: "people",
}
"""In the order in which somebody who looks for help sees them."""


class Papers(StrEnum):
    """What somebody shows to get help. Only the last one asks for a right to stay."""

    NONE = "none"
    NAME = "name"
    STATUS = "status"


FOR_ALL = (Papers.NONE, Papers.NAME)
"""Whoever asks for these papers at most is there for everybody. Where nobody knows, it is not said."""


class Part(StrEnum):
    """What an organisation does in a service. Only who is responsible for it can own a step."""

    RESPONSIBLE = "responsible"
    SUPPORTS = "supports"


@dataclass(frozen=True)
class Entry:
    """What is written down about an organisation. `services` are parts by service."""

    name: str
    sector: str
    services: Mapping[str, str] = field(default_factory=dict)
    contact: str = ""
    phone: str = ""
    email: str = ""
    place: str = ""
    postcode: str = ""
    papers: str = ""
    languages: tuple[str, ...] = ()
    target: tuple[str, ...] = ()
    label: Label = field(default_factory=Label)
    shown: bool = False
    """Whether everybody finds it, without signing in."""

    @property
    def for_all(self) -> bool:
        """Whether everybody may come, whatever the right to stay. Where nobody knows, it is not said."""
        return self.papers in FOR_ALL

    @property
    def categories(self) -> tuple[Category, ...]:
        """Of the four kinds, those that its services are of."""
        return categories(self.services)


def categories(services: Iterable[str]) -> tuple[Category, ...]:
    """The kinds that services are of, each once, in the order of the table."""
    found = {Service(one).category for one in services if one in set(Service)}
    return tuple(one for one in Category if one in found)


def entry_trouble(one: Entry) -> tuple[str, str] | None:
    """(field, code) of what lacks: nobody can be asked at an organisation without a way to reach it."""
    if not one.name.strip():
        return "name", "casework.organisation_name_missing"
    if one.sector not in set(Sector):
        return "sector", "casework.organisation_sector_missing"
    if not one.services or set(one.services) - set(Service) or set(one.services.values()) - set(Part):
        return "services", "casework.organisation_services_missing"
    if not one.phone.strip() and not one.email.strip():
        return "phone", "casework.organisation_reach_missing"
    if one.email.strip() and "@" not in one.email.strip()[1:-1]:
        return "email", "casework.email_off"
    if one.papers and one.papers not in set(Papers):
        return "papers", "casework.papers_missing"
    return _label_trouble(one)


def _label_trouble(one: Entry) -> tuple[str, str] | None:
    """What everybody finds says what it costs, who may come, and who says so since when."""
    if one.label.cost and one.label.cost not in set(Cost):
        return "cost", "casework.cost_missing"
    if not one.shown:
        return None
    if not one.label.cost:
        return "cost", "casework.cost_missing"
    if not one.papers:
        return "papers", "casework.papers_missing"
    if not one.label.source.strip():
        return "source", "casework.source_missing"
    return None if one.label.checked_on else ("checked_on", "casework.checked_missing")


def service_trouble(service: str, parts: Mapping[str, str] | None) -> tuple[str, str] | None:
    """(field, code) of a step's service that nobody answers for. `parts` are those of its organisation, none without one."""
    if not service:
        return None
    if service not in set(Service):
        return "service", "casework.service_missing"
    if parts is None:
        return "organisation", "casework.service_owner_missing"
    return None if parts.get(service) == Part.RESPONSIBLE else ("organisation", "casework.service_owner_other")
