"""Pages of courses: the learner's and the teacher's day, the register, classes, the week board, help."""

from lms.courses.views import (
    alarms,
    arrivals,
    enrolments,
    help,
    hours,
    learner,
    offline,
    place,
    register,
    sections,
    sheet,
    substitutes,
    teacher,
    waiting,
    week,
)
from lms.courses.views.door import pages

__all__ = [
    "alarms",
    "arrivals",
    "enrolments",
    "help",
    "hours",
    "learner",
    "offline",
    "pages",
    "place",
    "register",
    "sections",
    "sheet",
    "substitutes",
    "teacher",
    "waiting",
    "week",
]
