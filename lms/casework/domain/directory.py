"""Organisations that help, within government and beyond: which services each is responsible for, whom to ask there. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


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
    return None


def service_trouble(service: str, parts: Mapping[str, str] | None) -> tuple[str, str] | None:
    """(field, code) of a step's service that nobody answers for. `parts` are those of its organisation, none without one."""
    if not service:
        return None
    if service not in set(Service):
        return "service", "casework.service_missing"
    if parts is None:
        return "organisation", "casework.service_owner_missing"
    return None if parts.get(service) == Part.RESPONSIBLE else ("organisation", "casework.service_owner_other")
