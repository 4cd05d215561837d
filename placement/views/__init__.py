"""Pages of placement: who waits, interview, test, result, the learner's own way through, sounds of the questions."""

from placement.views import media, own, staff
from placement.views.door import pages

__all__ = ["media", "own", "pages", "staff"]
