"""When a person can come: work, children's school, free hours and dated exceptions, with rest and travel. Pure.

Dated questions are answered in instants where a zone is given: rest after a night is real hours, also when clocks change.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from lms.kernel.contracts import WeekInterval
from lms.kernel.vocabulary import Shift
from lms.learners.domain.lives import Answer, Availability, DatedTime, Hindrance, Need, Why
from lms.learners.domain.patterns import DAY, Kind, Pattern, in_force, monday_of, shift_of
from lms.learners.domain.taken import Taken, blocks, taken, wall_minute

__all__ = [
    "Answer",
    "Availability",
    "Busy",
    "DatedTime",
    "Hindrance",
    "Need",
    "Taken",
    "Why",
    "WorkTime",
    "busy_days",
    "can_attend",
    "can_come",
    "first_week",
    "minute_of",
    "on_day",
    "rotation_week",
    "share",
    "taken",
    "work_between",
]

_FIRST_MONDAY = date(2024, 1, 1)


def minute_of(instant: datetime) -> int:
    """An aware instant as minutes on the line of `taken` with a zone."""
    return int(instant.timestamp()) // 60


def can_attend(
    availability: Availability,
    starts_at: datetime,
    ends_at: datetime,
    zone: str,
    *,
    centre_id: str | None = None,
    online: bool = False,
) -> Answer:
    """Whether somebody can attend one dated session, and what is first in the way.

    `online` says that it can be joined from home; whoever did not say that she can do so travels.
    """
    first = starts_at.astimezone(ZoneInfo(zone)).date() - timedelta(days=1)
    last = ends_at.astimezone(ZoneInfo(zone)).date() + timedelta(days=1)
    found = taken(availability, first, last, zone)
    from_home = online and availability.online
    return found.answer(minute_of(starts_at), minute_of(ends_at), centre_id=centre_id, online=from_home)


def on_day(availability: Availability, day: date, starts: time, ends: time, centre_id: str | None = None) -> Answer:
    """The same by wall time, for planning where no instant is needed."""
    return taken(availability, day, day).answer(
        wall_minute(day, _minutes(starts)), wall_minute(day, _minutes(ends)), centre_id=centre_id
    )


@dataclass(frozen=True, slots=True)
class Busy:
    """A stretch of one day that is taken, in wall minutes; what goes on after midnight stands on the next day again."""

    starts: int
    ends: int
    why: Why
    shift: Shift = Shift.NONE
    note: str = ""


def busy_days(availability: Availability, first: date, last: date) -> Mapping[date, tuple[Busy, ...]]:
    """Which stretches of each day are taken and why, by wall time, for every day from first to last."""
    found: dict[date, list[Busy]] = {
        date.fromordinal(number): [] for number in range(first.toordinal(), last.toordinal() + 1)
    }
    for block in blocks(availability, availability.all_patterns, availability.exceptions, first, last, None):
        for number in range(block.starts // DAY, (block.ends - 1) // DAY + 1):
            day = date.fromordinal(number)
            if day in found:
                starts, ends = max(0, block.starts - number * DAY), min(DAY, block.ends - number * DAY)
                found[day].append(Busy(starts, ends, block.why, block.shift, block.note))
    return {
        day: tuple(sorted(set(blocks), key=lambda one: (one.starts, one.ends, one.why)))
        for day, blocks in found.items()
    }


@dataclass(frozen=True, slots=True)
class WorkTime:
    """A stretch of work that begins on a day, in minutes after its midnight."""

    day: date
    starts: int
    ends: int
    shift: Shift


def work_between(availability: Availability, first: date, last: date) -> tuple[WorkTime, ...]:
    """Stretches of work that begin from the first to the last day, without days that are off."""
    off = {one.day for one in availability.exceptions if one.free and one.whole_day}
    found = []
    for number in range(first.toordinal(), last.toordinal() + 1):
        day = date.fromordinal(number)
        pattern = None if day in off else in_force(availability.all_patterns, day)
        if pattern is not None:
            found += [WorkTime(day, one.starts, one.ends, shift_of(one)) for one in pattern.on(day)]
    return tuple(sorted(found, key=lambda one: (one.day, one.starts)))


# --- the usual week, for timetables that come again every week -------------------------------------------------------


def first_week(availability: Availability) -> date:
    """Monday of week 0 of the rotation."""
    anchors = [one.anchor for one in availability.usual if one.anchor is not None and one.kind is Kind.WORK]
    return monday_of(anchors[0]) if anchors else _FIRST_MONDAY


def rotation_week(availability: Availability, day: date) -> int:
    """Which week of the rotation `day` lies in, counted from the anchor date and never from the calendar's week number."""
    if not any(one.anchor for one in availability.usual if one.kind is Kind.WORK):
        return 0
    return (day - first_week(availability)).days // 7 % availability.weeks


def _usual_weeks(availability: Availability) -> Taken:
    # Kept with the value, as its cached properties are: finding it again by its hash would cost more than asking it.
    known: Taken | None = availability.__dict__.get("_usual_weeks")
    if known is None:
        first = first_week(availability)
        last = first + timedelta(weeks=availability.weeks, days=-1)
        known = Taken(availability, set(blocks(availability, _laid_out(availability, first), (), first, last, None)))
        availability.__dict__["_usual_weeks"] = known
    return known


def _laid_out(availability: Availability, first: date) -> tuple[Pattern, ...]:
    """Patterns of several weeks whose anchor nobody knows are laid out from the first week."""
    return tuple(
        replace(one, anchor=first, since=None) if one.anchor is None else replace(one, since=None)
        for one in availability.usual
    )


def can_come(availability: Availability, interval: WeekInterval, week: int, centre_id: str | None = None) -> bool:
    """Whether a weekly class in `interval` fits in week `week` of the rotation, with travel and rest after a night."""
    day = first_week(availability) + timedelta(weeks=week % availability.weeks, days=interval.weekday)
    starts, ends = wall_minute(day, _minutes(interval.starts)), wall_minute(day, _minutes(interval.ends))
    return _usual_weeks(availability).answer(starts, ends, centre_id=centre_id).can


def _minutes(wall: time) -> int:
    return wall.hour * 60 + wall.minute


def share(availability: Availability, intervals: Sequence[WeekInterval], centre_id: str | None = None) -> float:
    """Mean share of a section's weekly meetings that fit, over the weeks of the rotation. 1.0 for no meetings."""
    if not intervals:
        return 1.0
    weeks = range(availability.weeks)
    fitting = sum(can_come(availability, interval, week, centre_id) for week in weeks for interval in intervals)
    return fitting / (len(intervals) * availability.weeks)
