"""Deeds of placement: the first interview, the test, its result, and a person's decision."""

from placement.services.concluding import conclude, conclude_many, decide, decide_many
from placement.services.interviewing import prefilled, prefilled_many, save_interview, save_interviews
from placement.services.testing import answer_item, count_asked, dont_know, end_test, keep_sittings, start_test

__all__ = [
    "answer_item",
    "conclude",
    "conclude_many",
    "count_asked",
    "decide",
    "decide_many",
    "dont_know",
    "end_test",
    "keep_sittings",
    "prefilled",
    "prefilled_many",
    "save_interview",
    "save_interviews",
    "start_test",
]
