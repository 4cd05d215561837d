"""How I am: four plain questions and when help is shown. It is no measurement: nothing is added up and nothing is named. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

KEPT = timedelta(days=365)
"""Answers older than this go by themselves."""
AGAIN = timedelta(days=28)
"""So long after an answer somebody is asked again."""
LONGEST = 500
LONGEST_NAME = 120
EMERGENCY = {
    **dict.fromkeys(("AT", "BE", "CH", "DE", "DK", "ES", "FI", "FR", "GB", "IE", "IT", "NL", "NO", "SE"), "112"),
    **dict.fromkeys(("CA", "US"), "911"),
}
"""The number to call in danger, by country."""


class Question(StrEnum):
    """What is asked, in the order of asking."""

    SLEEP = "sleep"
    LOAD = "load"
    COMPANY = "company"
    SAFE = "safe"


class Answer(StrEnum):
    """What somebody says to each."""

    YES = "yes"
    SOMETIMES = "sometimes"
    NO = "no"


PICTURES = {
    Question.SLEEP: "in-bed",
    Question.LOAD: "backpack",
    Question.COMPANY: "talking",
    Question.SAFE: "house",
}
FACES = {Answer.YES: "happy", Answer.SOMETIMES: "thinking", Answer.NO: "sad"}


def needs_help(answers: Mapping[str, str]) -> bool:
    """Whether help is shown at once: one plain no is enough, and so is no yes at all."""
    given = [answers[one] for one in Question if one in answers]
    return Answer.NO in given or (len(given) == len(Question) and Answer.YES not in given)


def next_after(question: Question) -> Question | None:
    """The one that comes then; None after the last."""
    every = list(Question)
    place = every.index(question) + 1
    return every[place] if place < len(every) else None


@dataclass(frozen=True)
class NewContact:
    """Who helps when somebody is not well."""

    name: str
    phone: str
    note: str = ""
    """When it answers, and in which languages."""

    def trouble(self) -> tuple[str, str] | None:
        """(field, code) of what lacks: without a number nobody is reached at once."""
        if not self.name.strip() or len(self.name) > LONGEST_NAME:
            return "name", "wellbeing.name_missing"
        if sum(sign.isdecimal() for sign in self.phone) < 3 or len(self.phone) > LONGEST_NAME:
            return "phone", "wellbeing.phone_missing"
        if len(self.note) > LONGEST_NAME:
            return "note", "wellbeing.note_long"
        return None
