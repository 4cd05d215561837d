"""Handing a plan to another provider: how long it has to answer, and who is responsible until then. Pure."""

from datetime import date, timedelta
from enum import StrEnum

ANSWER = timedelta(days=14)
"""So long the other provider has to say whether it takes the person on."""


class Answer(StrEnum):
    """What the other provider has said."""

    WAITING = ""
    ACCEPTED = "accepted"
    DECLINED = "declined"


def is_late(answer: str, answer_by: date | None, today: date) -> bool:
    """Whether an answer is missing though its day is over."""
    return answer == Answer.WAITING and answer_by is not None and today > answer_by


def responsible(answer: str, here: str, there: str) -> str:
    """Who looks after the person: the provider that hands over, until the other one has accepted."""
    return there if answer == Answer.ACCEPTED else here
