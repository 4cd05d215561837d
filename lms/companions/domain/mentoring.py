"""Mentoring: who fits whom by language and goal, when it begins, when it is over, which meetings count. Pure.

Nationality, religion and permit decide nothing: they are not asked.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

MOST_MINUTES = 8 * 60
LOOK_BACK = timedelta(days=62)
"""A meeting is written down within two months."""


class State(StrEnum):
    """Where a mentoring stands. It begins when both have said yes."""

    PROPOSED = "proposed"
    RUNS = "runs"
    ENDED = "ended"


class Side(StrEnum):
    """Who says something about a mentoring."""

    MENTOR = "mentor"
    LEARNER = "learner"
    STAFF = "staff"


@dataclass(frozen=True)
class Fit:
    """What somebody and a mentor have in common: languages, in the order of the learner, and goals."""

    languages: tuple[str, ...]
    goals: tuple[str, ...]


def fit(
    languages: Collection[str], goals: Collection[str], spoken: Collection[str], topics: Collection[str]
) -> Fit | None:
    """What a learner's languages and goals have in common with a mentor's; nothing without a language of both."""
    shared = tuple(one for one in languages if one in spoken)
    return Fit(shared, tuple(one for one in goals if one in topics)) if shared else None


def state_of(mentor_said: date | None, learner_said: date | None, ended_on: date | None) -> State:
    """Where it stands."""
    if ended_on is not None:
        return State.ENDED
    return State.RUNS if mentor_said and learner_said else State.PROPOSED


def meeting_trouble(day: date | None, minutes: int | None, began: date, today: date) -> tuple[str, str] | None:
    """(field, code) of what is wrong with a meeting that is written down."""
    if day is None or not max(began, today - LOOK_BACK) <= day <= today:
        return "day", "companions.meeting_day_off"
    if minutes is None or not 0 < minutes <= MOST_MINUTES:
        return "minutes", "companions.meeting_minutes_off"
    return None
