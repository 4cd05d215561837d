"""From weekly meetings to dated sessions. Pure."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from lms.kernel.contracts import WeekInterval

UTC = ZoneInfo("UTC")
MODES = ("room", "online", "both")
"""Where a session meets: in a room, online, or in a room with others joining online."""


@dataclass(frozen=True)
class WeeklyMeeting:
    """A slot in wall time that a section keeps every week, or every n weeks counted from the week of its anchor."""

    weekday: int
    starts: time
    ends: time
    every: int = 1
    anchor: date | None = None


@dataclass(frozen=True, slots=True)
class UsualWeek:
    """When groups usually meet, by a code people know it under: the same hours on several weekdays."""

    key: str
    weekdays: tuple[int, ...]
    starts: time
    ends: time

    @property
    def week(self) -> tuple[WeekInterval, ...]:
        """Its meetings."""
        return tuple(WeekInterval(day, self.starts, self.ends) for day in self.weekdays)


@dataclass(frozen=True)
class DatedMeeting:
    """One meeting on one day, in wall time."""

    day: date
    starts: time
    ends: time


def dated(
    meetings: Sequence[WeeklyMeeting],
    starts_on: date,
    ends_on: date,
    closed: Collection[date] = (),
    *,
    anchor: date | None = None,
) -> Iterator[DatedMeeting]:
    """Every meeting from the first to the last day, both included, without closed days, in order of time.

    Two weekdays in one series make twice the sessions. A series of every n weeks counts from the week of its own anchor,
    else from that of `anchor`, else from the first day: never from the calendar's odd and even weeks.
    """
    day = starts_on
    by_start = sorted(meetings, key=lambda meeting: (meeting.starts, meeting.ends))
    while day <= ends_on:
        if day not in closed:
            for meeting in by_start:
                if meeting.weekday == day.weekday() and _its_week(meeting, day, anchor or starts_on):
                    yield DatedMeeting(day, meeting.starts, meeting.ends)
        day += timedelta(days=1)


def _its_week(meeting: WeeklyMeeting, day: date, anchor: date) -> bool:
    weeks = (monday_of(day) - monday_of(meeting.anchor or anchor)).days // 7
    return weeks % meeting.every == 0


def minutes(starts: time, ends: time) -> int:
    """Length of a meeting. Meetings end on the day they begin."""
    return (ends.hour * 60 + ends.minute) - (starts.hour * 60 + starts.minute)


def monday_of(day: date) -> date:
    """First day of the week that `day` lies in."""
    return day - timedelta(days=day.weekday())


def instants(day: date, starts: time, ends: time, zone: str) -> tuple[datetime, datetime]:
    """The UTC instants of a meeting's wall times in an IANA zone.

    A time skipped in spring means the hour after, a doubled one in autumn the first of both. A meeting that begins in
    the skipped hour lasts as long as its wall times say.
    """
    begin = datetime.combine(day, starts, ZoneInfo(zone)).astimezone(UTC)
    end = datetime.combine(day, ends, ZoneInfo(zone)).astimezone(UTC)
    return begin, end if end > begin else begin + timedelta(minutes=minutes(starts, ends))


def clashing(meetings: Sequence[WeeklyMeeting]) -> tuple[WeeklyMeeting, WeeklyMeeting] | None:
    """Two meetings of one series that overlap on the same weekday, however often they are held."""
    ordered = sorted(meetings, key=lambda one: (one.weekday, one.starts))
    for earlier, later in pairwise(ordered):
        if earlier.weekday == later.weekday and later.starts < earlier.ends and _meet(earlier, later):
            return earlier, later
    return None


def _meet(one: WeeklyMeeting, other: WeeklyMeeting) -> bool:
    if one.every == 1 or other.every == 1 or one.anchor is None or other.anchor is None or one.every != other.every:
        return True
    return (monday_of(one.anchor) - monday_of(other.anchor)).days // 7 % one.every == 0
