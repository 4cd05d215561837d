"""Pages of advice."""

from lms.advice.views import cases, complaints, finder, opinions, points, settings
from lms.advice.views.door import pages

__all__ = [
    "cases",
    "complaints",
    "finder",
    "opinions",
    "pages",
    "points",
    "settings",
]
