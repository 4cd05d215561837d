"""First interview: six topics, why each thing is asked, what is still missing, and what it may be used for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from lms.kernel.vocabulary import Level, Literacy, Shift, Skill
from placement.domain.sorter import Background


class Topic(StrEnum):
    """The six things to talk about."""

    GOALS = "goals"
    LANGUAGES = "languages"
    SCHOOLING = "schooling"
    WORK = "work"
    DAILY_LIFE = "daily_life"
    CONSTRAINTS = "constraints"


class FieldKind(StrEnum):
    """How a field is answered."""

    ONE_OF = "one_of"
    SOME_OF = "some_of"
    NUMBER = "number"
    YES_NO = "yes_no"
    WORDS = "words"


class Why(StrEnum):
    """Why something is asked; told to the person before the answer."""

    CHOOSE_THE_GROUP = "choose_the_group"
    FIND_A_GOOD_TIME = "find_a_good_time"
    CHOOSE_THE_FIRST_QUESTION = "choose_the_first_question"
    CHOOSE_USEFUL_TOPICS = "choose_useful_topics"
    PLAN_NEXT_STEPS = "plan_next_steps"
    MAKE_IT_POSSIBLE_TO_COME = "make_it_possible_to_come"


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to ask. `needed` fields make a topic complete; all others may stay empty without a question back."""

    code: str
    topic: Topic
    kind: FieldKind
    why: Why
    options: tuple[str, ...] = ()
    needed: bool = False


HOW_MUCH = ("none", "some", "daily")
UNDERSTANDS = ("nothing_yet", "some_words", "simple_talk", "most_talk", "nearly_all")
GOALS = ("daily_life", "work", "training", "study", "certificate", "help_children", "meet_people")
SOCIAL_GOALS = frozenset({"daily_life", "help_children", "meet_people"})
"""Goals that need no examination."""
NEEDS = ("doctor", "school_of_children", "shopping", "offices", "housing", "transport", "neighbours", "phone_calls")
STRENGTHS = ("trade", "caring", "cooking", "driving", "languages", "computer", "teaching", "organising", "crafts")
ACCESS = ("seeing", "hearing", "moving", "sitting_long", "concentrating", "something_else")

FIELDS: tuple[Field, ...] = (
    Field("goals", Topic.GOALS, FieldKind.SOME_OF, Why.CHOOSE_THE_GROUP, GOALS, needed=True),
    Field("vocational_goal", Topic.GOALS, FieldKind.YES_NO, Why.CHOOSE_THE_GROUP),
    Field("occupation_wanted", Topic.GOALS, FieldKind.WORDS, Why.PLAN_NEXT_STEPS),
    Field("motivation", Topic.GOALS, FieldKind.WORDS, Why.PLAN_NEXT_STEPS),
    Field("first_language", Topic.LANGUAGES, FieldKind.WORDS, Why.MAKE_IT_POSSIBLE_TO_COME, needed=True),
    Field("other_languages", Topic.LANGUAGES, FieldKind.NUMBER, Why.CHOOSE_THE_GROUP),
    Field(
        "reads",
        Topic.LANGUAGES,
        FieldKind.ONE_OF,
        Why.CHOOSE_THE_FIRST_QUESTION,
        tuple(code.value for code in Literacy),
        needed=True,
    ),
    Field("understands", Topic.LANGUAGES, FieldKind.ONE_OF, Why.CHOOSE_THE_FIRST_QUESTION, UNDERSTANDS),
    Field("schooling_years", Topic.SCHOOLING, FieldKind.NUMBER, Why.CHOOSE_THE_GROUP, needed=True),
    Field("study_habit", Topic.SCHOOLING, FieldKind.ONE_OF, Why.CHOOSE_THE_GROUP, HOW_MUCH),
    Field("digital_skill", Topic.SCHOOLING, FieldKind.ONE_OF, Why.CHOOSE_THE_GROUP, HOW_MUCH),
    Field("certificates", Topic.SCHOOLING, FieldKind.WORDS, Why.PLAN_NEXT_STEPS),
    Field("works_now", Topic.WORK, FieldKind.YES_NO, Why.FIND_A_GOOD_TIME, needed=True),
    Field("occupation_before", Topic.WORK, FieldKind.WORDS, Why.PLAN_NEXT_STEPS),
    Field("strengths", Topic.WORK, FieldKind.SOME_OF, Why.PLAN_NEXT_STEPS, STRENGTHS),
    Field("language_needs", Topic.DAILY_LIFE, FieldKind.SOME_OF, Why.CHOOSE_USEFUL_TOPICS, NEEDS, needed=True),
    Field(
        "shift",
        Topic.CONSTRAINTS,
        FieldKind.ONE_OF,
        Why.FIND_A_GOOD_TIME,
        tuple(code.value for code in Shift),
        needed=True,
    ),
    Field("children_to_care_for", Topic.CONSTRAINTS, FieldKind.NUMBER, Why.FIND_A_GOOD_TIME, needed=True),
    Field("travel_minutes", Topic.CONSTRAINTS, FieldKind.NUMBER, Why.FIND_A_GOOD_TIME),
    Field("hours_a_week", Topic.CONSTRAINTS, FieldKind.NUMBER, Why.FIND_A_GOOD_TIME),
    Field("access_needs", Topic.CONSTRAINTS, FieldKind.SOME_OF, Why.MAKE_IT_POSSIBLE_TO_COME, ACCESS),
    Field("access_words", Topic.CONSTRAINTS, FieldKind.WORDS, Why.MAKE_IT_POSSIBLE_TO_COME),
)
"""All fields in the order asked. Permit, nationality and religion are not among them: they decide nothing."""

