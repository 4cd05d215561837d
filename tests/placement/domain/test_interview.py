"""The first interview: six topics, a reason for every question, and what it may be used for."""

from datetime import date
from typing import Any

import pytest

from lms.kernel.vocabulary import Level, Literacy, Shift, Skill
from placement.domain import interview
from placement.domain.interview import EarlierRecord, FieldKind, Topic, Why
from placement.domain.sorter import Background

FULL: dict[str, Any] = {
    "goals": ["work"],
    "first_language": "Dari",
    "reads": Literacy.OTHER_SCRIPT.value,
    "schooling_years": 0,
    "works_now": False,
    "language_needs": ["doctor"],
    "shift": Shift.NONE.value,
    "children_to_care_for": 0,
}
TODAY = date(2026, 5, 15)


def test_there_are_six_topics_and_each_asks_something_needed() -> None:
    assert len(Topic) == 6
    assert all(any(field.needed for field in interview.fields_of(topic)) for topic in Topic)


def test_a_full_interview_has_no_incomplete_topic_and_zero_and_no_are_answers() -> None:
    assert interview.incomplete_topics(FULL) == ()


@pytest.mark.parametrize("topic", Topic)
def test_an_empty_topic_shows_as_incomplete(topic: Topic) -> None:
    theirs = {field.code for field in interview.fields_of(topic)}
    assert interview.incomplete_topics({code: value for code, value in FULL.items() if code not in theirs}) == (topic,)


@pytest.mark.parametrize("empty", ["", [], None])
def test_an_empty_answer_is_none(empty: object) -> None:
    assert interview.incomplete_topics(FULL | {"goals": empty}) == (Topic.GOALS,)


def test_every_field_says_why_it_is_asked_and_has_its_own_code() -> None:
    assert all(isinstance(field.why, Why) for field in interview.FIELDS)
    assert len(interview.BY_CODE) == len(interview.FIELDS)


def test_every_choice_has_options() -> None:
    choices = [field for field in interview.FIELDS if field.kind in (FieldKind.ONE_OF, FieldKind.SOME_OF)]
    assert all(field.options for field in choices)


def test_health_and_access_may_stay_empty() -> None:
    assert not any(interview.BY_CODE[code].needed for code in ("access_needs", "access_words"))


def test_permit_nationality_and_religion_are_not_asked() -> None:
    assert not {"permit", "nationality", "citizenship", "religion", "ethnicity", "race"} & set(interview.BY_CODE)


def test_the_sorter_sees_only_its_few_answers() -> None:
    answers = FULL | {
        "schooling_years": 9,
        "other_languages": 2,
        "study_habit": "some",
        "digital_skill": "daily",
        "vocational_goal": True,
        "hours_a_week": 20,
    }
    assert interview.background(answers) == Background(9, 2, 1, 2, True, True)


@pytest.mark.parametrize(("hours", "fit"), [(14, False), (15, True), (None, True)])
def test_a_vocational_course_needs_enough_hours(hours: int | None, fit: bool) -> None:
    assert interview.background(FULL | {"hours_a_week": hours}).hours_fit is fit


@pytest.mark.parametrize(
    ("understands", "level"),
    [("nothing_yet", Level.PRE_A1), ("simple_talk", Level.A2), ("nearly_all", Level.B2), (None, None)],
)
def test_what_a_person_understands_suggests_the_first_question(understands: str | None, level: Level | None) -> None:
    assert interview.first_level(FULL | {"understands": understands}) is level


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("goals", ["fame"]),
        ("goals", "work"),
        ("reads", "klingon"),
        ("schooling_years", -1),
        ("schooling_years", True),
        ("works_now", "yes"),
        ("motivation", 3),
        ("shoe_size", 42),
    ],
)
def test_an_answer_that_does_not_fit_is_named(code: str, value: object) -> None:
    assert interview.refused(FULL | {code: value}) == (code,)


def test_answers_that_fit_are_taken() -> None:
    assert interview.refused(FULL) == ()


@pytest.mark.parametrize(
    ("issued", "months", "again"),
    [
        (date(2026, 4, 16), 0, False),
        (date(2025, 5, 16), 11, False),
        (date(2025, 5, 15), 12, False),
        (date(2025, 5, 14), 12, True),
        (date(2020, 1, 1), 76, True),
    ],
)
def test_a_level_older_than_twelve_months_is_checked_again(issued: date, months: int, again: bool) -> None:
    record = EarlierRecord(Skill.READING, Level.A2, issued, "certificate")
    found = interview.prefill([record], TODAY)[Skill.READING]
    assert (found.months_old, found.check_again) == (months, again)


def test_the_newest_record_of_a_skill_counts_and_none_from_the_future() -> None:
    records = [
        EarlierRecord(Skill.READING, level, issued, "certificate")
        for level, issued in (
            (Level.A2, date(2026, 1, 1)),
            (Level.A1, date(2025, 1, 1)),
            (Level.C1, date(2027, 1, 1)),
        )
    ]
    assert interview.prefill(records, TODAY)[Skill.READING].record.level is Level.A2


@pytest.mark.parametrize(
    ("issued", "told", "level"),
    [
        (date(2026, 1, 10), "simple_talk", Level.B1),
        (date(2025, 5, 15), "simple_talk", Level.B1),
        (date(2025, 5, 14), "simple_talk", Level.A2),
        (date(2024, 1, 10), None, Level.B1),
    ],
)
def test_a_young_paper_steers_the_first_question_and_an_old_one_only_where_nothing_was_told(
    issued: date, told: str | None, level: Level
) -> None:
    known = interview.prefill([EarlierRecord(Skill.READING, Level.B1, issued, "Telc B1")], TODAY)
    answers = {"understands": told} if told else {}
    assert interview.first_level_of(answers, known, Skill.READING) is level


def test_a_paper_about_reading_says_nothing_about_listening() -> None:
    known = interview.prefill([EarlierRecord(Skill.READING, Level.B1, TODAY, "Telc B1")], TODAY)
    assert interview.first_level_of({}, known, Skill.LISTENING) is None
