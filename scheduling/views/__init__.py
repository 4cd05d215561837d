"""Pages of scheduling: what is in demand, a search and its timetable, publishing."""

from scheduling.views import run, timetable
from scheduling.views.door import pages

__all__ = ["pages", "run", "timetable"]
