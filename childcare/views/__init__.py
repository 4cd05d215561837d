"""Pages of childcare: the carers' day, coming and going, records, the log, carers, groups, the waiting list, hours."""

from childcare.views import coming, day, hours, people, setup, staff, waiting
from childcare.views.door import pages

__all__ = ["coming", "day", "hours", "pages", "people", "setup", "staff", "waiting"]
