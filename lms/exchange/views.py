"""Pages of exchange."""

from lms.kernel.web import Pages

pages = Pages("exchange", __name__)
