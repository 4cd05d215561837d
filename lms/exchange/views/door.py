"""The one door of all pages of exchange."""

from lms.kernel.web import Pages

pages = Pages("exchange", "lms.exchange.views")
