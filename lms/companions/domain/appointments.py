"""Appointments to which somebody goes along: what is asked for, where it stands, how long it took. Pure.

Nothing is kept of what an appointment is about: no office, no doctor, no reason.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

LONGEST = 120
AHEAD = timedelta(days=183)
MOST_MINUTES = 12 * 60


class State(StrEnum):
    """Where a request for a companion stands."""

    OPEN = "open"
    ACCEPTED = "accepted"
    LOGGED = "logged"
    """The volunteer has written down how long it took."""
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"


WAITS = (State.OPEN, State.ACCEPTED, State.LOGGED)
"""What somebody still has to do something about."""


@dataclass(frozen=True)
class Appointment:
    """What a volunteer has to know to say yes."""

    language: str
    day: date | None
    starts: time | None
    place: str


def trouble(one: Appointment, today: date) -> tuple[str, str] | None:
    """(field, code) of what lacks."""
    if not one.language:
        return "language", "companions.language_missing"
    if one.day is None or not today <= one.day <= today + AHEAD:
        return "day", "companions.day_off"
    if one.starts is None:
        return "starts", "companions.time_missing"
    if not 0 < len(one.place.strip()) <= LONGEST:
        return "place", "companions.place_missing"
    return None


def minutes_trouble(minutes: int | None) -> str:
    """The code of what is wrong with a length, empty where nothing is."""
    return "" if minutes is not None and 0 < minutes <= MOST_MINUTES else "companions.minutes_off"


def may_log(day: date, starts: time, local: datetime) -> bool:
    """Whether an appointment has begun, so that its hours can be written down. `local`: wall time at the centre."""
    return (day, starts) <= (local.date(), local.time())
