"""Pages of courses."""

from lms.kernel.web import Pages

pages = Pages("courses", __name__)
