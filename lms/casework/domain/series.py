"""Talks that come again every so many weeks. Pure."""

from collections.abc import Iterator
from datetime import date, timedelta

MOST_WEEKS = 52
LONGEST = timedelta(days=2 * 366)
"""Nobody plans talks for longer than the longest plan."""


def days_of(today: date, weeks: int, until: date) -> Iterator[date]:
    """The days of the talks, the first one after so many weeks; one on a weekend is moved to the Monday after it."""
    day = today + timedelta(weeks=weeks)
    while day <= until:
        yield day + timedelta(days=7 - day.weekday()) if day.weekday() > 4 else day
        day += timedelta(weeks=weeks)


def series_trouble(weeks: int | None, until: date | None, today: date) -> tuple[str, str] | None:
    """(field, code) of what is no series: no number of weeks, no last day, or not one talk before it."""
    if weeks is None or not 1 <= weeks <= MOST_WEEKS:
        return "weeks", "casework.weeks_off"
    if until is None:
        return "until", "casework.day_missing"
    if until < today + timedelta(weeks=weeks):
        return "until", "casework.series_too_short"
    if until > today + LONGEST:
        return "until", "casework.series_too_long"
    return None
