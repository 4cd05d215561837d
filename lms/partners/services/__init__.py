"""Deeds of partners and agreements."""

from lms.partners.services.access import end_access, give_back, invite, let_until, note_refused
from lms.partners.services.agreements import (
    add_duty,
    add_to_cohort,
    close_agreement,
    drop_duty,
    duty_done,
    duty_open,
    keep_agreement,
    reopen_agreement,
    take_from_cohort,
    warn,
)
from lms.partners.services.co_teaching import name_co_teacher, take_back_co_teacher

__all__ = [
    "add_duty",
    "add_to_cohort",
    "close_agreement",
    "drop_duty",
    "duty_done",
    "duty_open",
    "end_access",
    "give_back",
    "invite",
    "keep_agreement",
    "let_until",
    "name_co_teacher",
    "note_refused",
    "reopen_agreement",
    "take_back_co_teacher",
    "take_from_cohort",
    "warn",
]
