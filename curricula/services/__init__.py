"""Deeds of curricula: checks, effort, passed modules, the review and what people decide about its findings."""

from curricula.services.bridge import move_on
from curricula.services.checks import NewCheck, record_assessments, record_effort
from curricula.services.decisions import close_for, confirm, put_off, reopen
from curricula.services.evidence import (
    credit,
    keep_outline,
    keep_scale,
    keep_test,
    keep_work,
    pass_short_check,
    take_away_work,
)
from curricula.services.following import ask_for_next_step, next_step_found
from curricula.services.modules import pass_module
from curricula.services.practice import keep_practice
from curricula.services.reviewing import Asked, Outcome, keep_review, plan_review, review_progress, weigh
from curricula.services.teaching import say_teaching

__all__ = [
    "Asked",
    "NewCheck",
    "Outcome",
    "ask_for_next_step",
    "close_for",
    "confirm",
    "credit",
    "keep_outline",
    "keep_practice",
    "keep_review",
    "keep_scale",
    "keep_test",
    "keep_work",
    "move_on",
    "next_step_found",
    "pass_module",
    "pass_short_check",
    "plan_review",
    "put_off",
    "record_assessments",
    "record_effort",
    "reopen",
    "review_progress",
    "say_teaching",
    "take_away_work",
    "weigh",
]
