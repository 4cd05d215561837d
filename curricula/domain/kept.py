"""What is kept of a learner's lessons between two nights: sixteen bytes for each lesson of the weeks that count. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import blake2b
from struct import Struct

from curricula.domain.stalled import Thresholds

EXCUSED, CARE, COUNTS, HELD = 1, 2, 4, 8
"""Flags: excused; childcare failed; since she works at the level; the session was held."""
EPOCH = date(2000, 1, 1).toordinal()
LESSON = Struct("<qHHHH")
"""Session, day, flags, minutes offered and attended."""


def key_of(session_id: str) -> int:
    """A session as a number: to know it again."""
    return int.from_bytes(blake2b(session_id.encode(), digest_size=8).digest(), "little", signed=True)


def number_of(day: date) -> int:
    """A day as a number."""
    return day.toordinal() - EPOCH


def day_of(number: int) -> date:
    """The day of a number."""
    return date.fromordinal(number + EPOCH)


def first_day_of_marks(day: date, thresholds: Thresholds) -> date:
    """The earliest lesson that a review on a day looks at, beside the minutes since the level was begun."""
    return day - timedelta(weeks=thresholds.window_weeks + thresholds.long_pause_weeks)


@dataclass(frozen=True, slots=True)
class Window:
    """Minutes of the window, and of each of its calendar weeks: Monday, offered, attended."""

    offered: int
    attended: int
    excused: int
    weeks: tuple[tuple[date, int, int], ...]


def window(kept: bytes, day: date, thresholds: Thresholds) -> Window:
    """What was kept of one learner, as pages show it."""
    last, begins = number_of(day), number_of(day) - 7 * thresholds.window_weeks
    monday = last - day.weekday() - 7 * (thresholds.window_weeks - 1)
    offered, attended = [0] * thresholds.window_weeks, [0] * thresholds.window_weeks
    sums = [0, 0, 0]
    for on, excused, minutes, came in _held(kept):
        if on > last:
            continue
        if on >= begins:
            sums = [sums[0] + minutes, sums[1] + came, sums[2] + minutes * excused]
        if on >= monday:
            offered[(on - monday) // 7] += minutes
            attended[(on - monday) // 7] += came
    weeks = tuple((day_of(monday + 7 * at), offered[at], attended[at]) for at in range(thresholds.window_weeks))
    return Window(sums[0], sums[1], sums[2], weeks)


def _held(kept: bytes) -> Iterator[tuple[int, bool, int, int]]:
    for _, on, flags, offered, attended in LESSON.iter_unpack(kept):
        if flags & HELD:
            yield on, bool(flags & EXCUSED), offered, attended
