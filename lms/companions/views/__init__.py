"""Pages of volunteers: the register, appointments, mentoring, handbooks; a volunteer's own page; a learner's page."""

from lms.companions.views import appointments, handbooks, mentoring, mine, outside, register
from lms.companions.views.door import pages

__all__ = ["appointments", "handbooks", "mentoring", "mine", "outside", "pages", "register"]
