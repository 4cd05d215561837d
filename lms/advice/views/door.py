"""The one door of all pages of advice."""

from lms.kernel.web import Pages

pages = Pages("advice", "lms.advice.views")
