"""Deeds of advice."""

from lms.advice.services.calls import (
    add_answer,
    add_department,
    close_call,
    forget_calls,
    log_call,
    remove_answer,
    remove_department,
    take_back_call,
)
from lms.advice.services.cases import answer_case, forget_old_cases, link_case, open_case, unlink_case, write_again
from lms.advice.services.checks import check_card
from lms.advice.services.complaints import answer, complain, forget_what_was_said, look_at, name_officer
from lms.advice.services.finder import ask_to_hear, count, show_centre, tell_who_waits
from lms.advice.services.ideas import (
    answer_idea,
    forget_ideas_taken_back,
    keep_idea_back,
    post_idea,
    publish_idea,
    put_idea_back,
    take_back_idea,
    take_off_board,
)
from lms.advice.services.months import say_how_class_is
from lms.advice.services.opinions import remove_change, say_how_it_was, tell_change
from lms.advice.services.orientation import answer_orientation
from lms.advice.services.points import log_drop_in, replace_points, take_back_drop_in
from lms.advice.services.work import add_work_contact, hear_work_rights, remove_work_contact, report_work_problem

__all__ = [
    "add_answer",
    "add_department",
    "add_work_contact",
    "answer",
    "answer_case",
    "answer_idea",
    "answer_orientation",
    "ask_to_hear",
    "check_card",
    "close_call",
    "complain",
    "count",
    "forget_calls",
    "forget_ideas_taken_back",
    "forget_old_cases",
    "forget_what_was_said",
    "hear_work_rights",
    "keep_idea_back",
    "link_case",
    "log_call",
    "log_drop_in",
    "look_at",
    "name_officer",
    "open_case",
    "post_idea",
    "publish_idea",
    "put_idea_back",
    "remove_answer",
    "remove_change",
    "remove_department",
    "remove_work_contact",
    "replace_points",
    "report_work_problem",
    "say_how_class_is",
    "say_how_it_was",
    "show_centre",
    "take_back_call",
    "take_back_drop_in",
    "take_back_idea",
    "take_off_board",
    "tell_change",
    "tell_who_waits",
    "unlink_case",
    "write_again",
]
