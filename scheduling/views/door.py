"""The one door of all pages of scheduling."""

from lms.kernel.web import Pages

pages = Pages("scheduling", "scheduling")
