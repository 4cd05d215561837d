"""What the numbers of a provider ask for: groups to open, groups to join. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from itertools import permutations
from math import ceil

from lms.courses.domain.calendar import UsualWeek
from lms.kernel.contracts import WeekInterval
from lms.learners.domain.availability import Availability, share


class State(StrEnum):
    """How demand and seats of one kind of group stand."""

    SHORT = "short"
    FITS = "fits"
    EMPTY = "empty"


def state_of(people: int, seats: int, smallest: int) -> State:
    """More people than seats is short; as many empty seats as a whole small group is empty; all else fits."""
    if people > seats:
        return State.SHORT
    return State.EMPTY if seats - people >= smallest else State.FITS


USUAL_SLOTS: tuple[UsualWeek, ...] = (
    UsualWeek("morning", (1, 3), time(9), time(11, 15)),
    UsualWeek("afternoon", (1, 3), time(13, 30), time(15, 45)),
    UsualWeek("evening", (1, 3), time(17, 30), time(19, 45)),
)


def best_slot(people: Sequence[Availability]) -> tuple[UsualWeek, int]:
    """The usual time that most of these people can keep every week, and how many they are; the earliest of equals."""
    counted = [(slot, sum(share(one, slot.week) == 1.0 for one in people)) for slot in USUAL_SLOTS]
    return max(counted, key=lambda pair: pair[1])


@dataclass(frozen=True)
class NewGroups:
    """Groups to open for people without a seat."""

    track: str
    level: str
    people: int
    groups: int
    slot: UsualWeek
    fitting: int


def new_groups(
    track: str, level: str, short: int, largest: int, smallest: int, waiting: Sequence[Availability]
) -> NewGroups | None:
    """How many groups the people without a seat would fill, and when most can come; None for fewer than one group.

    `short` counts people beyond the seats there are, `waiting` are all who hold none.
    """
    if short < smallest:
        return None
    slot, fitting = best_slot(waiting)
    return NewGroups(track, level, short, max(1, ceil(short / largest)), slot, fitting)


@dataclass(frozen=True)
class Group:
    """A section as far as joining two asks: who sits in it, by id, and when it meets."""

    id: str
    name: str
    seats: int
    learner_ids: tuple[str, ...]
    week: tuple[WeekInterval, ...]


@dataclass(frozen=True)
class JoinedGroups:
    """Two sections that would fit into one."""

    kept: Group
    closed: Group
    moving: int
    can_come: int

    @property
    def empty(self) -> int:
        """Seats of both that nobody sits on today."""
        return self.kept.seats - len(self.kept.learner_ids) + self.closed.seats - self.moving


ENOUGH_CAN_COME = 0.8
"""A group whose people mostly cannot come to the other one is not joined with it."""


def joined_groups(groups: Sequence[Group], known: Mapping[str, Availability]) -> JoinedGroups | None:
    """Two sections of one course whose people fit into one, and most of those who move can come; the pair that moves
    fewest. Somebody without a known availability can come at any time.
    """
    found = []
    for kept, closed in permutations(groups, 2):
        moving = len(closed.learner_ids)
        if not moving or moving + len(kept.learner_ids) > kept.seats:
            continue
        can_come = sum(share(known.get(one, Availability()), kept.week) == 1.0 for one in closed.learner_ids)
        if can_come >= ENOUGH_CAN_COME * moving:
            found.append(JoinedGroups(kept, closed, moving, can_come))
    return min(found, key=lambda joined: (joined.moving, -joined.can_come, joined.closed.name), default=None)
