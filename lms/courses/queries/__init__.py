"""Asking about courses. Answers are plain values; `*_frame` answers are DataFrames with documented columns and units."""

from lms.courses.queries.bookings import (
    EnrolmentInfo,
    booking_for,
    clash,
    enrolments_of,
    enrolments_of_section,
    fit,
    without_seat,
)
from lms.courses.queries.hours import (
    attendance_frame,
    attended_since,
    charged,
    completions,
    hours_by_month,
    weekly_attendance,
)
from lms.courses.queries.register import Register, RegisterPerson, apologies_of, register, told_absent
from lms.courses.queries.sections import (
    CourseInfo,
    SectionInfo,
    SessionInfo,
    course,
    courses,
    funder_of,
    section,
    sections,
    session,
    sessions_between,
)

__all__ = [
    "CourseInfo",
    "EnrolmentInfo",
    "Register",
    "RegisterPerson",
    "SectionInfo",
    "SessionInfo",
    "apologies_of",
    "attendance_frame",
    "attended_since",
    "booking_for",
    "charged",
    "clash",
    "completions",
    "course",
    "courses",
    "enrolments_of",
    "enrolments_of_section",
    "fit",
    "funder_of",
    "hours_by_month",
    "register",
    "section",
    "sections",
    "session",
    "sessions_between",
    "told_absent",
    "weekly_attendance",
    "without_seat",
]
