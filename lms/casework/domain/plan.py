"""Rules of a plan: where a step stands on a day, and the order in which steps are shown."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

STEP_PICTURES = {
    "book-open": "book",
    "baby": "baby",
    "bank": "bank",
    "briefcase": "briefcase",
    "bus": "bus",
    "certificate": "certificate",
    "chef-hat": "cook",
    "exam": "writing-hand",
    "eyeglasses": "glasses",
    "file-text": "page",
    "first-aid": "first-aid",
    "graduation-cap": "graduation",
    "house": "house",
    "phone": "telephone",
    "users": "people",
}
"""The icon of a step on staff pages, and the picture of the same thing that a learner sees."""


FARTHEST = timedelta(days=10 * 366)
"""No plan reaches farther; a later day is a slip of the pen."""


class StepState(StrEnum):
    """Where a step stands."""

    NEXT = "next"
    ON_THE_WAY = "on_the_way"
    LATE = "late"
    DONE = "done"


@dataclass(frozen=True)
class Standing:
    """A step's state on a day; `days_late` counts for a late one."""

    state: StepState
    days_late: int = 0


def standing(begun: bool, due_on: date, done_on: date | None, today: date) -> Standing:
    """Where a step stands. Late begins the day after it was due."""
    if done_on is not None:
        return Standing(StepState.DONE)
    if due_on < today:
        return Standing(StepState.LATE, (today - due_on).days)
    return Standing(StepState.ON_THE_WAY if begun else StepState.NEXT)


def needs_today(standing: Standing, due_on: date, today: date) -> bool:
    """Whether somebody has to look at a step now."""
    return standing.state is StepState.LATE or (standing.state is not StepState.DONE and due_on == today)


def step_trouble(title: str, owner: str, due_on: date | None, today: date) -> tuple[str, str] | None:
    """(field, code) of what a new step lacks: a title, one owner, one day that is not over."""
    if not title.strip():
        return "title", "casework.title_missing"
    if not owner.strip():
        return "owner", "casework.owner_missing"
    return day_trouble(due_on, today)


def day_trouble(due_on: date | None, today: date) -> tuple[str, str] | None:
    """(field, code) of what is wrong with a day to come."""
    if due_on is None:
        return "due_on", "casework.day_missing"
    if due_on > today + FARTHEST:
        return "due_on", "casework.day_too_far"
    return ("due_on", "casework.day_over") if due_on < today else None


def next_version(versions: Iterable[int]) -> int:
    """Number of the version that follows."""
    return max(versions, default=0) + 1


@dataclass(frozen=True)
class Span:
    """A range of time as people say it. `unit` is "weeks" or "months"."""

    unit: str
    low: int
    high: int


def span(today: date, low: date, high: date) -> Span:
    """How long it is from today: in weeks where it is near, else in months, never shorter than one."""
    near, far = max(0, (low - today).days), max(0, (high - today).days)
    if far < 70:
        return Span("weeks", max(1, -(-near // 7)), max(1, -(-far // 7)))
    return Span("months", max(1, round(near / 30.44)), max(1, round(far / 30.44)))
