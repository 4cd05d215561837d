"""What became of everybody who completed a scheme: at work or learning, full time or part time, or not known. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from curricula.domain.follow_up import ASKED_FOR, LEARNING, SETTLED, Doing, Extent, months_after

AT_THE_END, AFTER_A_YEAR = 0, 12
"""Months after the course that a report always shows."""


class Where(StrEnum):
    """Where somebody went."""

    WORK = "work"
    EDUCATION = "education"
    NEITHER = "neither"
    UNKNOWN = "unknown"


UNSAID = "unsaid"
EXTENTS = (Extent.FULL.value, Extent.PART.value, UNSAID)
GONE_ON = (Where.WORK, Where.EDUCATION)
"""What counts as having moved to work or education."""


@dataclass(frozen=True)
class Completed:
    """Somebody who completed a scheme. `answers` by months after, `classes`: first and last day in other classes here."""

    learner_id: str
    module_key: str
    on_day: date
    answers: Mapping[int, Mapping[str, str]]
    classes: Sequence[tuple[date, date | None]] = ()


def stands(one: Completed, months: int) -> tuple[Where, str]:
    """Where somebody was so many months after, and how much: as the person said, else by a seat in another class here."""
    said = one.answers.get(months)
    if said:
        doing = Doing(said["doing"])
        if doing not in SETTLED:
            return Where.NEITHER, UNSAID
        return Where.EDUCATION if doing in LEARNING else Where.WORK, said.get("extent") or UNSAID
    day = months_after(one.on_day, months)
    if any(first <= day + ASKED_FOR and (last is None or last > day) for first, last in one.classes):
        return Where.EDUCATION, UNSAID
    return Where.UNKNOWN, UNSAID


@dataclass(frozen=True)
class Report:
    """Everybody whose day has come, by where and how much; and of the others how many, and the first of their days."""

    months: int
    people: Mapping[tuple[Where, str], Sequence[str]]
    early: int
    first_day: date | None

    def ids(self, where: Iterable[Where] = tuple(Where), extents: Iterable[str] = EXTENTS) -> list[str]:
        """Whom a number counts."""
        wanted = tuple(extents)
        return [who for one in where for extent in wanted for who in self.people.get((one, extent), ())]

    @property
    def counts(self) -> dict[tuple[str, str], int]:
        """The same without anybody."""
        return {(where.value, extent): len(ids) for (where, extent), ids in self.people.items()}


def report(completed: Iterable[Completed], months: int, today: date) -> Report:
    """Where everybody was so many months after the end. Whose day is still to come counts neither way."""
    people: dict[tuple[Where, str], list[str]] = {}
    early = []
    for one in completed:
        day = months_after(one.on_day, months)
        if day > today:
            early.append(day)
        else:
            people.setdefault(stands(one, months), []).append(one.learner_id)
    return Report(months, people, len(early), min(early, default=None))
