"""Away several times in a row: when somebody is told, and when that was a false alarm. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from lms.courses.domain.attendance import ABSENT, PRESENT


class Deed(StrEnum):
    """What a step does."""

    LIST = "list"
    """She stands on her teacher's list of the day."""
    MESSAGE = "message"
    """She is asked herself, without blame."""
    TASK = "task"
    """Her caseworker is asked to call her."""


class Kind(StrEnum):
    """What an alarm is about."""

    IN_A_ROW = "in_a_row"
    OUT_OF_REACH = "out_of_reach"


@dataclass(frozen=True)
class Step:
    """After so many sessions in a row, this happens."""

    after: int
    deed: Deed


STEPS = (Step(2, Deed.LIST), Step(3, Deed.MESSAGE), Step(5, Deed.TASK))
"""Where a provider says nothing else."""


@dataclass(frozen=True)
class Held:
    """One session of somebody that has a mark."""

    session_id: str
    day: date
    attendance: str
    told: bool = False


@dataclass(frozen=True)
class Row:
    """Sessions in a row that somebody missed, in order."""

    missed: tuple[Held, ...]

    @property
    def first(self) -> Held:
        """Where it began."""
        return self.missed[0]

    @property
    def last(self) -> Held:
        """The newest of them."""
        return self.missed[-1]

    def covers(self, first: date, last: date) -> bool:
        """Whether it has a day in common with a stretch of days."""
        return self.first.day <= last and first <= self.last.day


def rows(held: Iterable[Held]) -> list[Row]:
    """Every stretch of missed sessions. Being there ends one; excused ones and those she told us of do not count."""
    found: list[list[Held]] = [[]]
    for one in held:
        if one.attendance in PRESENT:
            found.append([])
        elif one.attendance in ABSENT and not one.told:
            found[-1].append(one)
    return [Row(tuple(missed)) for missed in found if missed]


def running(held: Sequence[Held]) -> Row | None:
    """The stretch that has not ended; None when she was there last."""
    last = next((one for one in reversed(held) if one.attendance in PRESENT), None)
    after = held[held.index(last) + 1 :] if last else held
    found = rows(after)
    return found[0] if found else None


def due(steps: Iterable[Step], row: Row | None) -> list[Step]:
    """The steps that a stretch has reached, the earliest first."""
    length = len(row.missed) if row else 0
    return sorted((step for step in steps if step.after <= length), key=lambda step: step.after)


def still_true(found: Iterable[Row], first: date, last: date, after: int) -> bool:
    """Whether what was told still holds after a correction: enough missed sessions in a stretch that meets those days."""
    return any(len(row.missed) >= after and row.covers(first, last) for row in found)
