"""The one door of all pages of placement."""

from lms.kernel.web import Pages

pages = Pages("placement", "placement.views")
