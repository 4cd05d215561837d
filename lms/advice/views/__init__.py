"""Pages of advice."""

from lms.advice.views import cases, finder, points, settings
from lms.advice.views.door import pages

__all__ = ["cases", "finder", "pages", "points", "settings"]
