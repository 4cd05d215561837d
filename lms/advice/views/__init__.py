"""Pages of advice."""

from lms.advice.views import calls, cases, complaints, finder, ideas, months, opinions, points, settings, work
from lms.advice.views.door import pages

__all__ = [
    "calls",
    "cases",
    "complaints",
    "finder",
    "ideas",
    "months",
    "opinions",
    "pages",
    "points",
    "settings",
    "work",
]
