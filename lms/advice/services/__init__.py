"""Deeds of advice."""

from lms.advice.services.cases import (
    answer_case,
    forget_old_cases,
    link_case,
    open_case,
    unlink_case,
    write_again,
)
from lms.advice.services.finder import ask_to_hear, count, show_centre, tell_who_waits
from lms.advice.services.points import log_drop_in, replace_points, take_back_drop_in

__all__ = [
    "answer_case",
    "ask_to_hear",
    "count",
    "forget_old_cases",
    "link_case",
    "log_drop_in",
    "open_case",
    "replace_points",
    "show_centre",
    "take_back_drop_in",
    "tell_who_waits",
    "unlink_case",
    "write_again",
]
