"""The set of pages about learners."""

from lms.kernel.web import Pages

pages = Pages("learners", __name__)
