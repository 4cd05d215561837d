"""Pages of eligibility: the list, one family, bases and kinds, counts."""

from lms.eligibility.views import counts, listed, people, setup
from lms.eligibility.views.door import pages

__all__ = ["counts", "listed", "pages", "people", "setup"]
