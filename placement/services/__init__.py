"""Deeds of placement: the first interview, the test, its result, and a person's decision."""

from placement.services.concluding import conclude, conclude_many, decide, decide_many, rules_for
from placement.services.following import KINDS, NewRecord, add_record, check_in, record_talk, remove_record
from placement.services.interviewing import prefilled, prefilled_many, save_interview, save_interviews
from placement.services.keeping import count_asked
from placement.services.performing import erase_recordings, hand_in, keep_work, rate, save_sitting_rules, score_live
from placement.services.redeciding import (
    Otherwise,
    answer_change,
    ask_again,
    cost_table,
    cut_scores,
    decide_again,
    effects_of,
    keep_look,
    keep_rules,
    look_again,
    look_where_rules_changed,
)
from placement.services.testing import (
    Weighed,
    answer_item,
    dont_know,
    end_test,
    keep_sittings,
    start_part,
    start_test,
    weigh,
)

__all__ = [
    "KINDS",
    "NewRecord",
    "Otherwise",
    "Weighed",
    "add_record",
    "answer_change",
    "answer_item",
    "ask_again",
    "check_in",
    "conclude",
    "conclude_many",
    "cost_table",
    "count_asked",
    "cut_scores",
    "decide",
    "decide_again",
    "decide_many",
    "dont_know",
    "effects_of",
    "end_test",
    "erase_recordings",
    "hand_in",
    "keep_look",
    "keep_rules",
    "keep_sittings",
    "keep_work",
    "look_again",
    "look_where_rules_changed",
    "prefilled",
    "prefilled_many",
    "rate",
    "record_talk",
    "remove_record",
    "rules_for",
    "save_interview",
    "save_interviews",
    "save_sitting_rules",
    "score_live",
    "start_part",
    "start_test",
    "weigh",
]
