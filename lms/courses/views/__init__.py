"""Pages of courses: the learner's and the teacher's day, the register, classes, the week board, help."""

from lms.courses.views import help, learner, register, sections, teacher, week
from lms.courses.views.door import pages

__all__ = ["help", "learner", "pages", "register", "sections", "teacher", "week"]
