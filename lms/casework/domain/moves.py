"""What a change of a plan would move besides the plan itself: bookings that no longer fit it, and whom it asks again. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from lms.casework.domain.content import Content, Difference
from lms.kernel.vocabulary import LEVELS


@dataclass(frozen=True)
class Booked:
    """A seat that she has: the class, its level and its lessons a week."""

    name: str
    level: str
    weekly_lessons: int
    until: date


def bookings_moved(before: Content, after: Content, booked: Iterable[Booked]) -> tuple[Difference, ...]:
    """Seats that no longer fit: above every level that the goals ask for, or of another pace than the plan counts with."""
    return tuple(one for seat in booked for one in _of_seat(before, after, seat))


def _of_seat(before: Content, after: Content, seat: Booked) -> tuple[Difference, ...]:
    found = []
    top = highest_level(after)
    if highest_level(before) != top and top and seat.level and _rank(seat.level) > _rank(top):
        found.append(
            Difference("casework.move.above_goal", {"section": seat.name, "level": seat.level, "goal_level": top})
        )
    lessons = after.weekly_lessons
    if before.weekly_lessons != lessons and lessons is not None and seat.weekly_lessons < lessons:
        found.append(
            Difference(
                "casework.move.fewer_lessons",
                {"section": seat.name, "lessons": seat.weekly_lessons, "wanted": lessons},
            )
        )
    return tuple(found)


def highest_level(content: Content) -> str:
    """The highest language level that a goal asks for, empty when none does."""
    levels = [one.level for one in content.goals if one.level in LEVELS]
    return max(levels, key=_rank, default="")


def _rank(level: str) -> int:
    return LEVELS.index(level) if level in LEVELS else -1
