"""Asking who is eligible, on which basis, and what was received."""

from lms.eligibility.queries.listed import PAGE, Asked, Line, OfKind, given_by_kind, listed, people_served
from lms.eligibility.queries.people import EVER, SELF, Member, ReceivedInfo, RecordInfo, member, members
from lms.eligibility.queries.setup import BasisInfo, KindInfo, bases, kinds

__all__ = [
    "EVER",
    "PAGE",
    "SELF",
    "Asked",
    "BasisInfo",
    "KindInfo",
    "Line",
    "Member",
    "OfKind",
    "ReceivedInfo",
    "RecordInfo",
    "bases",
    "given_by_kind",
    "kinds",
    "listed",
    "member",
    "members",
    "people_served",
]
