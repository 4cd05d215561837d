"""Where centres lie: a position as it is typed, and how far two of them are apart. Pure."""

import re
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

EARTH_KM = 6371.0
"""The mean radius of the earth."""
_PAIR = re.compile(r"\s*([+-]?\d{1,3}(?:\.\d+)?)\s*[,;\s]\s*([+-]?\d{1,3}(?:\.\d+)?)\s*")


@dataclass(frozen=True)
class Position:
    """A place on earth in degrees, north and east of zero."""

    latitude: float
    longitude: float

    def __str__(self) -> str:
        return f"{self.latitude}, {self.longitude}"


def position(text: str) -> Position | None:
    """A position as maps write it, `59.33, 18.06`, to about ten metres; nothing for what is none."""
    pair = _PAIR.fullmatch(text)
    found = Position(round(float(pair[1]), 4), round(float(pair[2]), 4)) if pair else None
    return found if found and abs(found.latitude) <= 90 and abs(found.longitude) <= 180 else None


def kilometres(one: Position, other: Position) -> float:
    """The great-circle distance, by the haversine formula. The way on the road is longer."""
    north, south = radians(one.latitude), radians(other.latitude)
    east = radians(other.longitude - one.longitude)
    half = sin((south - north) / 2) ** 2 + cos(north) * cos(south) * sin(east / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(half)))
