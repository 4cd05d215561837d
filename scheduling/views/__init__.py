"""Pages of scheduling: what is in demand, a search and its timetable, publishing."""

from scheduling.views import board, disruptions, drafts, questions, run, settings, timetable
from scheduling.views.door import pages

__all__ = ["board", "disruptions", "drafts", "pages", "questions", "run", "settings", "timetable"]
