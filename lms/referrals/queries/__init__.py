"""Asking about referrals: people sent to services outside, and parents whom schools send to us."""

from lms.referrals.queries.schools import (
    PAGE as PARENTS_A_PAGE,
)
from lms.referrals.queries.schools import (
    Parent,
    Proposal,
    School,
    Sent,
    parent_by_token,
    parents,
    proposals,
    school,
    school_by_token,
    schools,
    sent_by,
)
from lms.referrals.queries.sending import PAGE, ReferralInfo, by_token, of_learner, referral, referrals

__all__ = [
    "PAGE",
    "PARENTS_A_PAGE",
    "Parent",
    "Proposal",
    "ReferralInfo",
    "School",
    "Sent",
    "by_token",
    "of_learner",
    "parent_by_token",
    "parents",
    "proposals",
    "referral",
    "referrals",
    "school",
    "school_by_token",
    "schools",
    "sent_by",
]