BY_CODE: Mapping[str, Field] = {each.code: each for each in FIELDS}
Answers = Mapping[str, Any]

RECHECK_AFTER_MONTHS = 12
HOURS_FOR_VOCATIONAL = 15
"""Weekly hours a vocational course usually asks for; with less the sorter does not suggest one."""


@dataclass(frozen=True, slots=True)
class EarlierRecord:
    """A certificate or test brought along: which skill and level, when, and what paper says so."""

    skill: Skill
    level: Level
    issued: date
    document: str


@dataclass(frozen=True, slots=True)
class Prefill:
    """An earlier record as a first answer: how old it is, and whether it must be checked again."""

    record: EarlierRecord
    months_old: int
    check_again: bool


def fields_of(topic: Topic) -> tuple[Field, ...]:
    """The fields of one topic in the order asked."""
    return tuple(each for each in FIELDS if each.topic is topic)


def answered(answers: Answers, code: str) -> bool:
    """Whether there is an answer. No and zero are answers; empty words and an empty choice are none."""
    value = answers.get(code)
    return value is not None and value not in ("", (), [])


def incomplete_topics(answers: Answers) -> tuple[Topic, ...]:
    """Topics in which something needed has no answer yet, in the order asked."""
    return tuple(
        topic for topic in Topic if any(each.needed and not answered(answers, each.code) for each in fields_of(topic))
    )


def refused(answers: Answers) -> tuple[str, ...]:
    """Codes of answers that do not fit their field: unknown field, unknown option, number below zero, wrong kind."""
    return tuple(code for code, value in answers.items() if code not in BY_CODE or not _fits(BY_CODE[code], value))


def first_level(answers: Answers) -> Level | None:
    """Where the first question may start. It steers that one question and never the result."""
    levels = (Level.PRE_A1, Level.A1, Level.A2, Level.B1, Level.B2)
    understands = answers.get("understands")
    return levels[UNDERSTANDS.index(understands)] if understands in UNDERSTANDS else None


def wants_contact(answers: Answers) -> bool:
    """Whether all that somebody came for is people and daily life."""
    goals = set(answers.get("goals") or ())
    return bool(goals) and goals <= SOCIAL_GOALS and not answers.get("vocational_goal")


def background(answers: Answers) -> Background:
    """The few answers the sorter may see."""
    hours = answers.get("hours_a_week")
    return Background(
        schooling_years=answers.get("schooling_years"),
        other_languages=answers.get("other_languages"),
        study_habit=_amount(answers.get("study_habit")),
        digital_skill=_amount(answers.get("digital_skill")),
        vocational_goal=bool(answers.get("vocational_goal")),
        hours_fit=hours is None or hours >= HOURS_FOR_VOCATIONAL,
        wants_contact=wants_contact(answers),
    )


def prefill(records: Iterable[EarlierRecord], today: date) -> dict[Skill, Prefill]:
    """The newest record of every skill, with its age. After 12 months a level is checked again, not trusted."""
    newest: dict[Skill, Prefill] = {}
    for record in sorted((each for each in records if each.issued <= today), key=lambda each: each.issued):
        newest[record.skill] = Prefill(record, months_old(record.issued, today), is_old(record.issued, today))
    return newest


def from_papers(documents: Sequence[tuple[str, date]], known: Mapping[Skill, Prefill]) -> dict[str, Any]:
    """First answers that papers give: their names with the day, and how much is understood by a paper on listening.

    A paper older than 12 months is named and its level left out: it is asked and tested again instead of trusted.
    """
    found: dict[str, Any] = {}
    if documents:
        found["certificates"] = "; ".join(f"{name} ({issued.isoformat()})" for name, issued in documents)
    heard = known.get(Skill.LISTENING)
    if heard is not None and not heard.check_again:
        found["understands"] = UNDERSTANDS[min(heard.record.level.rank, len(UNDERSTANDS) - 1)]
    return found


def months_old(issued: date, today: date) -> int:
    """Whole months from one day to another."""
    return (today.year - issued.year) * 12 + today.month - issued.month - (today.day < issued.day)


def is_old(issued: date, today: date) -> bool:
    """Whether a paper is older than 12 months, to the day."""
    months = months_old(issued, today)
    return months > RECHECK_AFTER_MONTHS or (months == RECHECK_AFTER_MONTHS and today.day != issued.day)


def first_level_of(answers: Answers, known: Mapping[Skill, Prefill], skill: Skill) -> Level | None:
    """Where the first question of a skill may start: a paper of the last 12 months, else what she says, else an old paper.

    It steers that one question and never the result.
    """
    paper = known.get(skill)
    if paper is not None and not paper.check_again:
        return paper.record.level
    told = first_level(answers)
    return told if told is not None or paper is None else paper.record.level


def _amount(code: str | None) -> int | None:
    return HOW_MUCH.index(code) if code in HOW_MUCH else None


def _fits(asked: Field, value: Any) -> bool:
    match asked.kind:
        case FieldKind.ONE_OF:
            return value is None or value == "" or value in asked.options
        case FieldKind.SOME_OF:
            return value is None or (not isinstance(value, str) and set(value) <= set(asked.options))
        case FieldKind.NUMBER:
            return value is None or (isinstance(value, int) and not isinstance(value, bool) and value >= 0)
        case FieldKind.YES_NO:
            return value is None or isinstance(value, bool)
        case FieldKind.WORDS:
            return value is None or isinstance(value, str)
