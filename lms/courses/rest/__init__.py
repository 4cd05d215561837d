"""Sections, dated sessions, attendance marks, hours and enrolments over REST."""

from lms.courses.rest import enrolments, hours, marks, sections, sessions
from lms.courses.rest.door import resources

__all__ = ["enrolments", "hours", "marks", "resources", "sections", "sessions"]
