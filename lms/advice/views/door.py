"""The one door of all pages of advice, and the day on which they are asked."""

from datetime import date

from lms.kernel import clock
from lms.kernel.web import Pages, current_zone, now

pages = Pages("advice", "lms.advice.views")


def today() -> date:
    """The calendar day of whoever works here; of the site's zone for who is not signed in."""
    return clock.local(now(), current_zone()).date()
