"""One file from the first day to the time after a job: its stages, the check-ins of a new job, what closing asks. Pure."""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Stage(StrEnum):
    """Where somebody is on the way. The file stays the same; one can go back, too."""

    BEFORE_JOURNEY = "before_journey"
    """Learns in the country of departure already."""
    RECEPTION = "reception"
    LEARNING = "learning"
    GUIDANCE = "guidance"
    JOB = "job"
    """Looks for work, or tries it out."""
    AFTER_JOB = "after_job"
    """Has a job. Nobody is left alone with it."""
    CLOSED = "closed"


CHECK_IN_MONTHS = (1, 3, 6, 12)
"""Months after the first day of a job in which somebody asks how it goes."""

EARLY = timedelta(days=14)
"""So long before its day a talk counts as the check-in."""


@dataclass(frozen=True)
class Attempt:
    """Somebody of the staff has tried to reach the person. `reached` says whether they spoke."""

    day: date
    reached: bool


class CheckInState(StrEnum):
    """What became of a check-in after a job began."""

    HELD = "held"
    TRIED = "tried"
    DUE = "due"
    AHEAD = "ahead"


@dataclass(frozen=True)
class JobCheckIn:
    """One of the check-ins after a job began."""

    months: int
    due_on: date
    state: CheckInState


def months_later(day: date, months: int) -> date:
    """The same day so many months later; the last one of a month that is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def job_check_ins(began: date, attempts: Iterable[Attempt], today: date) -> tuple[JobCheckIn, ...]:
    """Every check-in of a job with what became of it. An attempt counts for the check-in in whose time it lies."""
    tried = tuple(attempts)
    days = [months_later(began, months) for months in CHECK_IN_MONTHS]
    ends: Sequence[date] = [*(day - EARLY for day in days[1:]), date.max]
    found = []
    for months, due_on, end in zip(CHECK_IN_MONTHS, days, ends, strict=True):
        inside = [one for one in tried if due_on - EARLY <= one.day < end]
        if any(one.reached for one in inside):
            state = CheckInState.HELD
        elif inside:
            state = CheckInState.TRIED
        else:
            state = CheckInState.DUE if due_on <= today else CheckInState.AHEAD
        found.append(JobCheckIn(months, due_on, state))
    return tuple(found)


def closing_trouble(began: date | None, attempts: Iterable[Attempt], today: date) -> tuple[str, dict[str, int]] | None:
    """Why a file cannot be closed: after a job somebody has to have asked at every check-in that was due, once at least.

    `began` is the first day of the job, nothing for somebody without one: there a reason is enough.
    """
    if began is None:
        return None
    tried = [one for one in attempts if one.day >= began]
    if not tried:
        return "casework.file_not_tried", {}
    missing = sum(one.state is CheckInState.DUE for one in job_check_ins(began, tried, today))
    return ("casework.file_check_ins_missing", {"missing": missing}) if missing else None
