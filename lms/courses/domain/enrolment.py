"""States of an enrolment: which step leads where, what it asks for, and where somebody stands on a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from lms.kernel import errors
from lms.kernel.vocabulary import EnrolmentState as State

HOLDS_SEAT = frozenset({State.OFFERED, State.ENROLLED, State.PAUSED})
OPEN = HOLDS_SEAT | {State.WAITING}
ENDED = frozenset(State) - OPEN


class LeaveReason(StrEnum):
    """Why somebody goes. A sentence of one's own is as good."""

    WORK = "work"
    MOVED_AWAY = "moved_away"
    OTHER_COURSE = "other_course"
    GOAL_REACHED = "goal_reached"
    HEALTH = "health"
    FAMILY = "family"
    NO_CARE = "no_care"
    TIMES = "times"
    NOT_REACHED = "not_reached"
    OTHER = "other"


class PauseReason(StrEnum):
    """Why somebody stays away for a while with her seat kept."""

    BIRTH = "birth"
    ILLNESS = "illness"
    FAMILY = "family"
    NO_CARE = "no_care"
    INTERNSHIP = "internship"
    WORK = "work"
    TRAVEL = "travel"
    OTHER = "other"


class ByRule(StrEnum):
    """Reasons that a rule or an answer gives; nobody chooses them from a list."""

    DECLINED = "declined"
    NOT_NOW = "not_now"
    NO_ANSWER = "no_answer"
    BY_MISTAKE = "by_mistake"
    UNDONE = "undone"


class Cause(StrEnum):
    """Why somebody gets a second chance."""

    TIME_OUT = "time_out"
    EXAM_FAILED = "exam_failed"


STEPS: dict[State | None, frozenset[State]] = {
    None: frozenset({State.WAITING, State.OFFERED, State.ENROLLED}),
    State.WAITING: frozenset({State.OFFERED, State.ENROLLED, State.LEFT}),
    State.OFFERED: frozenset({State.ENROLLED, State.WAITING, State.LEFT}),
    State.ENROLLED: frozenset({State.PAUSED, State.TRANSFERRED, State.COMPLETED, State.LEFT}),
    State.PAUSED: frozenset({State.ENROLLED, State.TRANSFERRED, State.COMPLETED, State.LEFT}),
    State.TRANSFERRED: frozenset(),
    State.COMPLETED: frozenset(),
    State.LEFT: frozenset(),
}
"""What may follow what. An end is an end: only taking back within the day leads out of it."""

ASKS_REASON = frozenset({State.PAUSED, State.LEFT})


def check(before: State | None, after: State, reason: str = "") -> None:
    """Whether a step may be taken. Raises Conflict for one that leads nowhere, Invalid where a reason is missing."""
    if after not in STEPS[before]:
        raise errors.Conflict("courses.ended_already" if before in ENDED else "courses.no_such_step")
    if after in ASKS_REASON and not reason.strip():
        code = "courses.pause_reason_missing" if after is State.PAUSED else "courses.reason_missing"
        raise errors.Invalid(code, field="reason")


@dataclass(frozen=True)
class Change:
    """One step of an enrolment: from `on` on it stands at `after`. `number` counts from 0 in the order of writing."""

    number: int
    before: State | None
    after: State
    on: date


def state_on(changes: Iterable[Change], day: date) -> State | None:
    """Where an enrolment stood on a day; None before it began. What was written later holds from its own day on."""
    known = [change for change in changes if change.on <= day]
    return max(known, key=lambda change: change.number).after if known else None


def taken_back(last: Change, today: date, written_on: date) -> State | None:
    """The state that taking back the last step leads to; None where the step began the enrolment.

    Raises Conflict when the day of the step is over.
    """
    if written_on != today:
        raise errors.Conflict("courses.undo_over")
    return last.before


def first_day_elsewhere(on: date, last_marked: date | None) -> date:
    """From when a person belongs to her new class: not before the day after her last mark in the old one."""
    return max(on, last_marked + timedelta(days=1)) if last_marked else on
