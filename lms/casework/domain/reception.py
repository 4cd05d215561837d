"""From reception to the course: what has to be settled before somebody is handed over, point by point. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Point(StrEnum):
    """What is settled, in the order of asking."""

    LANGUAGES = "languages"
    INTERPRETER = "interpreter"
    NEEDS = "needs"
    CARE = "care"
    PLACEMENT = "placement"
    CLASS = "class"
    WAY = "way"
    PERSON = "person"
    CONSENT = "consent"


class Settled(StrEnum):
    """How a point stands."""

    DONE = "done"
    NOT_NEEDED = "not_needed"


ALWAYS = frozenset({Point.LANGUAGES, Point.PLACEMENT, Point.PERSON, Point.CONSENT})
"""Points that everybody needs: they cannot be left out."""
LONGEST = 500


@dataclass(frozen=True)
class Checklist:
    """One person's points, the note for the course, and when the person was handed over."""

    points: Mapping[str, str]
    note: str = ""
    handed_on: date | None = None
    by: str = ""

    @property
    def open(self) -> list[Point]:
        """What is not settled yet."""
        return [one for one in Point if self.points.get(one) not in set(Settled)]


def trouble(points: Mapping[str, str], note: str) -> tuple[str, str] | None:
    """(field, code) of what cannot be kept."""
    for point, settled in points.items():
        if point not in set(Point) or settled not in set(Settled):
            return "points", "casework.reception.point_off"
        if settled == Settled.NOT_NEEDED and point in ALWAYS:
            return point, "casework.reception.always"
    return ("note", "casework.reception.long") if len(note) > LONGEST else None
