"""On which day a demonstration lives, and what time its clock shows."""

from datetime import date, datetime, time, timedelta

from lms.demo.build import MORNING
from lms.demo.providers import PROVIDERS
from lms.kernel import clock

ZONE = PROVIDERS[0].zone
LIVELY = range(MORNING, 15)
"""The hours in which people come and go at the centres: whoever looks at another time is shown the first of them."""


def working_day(day: date) -> date:
    """The day itself, or the Monday after a weekend: so that somebody has class today."""
    return day + timedelta(days=7 - day.weekday()) if day.weekday() > 4 else day


def hour_to_build(now: datetime) -> int:
    """Until which hour of its day a region is built at this instant. In the afternoon some children are collected."""
    hour = clock.local(now, ZONE).hour
    return hour if hour in LIVELY else LIVELY.start


def opening(today: date, hour: int, now: datetime) -> datetime:
    """The instant that is shown first on a day built until this hour: the real time of day while that is later and
    people are there, else half past the hour."""
    wall = clock.local(now, ZONE).time()
    return clock.instant(today, wall if wall.hour in LIVELY and wall.hour >= hour else time(hour, 30), ZONE)
