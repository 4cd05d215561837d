"""Missing links: when a new group would fit the people who wait, and how many of them. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import time

from lms.courses.domain.calendar import UsualWeek
from lms.kernel.contracts import WeekInterval

PATTERNS: tuple[UsualWeek, ...] = (
    UsualWeek("mornings", (0, 1, 3), time(9), time(11, 15)),
    UsualWeek("afternoons", (0, 1, 3), time(13), time(15, 15)),
    UsualWeek("evenings", (0, 2), time(18), time(20, 15)),
)
"""Patterns that centres usually run; which of them fits is computed from the people who wait."""


@dataclass(frozen=True, slots=True)
class Opening:
    """A new group in a pattern: whom it would seat, and which rooms and teachers are free at all its meetings."""

    pattern: UsualWeek
    seats: tuple[str, ...]
    rooms: tuple[str, ...]
    teachers: tuple[str, ...]

    @property
    def possible(self) -> bool:
        """Whether it needs nothing new."""
        return bool(self.rooms and self.teachers)


def openings(
    waiting: Iterable[str],
    share: Callable[[str, Sequence[WeekInterval]], float],
    enough: float,
    busy: Mapping[str, Sequence[WeekInterval]],
    rooms: Sequence[str],
    teachers: Mapping[str, Sequence[WeekInterval]],
) -> tuple[Opening, ...]:
    """New groups that would seat somebody, those that need nothing new first, then by how many they seat.

    `busy` holds the taken hours of rooms and teachers by id, `teachers` the working hours of those who may teach it.
    """
    waiting = tuple(waiting)
    found = []
    for pattern in PATTERNS:
        seats = tuple(one for one in waiting if share(one, pattern.week) >= enough)
        free_rooms = tuple(room for room in rooms if _free(pattern, busy.get(room, ())))
        free_teachers = tuple(
            one for one, hours in teachers.items() if _works(pattern, hours) and _free(pattern, busy.get(one, ()))
        )
        if seats:
            found.append(Opening(pattern, seats, free_rooms, free_teachers))
    return tuple(sorted(found, key=lambda one: (not one.possible, -len(one.seats))))


def _free(pattern: UsualWeek, taken: Iterable[WeekInterval]) -> bool:
    return not any(
        one.weekday == other.weekday and one.starts < other.ends and other.starts < one.ends
        for one in pattern.week
        for other in taken
    )


def _works(pattern: UsualWeek, hours: Iterable[WeekInterval]) -> bool:
    hours = tuple(hours)
    return all(
        any(one.weekday == other.weekday and other.starts <= one.starts and one.ends <= other.ends for other in hours)
        for one in pattern.week
    )
