"""Pages of referrals."""

from lms.referrals.views import outside, schools, staff
from lms.referrals.views.door import pages

__all__ = ["outside", "pages", "schools", "staff"]
