"""Deeds of courses: planning sections, the booking door, the register, completions."""

from lms.courses.services.alarms import set_rule, set_steps
from lms.courses.services.answers import accept, decline, not_now
from lms.courses.services.arrivals import Arrival, arrive, check_code, close_check, open_check
from lms.courses.services.booking import book, finish, leave, pause, resume, second_chance
from lms.courses.services.changes import undo
from lms.courses.services.completion import record_completion
from lms.courses.services.history import PastMark, take_over_marks
from lms.courses.services.marks import Batch, Clash, Saved
from lms.courses.services.offers import THE_LIST, advance, look_after, offer, offer_instead, withdraw
from lms.courses.services.planning import (
    NewSection,
    Preview,
    SectionEdit,
    Unready,
    add_course,
    close_section,
    delete_section,
    edit_section,
    open_section,
    preview,
    replace_sessions,
    set_target,
)
from lms.courses.services.register import (
    ReadyRegister,
    apologise,
    prepare_register,
    save_prepared,
    save_register,
    take_back_apology,
)
from lms.courses.services.sessions import Slot, Told, add_makeup, cancel, move, restore, who_is_told
from lms.courses.services.substitutes import may_save, may_take, name_substitute, withdraw_substitute
from lms.courses.services.transfer import swap, take_back_step, transfer
from lms.courses.services.waiting import (
    ask_who_still_waits,
    note_told,
    set_last_day_to_join,
    set_priority,
    set_seats,
    set_waiting_rule,
    still_waits,
    wait,
)

__all__ = [
    "THE_LIST",
    "Arrival",
    "Batch",
    "Clash",
    "NewSection",
    "PastMark",
    "Preview",
    "ReadyRegister",
    "Saved",
    "SectionEdit",
    "Slot",
    "Told",
    "Unready",
    "accept",
    "add_course",
    "add_makeup",
    "advance",
    "apologise",
    "arrive",
    "ask_who_still_waits",
    "book",
    "cancel",
    "check_code",
    "close_check",
    "close_section",
    "decline",
    "delete_section",
    "edit_section",
    "finish",
    "leave",
    "look_after",
    "may_save",
    "may_take",
    "move",
    "name_substitute",
    "not_now",
    "note_told",
    "offer",
    "offer_instead",
    "open_check",
    "open_section",
    "pause",
    "prepare_register",
    "preview",
    "record_completion",
    "replace_sessions",
    "restore",
    "resume",
    "save_prepared",
    "save_register",
    "second_chance",
    "set_last_day_to_join",
    "set_priority",
    "set_rule",
    "set_seats",
    "set_steps",
    "set_target",
    "set_waiting_rule",
    "still_waits",
    "swap",
    "take_back_apology",
    "take_back_step",
    "take_over_marks",
    "transfer",
    "undo",
    "wait",
    "who_is_told",
    "withdraw",
    "withdraw_substitute",
]
