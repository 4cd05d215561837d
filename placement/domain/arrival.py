"""The talk at arrival: six blocks that one caseworker goes through with somebody, on the fields of the first interview. Pure."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from placement.domain.interview import BY_CODE, Answers, Field, answered


class Block(StrEnum):
    """What is talked about at arrival."""

    OBJECTIVES = "objectives"
    MOTIVATION = "motivation"
    LANGUAGES = "languages"
    EDUCATION = "education"
    PROFESSION = "profession"
    DAILY_LIFE = "daily_life"


CODES: Mapping[Block, tuple[str, ...]] = {
    Block.OBJECTIVES: ("goals", "vocational_goal", "occupation_wanted"),
    Block.MOTIVATION: ("motivation",),
    Block.LANGUAGES: ("first_language", "other_languages", "reads", "understands"),
    Block.EDUCATION: ("schooling_years", "study_habit", "certificates"),
    Block.PROFESSION: ("works_now", "occupation_before", "strengths"),
    Block.DAILY_LIFE: ("language_needs",),
}
NEEDED: Mapping[Block, tuple[str, ...]] = {
    Block.OBJECTIVES: ("goals",),
    Block.MOTIVATION: ("motivation",),
    Block.LANGUAGES: ("first_language",),
    Block.EDUCATION: ("schooling_years",),
    Block.PROFESSION: ("works_now",),
    Block.DAILY_LIFE: ("language_needs",),
}
"""Without these a block is incomplete."""

GOAL_OF_PLAN: Mapping[str, str] = {
    "work": "work",
    "training": "work",
    "study": "study",
    "help_children": "family",
    "certificate": "citizenship",
    "daily_life": "other",
    "meet_people": "other",
}
"""The goal with which a plan begins, by what somebody wants to learn the language for."""
KNOWN: Mapping[str, str] = {"schooling_years": "schooling_years", "occupation_before": "occupation"}
"""What the record of a person keeps as well, by field of the interview."""


def fields_of(block: Block) -> tuple[Field, ...]:
    """The fields of one block in the order asked."""
    return tuple(BY_CODE[code] for code in CODES[block])


def incomplete(answers: Answers) -> tuple[Block, ...]:
    """Blocks in which something needed has no answer, in the order asked."""
    return tuple(one for one in Block if not all(answered(answers, code) for code in NEEDED[one]))


def told_anew(before: Answers, told: Answers) -> dict[str, Any]:
    """Everything told so far, with the six blocks as they are told now: what else the first interview asked stays."""
    blocks = {code for codes in CODES.values() for code in codes}
    kept = {code: value for code, value in before.items() if code not in blocks}
    return kept | {code: value for code, value in told.items() if code in blocks and answered(told, code)}


def plan_goal(goals: list[str], known: str) -> str:
    """The goal with which a plan begins: what is known where it is among those told, else the first one told."""
    meant = [GOAL_OF_PLAN[one] for one in goals if one in GOAL_OF_PLAN]
    return known if known in meant or not meant else meant[0]
