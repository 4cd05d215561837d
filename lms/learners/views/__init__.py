"""Pages about learners: people and their records, and everybody's week."""

from lms.learners.views import centres, languages, people, week
from lms.learners.views.door import pages

__all__ = ["centres", "languages", "pages", "people", "week"]
