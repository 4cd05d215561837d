"""Centres beside each other, fit to be shown to somebody outside, and how people and seats of one kind stand. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from itertools import combinations
from statistics import median

from lms.exchange.domain.suppression import THRESHOLD, Cell, Share, share_of, suppressed
from lms.organisations.domain.positions import Position, kilometres

HUNDRED = 100
FAR_KM = 20
"""Groups of centres further apart are not one: nobody travels so far for a class every day. Our own assumption."""


@dataclass(frozen=True)
class Counted:
    """One centre as it was counted. Never shown as it is."""

    key: str
    name: str
    learners: int
    lessons: int
    waits: tuple[int, ...]
    attendance: tuple[tuple[int, int], ...]
    care_places: int


@dataclass(frozen=True)
class Centre:
    """One centre as it may be shown. What would speak of fewer than five people is left out."""

    name: str
    learners: Cell
    lessons: int
    wait_days: int | None
    """The middle one: half of those who began waited longer."""
    care_per_hundred: int | None
    attendance: Share | None


def beside_each_other(counted: Sequence[Counted]) -> tuple[tuple[Centre, ...], Cell]:
    """Every centre as it may be shown, and everybody together."""
    keys = tuple(one.key for one in counted)
    people = suppressed({("learners", one.key): one.learners for one in counted}, ("learners",), keys)
    shown = {key: people.cells["learners", key] for key in keys}
    return tuple(_centre(one, shown) for one in counted), people.total


def _centre(one: Counted, shown: Mapping[str, Cell]) -> Centre:
    learners = shown[one.key]
    # From places and their number per hundred the people could be worked out.
    known = isinstance(learners, int) and one.learners >= THRESHOLD
    return Centre(
        one.name,
        learners,
        one.lessons,
        round(median(one.waits)) if len(one.waits) >= THRESHOLD else None,
        round(one.care_places * HUNDRED / one.learners) if known else None,
        share_of(one.attendance),
    )


class Standing(StrEnum):
    """How many people need one seat."""

    SHORT = "short"
    FITS = "fits"
    EMPTY = "empty"
    NOBODY = "nobody"


SHORT_FROM, EMPTY_BELOW = 1.2, 0.6


def ratio(people: int, seats: int) -> float | None:
    """People for each seat, as it is shown: to two places. Nothing where there is no seat."""
    return round(people / seats, 2) if seats else None


def standing(people: int, seats: int) -> Standing:
    """More than 1.2 people for a seat are short of seats, fewer than .6 leave seats empty. People without any seat are short."""
    found = ratio(people, seats)
    if found is None:
        return Standing.SHORT if people else Standing.NOBODY
    if found > SHORT_FROM:
        return Standing.SHORT
    return Standing.EMPTY if found < EMPTY_BELOW else Standing.FITS


NOON, EVENING = time(12), time(17)
PARTS = ("morning", "afternoon", "evening")
HALF = 0.5


def part_of_day(starts: time) -> str:
    """Morning, afternoon or evening."""
    if starts < NOON:
        return "morning"
    return "afternoon" if starts < EVENING else "evening"


@dataclass(frozen=True)
class Group:
    """A group of any provider as far as comparing needs it: what it is, where, when, and how full."""

    name: str
    centre: str
    track: str
    level: str
    seats: int
    taken: int
    times: tuple[tuple[int, time], ...]
    position: Position | None = None
    """Where its centre lies, as far as somebody wrote it down."""

    @property
    def parts(self) -> frozenset[str]:
        """The parts of the day at which it meets."""
        return frozenset(part_of_day(starts) for _weekday, starts in self.times)

    @property
    def half_empty(self) -> bool:
        """Whether half of the seats or more are free."""
        return self.taken <= self.seats * HALF


def km_apart(one: Group, other: Group) -> float | None:
    """How far two groups are from each other, nothing where it is not known."""
    if one.position is None or other.position is None:
        return None
    return kilometres(one.position, other.position)


def nearly_the_same(groups: Sequence[Group]) -> list[tuple[Group, Group]]:
    """Pairs of half-empty groups of one track and level, at one part of the day and a common weekday, that fit into one,
    at centres that are not known to lie far apart.

    The emptiest first: there most seats stay free while two teachers teach.
    """
    pairs = [
        (one, other)
        for one, other in combinations((one for one in groups if one.half_empty), 2)
        if (one.track, one.level) == (other.track, other.level)
        and one.parts & other.parts
        and {day for day, _start in one.times} & {day for day, _start in other.times}
        and one.taken + other.taken <= max(one.seats, other.seats)
        and (km_apart(one, other) or 0) <= FAR_KM
    ]
    return sorted(pairs, key=lambda pair: (pair[0].taken + pair[1].taken, pair[0].name, pair[1].name))
