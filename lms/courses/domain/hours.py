"""Hours as they are charged: minutes with their unit, mode and strand, months, and what a correction adds. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from lms.kernel.vocabulary import Track


class Mode(StrEnum):
    """How an hour was taught."""

    ON_SITE = "on_site"
    ONLINE = "online"


class Strand(StrEnum):
    """What an hour was about."""

    LANGUAGE = "language"
    PROFESSIONAL = "professional"
    SOFT = "soft"


def strand_of(said: str, track: str) -> Strand:
    """What a course says its hours are, else what its track means."""
    if said:
        return Strand(said)
    return Strand.PROFESSIONAL if track == Track.VOCATIONAL_LANGUAGE else Strand.LANGUAGE


def units(minutes: int, unit_minutes: int) -> float:
    """Minutes in a funder's unit: lessons of 45 minutes, clock hours of 60. Two decimals, half away from zero."""
    hundredths = (abs(minutes) * 200 + unit_minutes) // (2 * unit_minutes)
    return (hundredths if minutes >= 0 else -hundredths) / 100


def month_of(day: date) -> date:
    """The first day of a day's month."""
    return day.replace(day=1)


def next_month(month: date) -> date:
    """The first day of the month after."""
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1)


def last_day(month: date) -> date:
    """The last day of a month."""
    return next_month(month) - timedelta(days=1)


def open_month(day: date, closed: Iterable[date]) -> date:
    """The month that an hour of `day` counts in: its own, or the first one after it that is not closed."""
    shut, month = set(closed), month_of(day)
    while month in shut:
        month = next_month(month)
    return month


class Attended(NamedTuple):
    """What the register says of one person in a session."""

    enrolment_id: str
    learner_id: str
    minutes: int
    second_chance: bool = False


class Entry(NamedTuple):
    """What the ledger needs to know of one of its rows."""

    id: str
    enrolment_id: str | None
    learner_id: str
    funder_id: str | None
    budget_id: str | None
    version: int
    minutes: int
    attended: int
    code: str
    refused: bool


class Standing(NamedTuple):
    """What the ledger holds of one person in a session: the sum, the highest version, and the last rows.

    `charge` is the last row that charged anything and tells whom; `last` is the last row of all.
    """

    minutes: int = 0
    version: int = -1
    charge: Entry | None = None
    last: Entry | None = None


NOTHING = Standing()
"""Where nothing was charged yet."""


def standings(marks: Sequence[Attended], entries: Iterable[Entry]) -> dict[str, Standing]:
    """What the ledger holds, by enrolment. A row belongs to an enrolment by its id, so it stays found when two records
    of one person became one; an old row without one belongs by its learner.
    """
    by_learner = {one.learner_id: one.enrolment_id for one in marks}
    mine: dict[str, list[Entry]] = {one.enrolment_id: [] for one in marks}
    highest: dict[str, int] = {}
    for entry in sorted(entries, key=lambda one: one.version):
        key = entry.enrolment_id or by_learner.get(entry.learner_id, "")
        if key in mine:
            mine[key].append(entry)
        highest[entry.learner_id] = max(highest.get(entry.learner_id, -1), entry.version)
    if not highest:
        return dict.fromkeys(mine, NOTHING)
    return {one.enrolment_id: _standing(mine[one.enrolment_id], highest.get(one.learner_id, -1)) for one in marks}


def _standing(entries: Sequence[Entry], highest: int) -> Standing:
    charges = [one for one in entries if not one.refused]
    return Standing(
        minutes=sum(one.minutes for one in entries),
        version=max((highest, *(one.version for one in entries))),
        charge=charges[-1] if charges else None,
        last=entries[-1] if entries else None,
    )


def owing(marks: Iterable[Attended], standing: Mapping[str, Standing]) -> list[Attended]:
    """Marks whose minutes are not those that the ledger holds: a charge or a correction is due."""
    return [one for one in marks if one.minutes != standing[one.enrolment_id].minutes]


class Stretch(NamedTuple):
    """A session that somebody is charged for."""

    session_id: str
    learner_id: str
    starts_at: datetime
    ends_at: datetime


def same_hour(stretches: Iterable[Stretch], session_id: str, starts_at: datetime, ends_at: datetime) -> set[str]:
    """Learners who are charged elsewhere for a part of this time: nobody pays for one hour twice."""
    return {
        one.learner_id
        for one in stretches
        if one.session_id != session_id and one.starts_at < ends_at and starts_at < one.ends_at
    }
