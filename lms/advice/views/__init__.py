"""Pages of advice."""

from lms.advice.views import finder, settings
from lms.advice.views.door import pages

__all__ = ["finder", "pages", "settings"]
