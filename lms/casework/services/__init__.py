"""Deeds of casework. Each takes `actor` and `now`; none commits."""

from lms.casework.domain.contacts import CHANNELS
from lms.casework.domain.content import GOALS
from lms.casework.services.accepting import accept, decline
from lms.casework.services.barriers import answer_barrier, tell_barrier
from lms.casework.services.before_arrival import bring_paper, choose_way, take_out_paper
from lms.casework.services.checking import check_text
from lms.casework.services.confirming import acknowledge, agree, confirm_for, no_wish, wish_for_change
from lms.casework.services.credentials import keep_credential, take_out_credential
from lms.casework.services.directory import check_organisation, end_organisation, go_on_with, list_organisation
from lms.casework.services.events import (
    book_event,
    cancel_event,
    drop_in,
    invite_household,
    leave_event,
    mark_event,
    publish_event,
    take_back_drop_in,
)
from lms.casework.services.guidance import hold_entry, hold_exit, owe_entry, owe_exit
from lms.casework.services.handing_over import hand_over, hand_over_to_provider
from lms.casework.services.looking_after import assign, end_assignment, take_on
from lms.casework.services.outreach import close_outreach, enrol_reached, reach
from lms.casework.services.plans import attach_proof, make_plan, revise, set_rule, take_back_proof
from lms.casework.services.reception import hand_over_to_course, keep_reception, take_back_reception
from lms.casework.services.reminding import remind
from lms.casework.services.series import end_series, settle_series
from lms.casework.services.sharing import share_file, stop_sharing
from lms.casework.services.situations import keep_situation
from lms.casework.services.stages import move_on
from lms.casework.services.steps import (
    add_step,
    begin_step,
    finish_step,
    move_step,
    put_back_date,
    remove_step,
    undo_step,
)
from lms.casework.services.swaps import ask_for_swap
from lms.casework.services.talks import log_contact, schedule_check_in, take_back_note
from lms.casework.services.team import join_team, leave_team, take_back_team_note, write_team_note

__all__ = [
    "CHANNELS",
    "GOALS",
    "accept",
    "acknowledge",
    "add_step",
    "agree",
    "answer_barrier",
    "ask_for_swap",
    "assign",
    "attach_proof",
    "begin_step",
    "book_event",
    "bring_paper",
    "cancel_event",
    "check_organisation",
    "check_text",
    "choose_way",
    "close_outreach",
    "confirm_for",
    "decline",
    "drop_in",
    "end_assignment",
    "end_organisation",
    "end_series",
    "enrol_reached",
    "finish_step",
    "go_on_with",
    "hand_over",
    "hand_over_to_course",
    "hand_over_to_provider",
    "hold_entry",
    "hold_exit",
    "invite_household",
    "join_team",
    "keep_credential",
    "keep_reception",
    "keep_situation",
    "leave_event",
    "leave_team",
    "list_organisation",
    "log_contact",
    "make_plan",
    "mark_event",
    "move_on",
    "move_step",
    "no_wish",
    "owe_entry",
    "owe_exit",
    "publish_event",
    "put_back_date",
    "reach",
    "remind",
    "remove_step",
    "revise",
    "schedule_check_in",
    "set_rule",
    "settle_series",
    "share_file",
    "stop_sharing",
    "take_back_drop_in",
    "take_back_note",
    "take_back_proof",
    "take_back_reception",
    "take_back_team_note",
    "take_on",
    "take_out_credential",
    "take_out_paper",
    "tell_barrier",
    "undo_step",
    "wish_for_change",
    "write_team_note",
]
