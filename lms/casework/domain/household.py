"""A household's week: classes, shifts, where they meet, and the nearest way out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from lms.kernel.vocabulary import Shift
from lms.learners.domain.availability import Availability, Hindrance, Why, on_day, work_between


@dataclass(frozen=True)
class ClassTime:
    """One dated session of a section; `free` counts the section's free seats."""

    session_id: str
    section_id: str
    course_id: str
    name: str
    day: date
    starts: time
    ends: time
    free: int = 0


@dataclass(frozen=True)
class ShiftTime:
    """A stretch of work that begins on a day; its end may lie on the next one."""

    day: date
    starts: time
    ends: time
    shift: Shift


@dataclass(frozen=True)
class Clash:
    """A class somebody cannot reach from work, and another group of the course that she can."""

    lesson: ClassTime
    shift: Shift
    way_out: ClassTime | None


def monday_of(day: date) -> date:
    """First day of the week of `day`."""
    return day - timedelta(days=day.weekday())


def shifts_of(availability: Availability, monday: date) -> tuple[ShiftTime, ...]:
    """The stretches of work in the week that begins on `monday`."""
    return tuple(
        ShiftTime(one.day, _wall(one.starts), _wall(one.ends), one.shift)
        for one in work_between(availability, monday, monday + timedelta(days=6))
    )


def clashes(
    availability: Availability, lessons: Sequence[ClassTime], twins: Iterable[ClassTime], today: date
) -> tuple[Clash, ...]:
    """Classes of a week that work does not leave room for, each with its nearest way out."""
    others = tuple(twins)
    met = [(lesson, hindered(availability, lesson)) for lesson in lessons]
    return tuple(
        Clash(lesson, found.shift, way_out(lesson, lessons, others, availability, today))
        for lesson, found in met
        if found is not None and found.shift is not Shift.NONE
    )


def hindered(availability: Availability, lesson: ClassTime) -> Hindrance | None:
    """What does not leave room for a class: work, rest, travel, school, a day that is different."""
    answer = on_day(availability, lesson.day, lesson.starts, lesson.ends)
    return None if answer.can else answer.hindrance or Hindrance(Why.WORK)


def way_out(
    lesson: ClassTime, own: Iterable[ClassTime], twins: Iterable[ClassTime], availability: Availability, today: date
) -> ClassTime | None:
    """The nearest session of another group of the same course with a free seat, by day and then by hour."""
    kept = [one for one in own if one.session_id != lesson.session_id]
    open_ones = [
        twin
        for twin in twins
        if twin.course_id == lesson.course_id and twin.section_id != lesson.section_id and twin.free > 0
        if twin.day >= today and hindered(availability, twin) is None and not any(_meet(twin, one) for one in kept)
    ]
    return min(open_ones, key=lambda twin: _distance(lesson, twin), default=None)


def _distance(lesson: ClassTime, twin: ClassTime) -> tuple[int, int]:
    return abs((twin.day - lesson.day).days), abs(_minutes(twin.starts) - _minutes(lesson.starts))


def _meet(one: ClassTime, other: ClassTime) -> bool:
    return one.day == other.day and one.starts < other.ends and other.starts < one.ends


def _minutes(wall: time) -> int:
    return wall.hour * 60 + wall.minute


def _wall(minutes: int) -> time:
    return time(minutes // 60 % 24, minutes % 60)
