"""The one door of all pages of referrals."""

from lms.kernel.web import Pages

pages = Pages("referrals", "lms.referrals.views")
