"""When every adult of a household is in class at once and a small child has no place in care. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time

WATCHED_UNTIL = 7
"""Years. Older children are at school in the morning; younger ones are with somebody or with nobody."""


@dataclass(frozen=True, order=True)
class Stretch:
    """From one wall time to another on a day."""

    day: date
    starts: time
    ends: time


@dataclass(frozen=True)
class Alone:
    """A child whom nobody watches in a stretch."""

    child: str
    when: Stretch


def everybody_away(adults: Sequence[Iterable[Stretch]]) -> list[Stretch]:
    """Stretches in which every adult is in class. Of one adult alone nothing is said: who else is at home nobody knows."""
    if len(adults) < 2:
        return []
    found = sorted(adults[0])
    for other in adults[1:]:
        theirs = list(other)
        found = [
            Stretch(one.day, max(one.starts, two.starts), min(one.ends, two.ends))
            for one in found
            for two in theirs
            if one.day == two.day and one.starts < two.ends and two.starts < one.ends
        ]
    return sorted(set(found))


def unwatched(away: Iterable[Stretch], places: Iterable[Stretch]) -> list[Stretch]:
    """What of these stretches no place in care covers."""
    kept, left = sorted(places), []
    for one in away:
        pieces = [one]
        for place in kept:
            pieces = [part for piece in pieces for part in _without(piece, place)]
        left += pieces
    return left


def _without(one: Stretch, place: Stretch) -> list[Stretch]:
    if one.day != place.day or place.ends <= one.starts or one.ends <= place.starts:
        return [one]
    before = Stretch(one.day, one.starts, place.starts) if one.starts < place.starts else None
    after = Stretch(one.day, place.ends, one.ends) if place.ends < one.ends else None
    return [part for part in (before, after) if part is not None]


def is_small(birth_date: date, day: date) -> bool:
    """Whether a child is born and too young to be without an adult."""
    birthday = (birth_date.month, birth_date.day)
    years = day.year - birth_date.year - ((day.month, day.day) < birthday)
    return birth_date <= day and years < WATCHED_UNTIL
