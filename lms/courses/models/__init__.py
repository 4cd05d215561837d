"""Tables of courses, sections, dated sessions, enrolments, attendance marks and the hour ledger."""

from lms.courses.models.attendance import (
    Alert,
    AlertStep,
    Apology,
    AttendanceRule,
    Mark,
    MarkBatch,
    SelfCheck,
    Substitute,
)
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
from lms.courses.models.results import BlockResult

__all__ = [
    "HOLDS_SEAT",
    "OPEN",
    "Alert",
    "AlertStep",
    "Apology",
    "AttendanceRule",
    "BlockResult",
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
    "MarkBatch",
    "Meeting",
    "Notice",
    "Offer",
    "Section",
    "SelfCheck",
    "Session",
    "Subgroup",
    "SubgroupMember",
    "Substitute",
    "Visit",
    "WaitingRule",
]
