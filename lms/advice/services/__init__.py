"""Deeds of advice."""

from lms.advice.services.cases import answer_case, forget_old_cases, link_case, open_case, unlink_case, write_again
from lms.advice.services.complaints import answer, complain, forget_what_was_said, look_at, name_officer
from lms.advice.services.finder import ask_to_hear, count, show_centre, tell_who_waits
from lms.advice.services.opinions import remove_change, say_how_it_was, tell_change
from lms.advice.services.points import log_drop_in, replace_points, take_back_drop_in

__all__ = [
    "answer",
    "answer_case",
    "ask_to_hear",
    "complain",
    "count",
    "forget_old_cases",
    "forget_what_was_said",
    "link_case",
    "log_drop_in",
    "look_at",
    "name_officer",
    "open_case",
    "remove_change",
    "replace_points",
    "say_how_it_was",
    "show_centre",
    "take_back_drop_in",
    "tell_change",
    "tell_who_waits",
    "unlink_case",
    "write_again",
]
