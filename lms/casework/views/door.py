"""The set of pages of casework, and what all of them ask of the day."""

from datetime import date, datetime

from flask import request

from lms.kernel import clock
from lms.kernel.web import Pages, current_actor

pages = Pages("casework", __name__)


def local_day(instant: datetime) -> date:
    """The calendar date of an instant where the person works."""
    return clock.local(instant, current_actor().zone).date()


YEARS = range(1900, 2200)
"""What lies outside is a slip of the pen, and no calendar can count from it."""


def day_given(name: str) -> date | None:
    """A day of the form or the address, None where it is none."""
    try:
        day = date.fromisoformat(request.values.get(name, ""))
    except ValueError:
        return None
    return day if day.year in YEARS else None


def asked_week(fallback: date) -> date:
    """A day of the week that is shown."""
    return day_given("week") or fallback
