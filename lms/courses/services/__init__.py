"""Deeds of courses: planning sections, the booking door, the register, completions."""

from lms.courses.services.booking import book, finish, leave, transfer
from lms.courses.services.completion import record_completion
from lms.courses.services.history import PastMark, take_over_marks
from lms.courses.services.planning import NewSection, add_course, close_section, open_section, replace_sessions
from lms.courses.services.register import apologise, save_register, take_back_apology

__all__ = [
    "NewSection",
    "PastMark",
    "add_course",
    "apologise",
    "book",
    "close_section",
    "finish",
    "leave",
    "open_section",
    "record_completion",
    "replace_sessions",
    "save_register",
    "take_back_apology",
    "take_over_marks",
    "transfer",
]
