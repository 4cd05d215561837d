"""Steps outside the classroom: internships, jobs, volunteering and practice clubs, and whom they suit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from lms.kernel.contracts import WeekInterval
from lms.kernel.vocabulary import Level

LONGEST_DAYS = 3 * 366
LONGEST: Mapping[str, int] = {"title": 120, "organisation": 120, "place": 200, "about": 2000, "contact": 200}
"""Letters of each field."""
SHORTEST = 4
"""Letters of a word that may say what somebody's trade is."""


class Kind(StrEnum):
    """What is offered."""

    INTERNSHIP = "internship"
    JOB = "job"
    """A vacancy: who asks, who gets it and who works there is written down; its hours are no participation."""
    VOLUNTEERING = "volunteering"
    CLUB = "club"
    """A practice club: people meet to speak, with no exam and no certificate."""


class State(StrEnum):
    """Whether learners see it. What a company sends in is a draft until somebody of the centre has read it."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


class Answer(StrEnum):
    """How far somebody is who asked for it."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    DONE = "done"
    WITHDRAWN = "withdrawn"


NEXT: dict[Answer, frozenset[Answer]] = {
    Answer.ASKED: frozenset({Answer.ACCEPTED, Answer.DECLINED, Answer.WITHDRAWN}),
    Answer.ACCEPTED: frozenset({Answer.DONE, Answer.DECLINED, Answer.WITHDRAWN}),
    Answer.DECLINED: frozenset({Answer.ASKED}),
    Answer.WITHDRAWN: frozenset({Answer.ASKED}),
    Answer.DONE: frozenset(),
}
"""Which answer may follow which."""

HOLDS_PLACE = frozenset({Answer.ACCEPTED, Answer.DONE})


@dataclass(frozen=True)
class Opportunity:
    """What is offered, in the words of whoever offers it."""

    kind: Kind
    title: str
    organisation: str
    place: str
    about: str
    level: Level | None
    """The language level that is needed; none for any."""
    weekdays: tuple[int, ...]
    starts: time | None
    ends: time | None
    from_day: date
    to_day: date
    places: int
    contact: str = ""

    @property
    def week(self) -> tuple[WeekInterval, ...]:
        """When it is, every week; empty where that is agreed later."""
        if self.starts is None or self.ends is None:
            return ()
        return tuple(WeekInterval(day, self.starts, self.ends) for day in self.weekdays)

    @property
    def weekly_minutes(self) -> int:
        """Minutes a week; 0 where that is agreed later."""
        return sum(
            (one.ends.hour * 60 + one.ends.minute) - (one.starts.hour * 60 + one.starts.minute) for one in self.week
        )


def faults(one: Opportunity) -> tuple[str, ...]:
    """Codes of what cannot be about it, by the field that they belong to."""
    found = []
    if not one.title.strip():
        found.append("title")
    if not one.organisation.strip():
        found.append("organisation")
    if not 1 <= one.places <= 500:
        found.append("places")
    if not 0 <= (one.to_day - one.from_day).days <= LONGEST_DAYS:
        found.append("to_day")
    if (one.starts is None) != (one.ends is None) or (one.starts and one.ends and one.ends <= one.starts):
        found.append("ends")
    return tuple(found)


def too_long(one: Opportunity) -> str | None:
    """The first field with more letters than it takes."""
    return next((field for field, most in LONGEST.items() if len(getattr(one, field).strip()) > most), None)


def suits(needed: Level | None, reached: Level | None) -> bool:
    """Whether the language is enough. Who was not placed yet sees what asks for no level."""
    return needed is None or (reached is not None and reached.rank >= needed.rank)


def names_trade(one: Opportunity, occupation: str) -> bool:
    """Whether it is of somebody's trade: one of the words she calls it by stands in it. Short words say nothing."""
    text = f"{one.title} {one.about}".casefold()
    return any(len(word) >= SHORTEST and word in text for word in occupation.casefold().split())


def order(found: Sequence[tuple[bool, float, date, str]]) -> list[int]:
    """Places in the list: of her trade first, then what fits the week best, then what begins first, then by name."""
    return sorted(range(len(found)), key=lambda at: (not found[at][0], -found[at][1], *found[at][2:]))
