"""Cards of information that somebody has to ask about again: of which kind, and since when nobody has. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from lms.casework.domain.sources import Label


class CardKind(StrEnum):
    """Where a card stands."""

    ORGANISATION = "organisation"
    POINT = "point"
    CONTACT = "contact"
    TEXT = "text"


ICONS = {
    CardKind.ORGANISATION: "buildings",
    CardKind.POINT: "map-pin",
    CardKind.CONTACT: "briefcase",
    CardKind.TEXT: "scales",
}


@dataclass(frozen=True)
class OldCard:
    """One card, by the key of its kind. `reach` is a number or an address to ask at."""

    kind: CardKind
    id: str
    name: str
    label: Label
    reach: str = ""
