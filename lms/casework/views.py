"""Pages of casework."""

from lms.kernel.web import Pages

pages = Pages("casework", __name__)
