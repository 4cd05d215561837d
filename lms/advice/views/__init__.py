"""Pages of advice."""

from lms.advice.views import (
    calls,
    cases,
    checks,
    complaints,
    finder,
    ideas,
    months,
    opinions,
    orientation,
    points,
    register,
    settings,
    work,
)
from lms.advice.views.door import pages

__all__ = [
    "calls",
    "cases",
    "checks",
    "complaints",
    "finder",
    "ideas",
    "months",
    "opinions",
    "orientation",
    "pages",
    "points",
    "register",
    "settings",
    "work",
]
