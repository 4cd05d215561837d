"""Tables of courses, sections, dated sessions, enrolments, attendance marks and the hour ledger."""

from lms.courses.models.attendance import Apology, Mark
from lms.courses.models.enrolments import HOLDS_SEAT, Completion, Enrolment
from lms.courses.models.ledger import LedgerEntry
from lms.courses.models.offers import Change, Course, Meeting, Section, Session, Subgroup, SubgroupMember, Visit

__all__ = [
    "HOLDS_SEAT",
    "Apology",
    "Change",
    "Completion",
    "Course",
    "Enrolment",
    "LedgerEntry",
    "Mark",
    "Meeting",
    "Section",
    "Session",
    "Subgroup",
    "SubgroupMember",
    "Visit",
]
