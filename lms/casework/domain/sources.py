"""What a card of information says of itself: who says so, what it costs, on which day somebody last asked. Pure."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from lms.casework.domain.stages import months_later

MONTHS = 6
"""For so long what was asked is taken as right."""


class Text(StrEnum):
    """What ships with the product and is told to people as information."""

    RIGHTS = "rights"
    WORK_RIGHTS = "work_rights"
    ORIENTATION = "orientation"


class Cost(StrEnum):
    """Whether something costs money. Nothing is said where nobody knows."""

    FREE = "free"
    SOME = "some"


@dataclass(frozen=True)
class Label:
    """Source, cost and day of a card. `price` says in words what it costs."""

    source: str = ""
    cost: str = ""
    price: str = ""
    checked_on: date | None = None

    def is_old(self, today: date) -> bool:
        """Whether nobody has asked for more than six months, or ever."""
        return self.checked_on is None or self.checked_on < oldest(today)


def oldest(today: date) -> date:
    """The first day of the last six months: what was checked before is old."""
    return months_later(today, -MONTHS)
