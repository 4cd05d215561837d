"""The one door of all pages of courses."""

from lms.kernel.web import Pages

pages = Pages("courses", "lms.courses.views")
