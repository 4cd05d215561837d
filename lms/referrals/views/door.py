"""The one door of all pages of referrals."""

from datetime import date

from lms.kernel import clock
from lms.kernel.web import Pages, current_actor, now

pages = Pages("referrals", "lms.referrals.views")


def today() -> date:
    """The calendar date at the person's centre."""
    return clock.local(now(), current_actor().zone).date()
