"""Handbooks: what there is to read, and for whom. Pure."""

import re
from dataclasses import dataclass
from enum import StrEnum

LONGEST_TITLE = 160
LONGEST_ADDRESS = 400
LONGEST_BODY = 20_000
_ADDRESS = re.compile(r"https?://[^\s<>\"']+\.[^\s<>\"']+")


class Kind(StrEnum):
    """What it is."""

    HANDBOOK = "handbook"
    STUDY_UNIT = "study_unit"
    GUIDELINE = "guideline"
    RESEARCH = "research"


class Reader(StrEnum):
    """For whom it is written."""

    TEACHER = "teacher"
    CASEWORKER = "caseworker"
    ADMINISTRATOR = "administrator"
    MANAGER = "manager"
    CHILDCARE = "childcare"
    MENTOR = "mentor"
    COMPANION = "companion"


@dataclass(frozen=True)
class Shipped:
    """One that comes with the product: `points` sentences `companions.guide.<key>.1` and on, under its `.title`."""

    key: str
    kind: Kind
    readers: tuple[Reader, ...]
    points: int


SHIPPED = (
    Shipped("mentor", Kind.HANDBOOK, (Reader.MENTOR, Reader.TEACHER, Reader.CASEWORKER), 8),
    Shipped("companion", Kind.HANDBOOK, (Reader.COMPANION, Reader.CASEWORKER), 7),
    Shipped("peers", Kind.STUDY_UNIT, (Reader.TEACHER,), 6),
)


@dataclass(frozen=True)
class NewHandbook:
    """One of a provider's own: an address, a text, or both."""

    title: str
    kind: str
    readers: tuple[str, ...]
    language: str = ""
    address: str = ""
    body: str = ""


def trouble(one: NewHandbook) -> tuple[str, str] | None:
    """(field, code) of what lacks."""
    if not 0 < len(one.title.strip()) <= LONGEST_TITLE:
        return "title", "companions.handbook_title_missing"
    if one.kind not in set(Kind):
        return "kind", "companions.handbook_kind_missing"
    if not one.readers or set(one.readers) - set(Reader):
        return "readers", "companions.handbook_readers_missing"
    if not one.address.strip() and not one.body.strip():
        return "address", "companions.handbook_empty"
    if one.address.strip() and not (_ADDRESS.fullmatch(one.address.strip()) and len(one.address) <= LONGEST_ADDRESS):
        return "address", "companions.handbook_address_off"
    return ("body", "companions.handbook_long") if len(one.body) > LONGEST_BODY else None
