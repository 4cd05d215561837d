"""From weekly meetings to dated sessions. Pure."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from lms.kernel.contracts import WeekInterval


@dataclass(frozen=True)
class WeeklyMeeting:
    """A slot that a section keeps every week, in wall time."""

    weekday: int
    starts: time
    ends: time


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
    meetings: Sequence[WeeklyMeeting], starts_on: date, ends_on: date, closed: Collection[date] = ()
) -> Iterator[DatedMeeting]:
    """Every meeting from the first to the last day, both included, without closed days, in order of time.

    Two weekdays in one series make twice the sessions.
    """
    day = starts_on
    by_start = sorted(meetings, key=lambda meeting: (meeting.starts, meeting.ends))
    while day <= ends_on:
        if day not in closed:
            for meeting in by_start:
                if meeting.weekday == day.weekday():
                    yield DatedMeeting(day, meeting.starts, meeting.ends)
        day += timedelta(days=1)


def minutes(starts: time, ends: time) -> int:
    """Length of a meeting. Meetings end on the day they begin."""
    return (ends.hour * 60 + ends.minute) - (starts.hour * 60 + starts.minute)


def monday_of(day: date) -> date:
    """First day of the week that `day` lies in."""
    return day - timedelta(days=day.weekday())
