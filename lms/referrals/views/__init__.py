"""Pages of referrals."""

from lms.referrals.views import outside, staff
from lms.referrals.views.door import pages

__all__ = ["outside", "pages", "staff"]
