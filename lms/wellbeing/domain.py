"""How I am: four plain questions and when help is shown. It is no measurement: nothing is added up and nothing is named. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
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


class Said(StrEnum):
    """A question of the counsellor that is answered plainly."""

    YES = "yes"
    NO = "no"


FEWEST_TALKS, MOST_TALKS, MOST_WEEKS = 2, 12, 4
LONGEST_AHEAD = timedelta(days=183)


@dataclass(frozen=True)
class NewSeries:
    """Talks as they are asked for. `weeks` lie between two of them. Nothing is asked about an illness."""

    follow_up: str
    """Whether somebody goes on with the person after the last talk."""
    interpreter: str
    language: str
    first: date | None
    weeks: int | None
    talks: int | None

    def trouble(self, today: date) -> tuple[str, str] | None:
        """(field, code) of what lacks. Without somebody who goes on no series is begun."""
        if self.follow_up not in set(Said):
            return "follow_up", "wellbeing.follow_up_missing"
        if self.follow_up == Said.NO:
            return "follow_up", "wellbeing.no_follow_up"
        if self.interpreter not in set(Said):
            return "interpreter", "wellbeing.interpreter_missing"
        if self.interpreter == Said.YES and not 0 < len(self.language.strip()) <= LONGEST_NAME:
            return "language", "wellbeing.language_missing"
        if self.first is None or not today <= self.first <= today + LONGEST_AHEAD:
            return "first", "wellbeing.first_off"
        if self.talks is None or not FEWEST_TALKS <= self.talks <= MOST_TALKS:
            return "talks", "wellbeing.talks_off"
        if self.weeks is None or not 1 <= self.weeks <= MOST_WEEKS:
            return "weeks", "wellbeing.weeks_off"
        return None

    def days(self) -> list[date]:
        """Every day of a talk."""
        if self.first is None:
            return []
        return [self.first + timedelta(weeks=(self.weeks or 1) * number) for number in range(self.talks or 0)]


@dataclass(frozen=True)
class NewReferral:
    """To whom somebody is sent for treatment, and when: that and no more."""

    organisation: str
    on_day: date | None

    def trouble(self, today: date) -> tuple[str, str] | None:
        """(field, code) of what lacks."""
        if not 0 < len(self.organisation.strip()) <= LONGEST_NAME:
            return "organisation", "wellbeing.organisation_missing"
        if self.on_day is None or not today - KEPT <= self.on_day <= today:
            return "on_day", "wellbeing.referral_day_off"
        return None


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
