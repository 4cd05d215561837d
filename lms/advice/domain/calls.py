"""Calls of the phone desk: what becomes of them, what they need to go on, until when somebody responds. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from lms.advice.domain.cases import TOPICS

WORKING_DAYS = 3
"""So soon somebody responds, unless a day was said."""
KEPT = timedelta(days=180)
"""After its end the words and who called go; topic, day and outcome are counted on."""
LONGEST = 1000
ROLES = ("caseworker", "administrator", "manager")
"""Who sits in departments."""


class Outcome(StrEnum):
    """What becomes of a call."""

    ANSWERED = "answered"
    FORWARDED = "forwarded"
    RESPOND = "respond"


@dataclass(frozen=True)
class NewCall:
    """A call as it is written down. Everything but topic and outcome may be empty: nobody has to say who calls."""

    topic: str
    outcome: str
    language: str = ""
    words: str = ""
    caller: str = ""
    phone: str = ""
    answer_id: str = ""
    department_id: str = ""
    due_on: date | None = None


def trouble(call: NewCall, today: date) -> tuple[str, str] | None:
    """(field, code) of what lacks. Who takes a call over must know what it is about."""
    if call.topic not in TOPICS:
        return "topic", "advice.topic_missing"
    if call.outcome not in set(Outcome):
        return "outcome", "advice.outcome_missing"
    if max(map(len, (call.words, call.caller, call.phone, call.language))) > LONGEST:
        return "words", "advice.words_long"
    if call.outcome != Outcome.ANSWERED and not call.words.strip():
        return "words", "advice.context_missing"
    if call.outcome == Outcome.FORWARDED and not call.department_id:
        return "department_id", "advice.department_missing"
    if call.due_on is not None and call.due_on < today:
        return "due_on", "advice.deadline_over"
    return None


def deadline(today: date) -> date:
    """The last day to respond: some working days from now."""
    day, left = today, WORKING_DAYS
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < 5
    return day
