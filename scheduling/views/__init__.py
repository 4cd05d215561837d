"""Pages of scheduling: what is in demand, a search and its timetable, publishing."""

from scheduling.views import disruptions, questions, run, settings, timetable
from scheduling.views.door import pages

__all__ = ["disruptions", "pages", "questions", "run", "settings", "timetable"]
