"""Deeds of referrals: sending somebody to a service outside, and taking in the parents whom schools send."""

from lms.referrals.services.schools import add_school, end_school, new_school_link, refer_parent, wish_for
from lms.referrals.services.sending import answer, came, close, open_link, remind, send, send_again

__all__ = [
    "add_school",
    "answer",
    "came",
    "close",
    "end_school",
    "new_school_link",
    "open_link",
    "refer_parent",
    "remind",
    "send",
    "send_again",
    "wish_for",
]
