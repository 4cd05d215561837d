"""Tables of courses, sections, dated sessions, enrolments, attendance marks and the hour ledger."""

from lms.courses.models.attendance import Apology, Mark
from lms.courses.models.enrolments import (
    HOLDS_SEAT,
    OPEN,
    Completion,
    Enrolment,
    EnrolmentChange,
    Notice,
    Offer,
    WaitingRule,
)
from lms.courses.models.ledger import Budget, ClosedMonth, FunderRule, LedgerEntry
from lms.courses.models.offers import Change, Course, Meeting, Section, Session, Subgroup, SubgroupMember, Visit

__all__ = [
    "HOLDS_SEAT",
    "OPEN",
    "Apology",
    "Budget",
    "Change",
    "ClosedMonth",
    "Completion",
    "Course",
    "Enrolment",
    "EnrolmentChange",
    "FunderRule",
    "LedgerEntry",
    "Mark",
    "Meeting",
    "Notice",
    "Offer",
    "Section",
    "Session",
    "Subgroup",
    "SubgroupMember",
    "Visit",
    "WaitingRule",
]
