"""Meetings beside the course: information, workshops, talks with one person, clubs without an exam. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from lms.kernel.vocabulary import Category
from lms.learners.domain.targets import Group


class EventKind(StrEnum):
    """What a meeting is. Each counts for itself in the report."""

    INFORMATION = "information"
    WORKSHOP = "workshop"
    ONE_TO_ONE = "one_to_one"
    CLUB = "club"
    """Talking in the language: no level, no exam, whoever comes is welcome. Its hours are practice, never course hours."""
    YOUTH = "youth"
    """Extra lessons and help with school for people under 27, so that nobody leaves before the certificate."""
    MONEY = "money"
    """A module of everyday life: taxes, benefits, what a payslip says."""
    DIGITAL = "digital"
    """A module of everyday life: computers, phones, offices online."""

    @property
    def category(self) -> Category:
        """Which of the four kinds of services it is."""
        return Category.LEARNING if self in _TEACHING else Category.INFORMATION


_TEACHING = (EventKind.WORKSHOP, EventKind.CLUB, EventKind.YOUTH, EventKind.DIGITAL)


class PlaceState(StrEnum):
    """What became of a place."""

    BOOKED = "booked"
    CAME = "came"
    MISSED = "missed"


PICTURES = {
    EventKind.INFORMATION: "information",
    EventKind.WORKSHOP: "toolbox",
    EventKind.ONE_TO_ONE: "interview",
    EventKind.CLUB: "speech",
    EventKind.YOUTH: "graduation",
    EventKind.MONEY: "money",
    EventKind.DIGITAL: "computer",
}
ICONS = {
    EventKind.INFORMATION: "info",
    EventKind.WORKSHOP: "wrench",
    EventKind.ONE_TO_ONE: "user-circle",
    EventKind.CLUB: "chats-circle",
    EventKind.YOUTH: "student",
    EventKind.MONEY: "bank",
    EventKind.DIGITAL: "phone",
}
MOST_WEEKS = 52
MOST_SEATS = 1000
LONGEST_AHEAD = timedelta(days=366)


@dataclass(frozen=True)
class NewEvent:
    """What is published. `weeks` is how many times it takes place, a week apart."""

    kind: str
    title: str
    day: date | None
    starts: time | None
    ends: time | None
    place: str = ""
    detail: str = ""
    language: str = ""
    host_id: str | None = None
    seats: int | None = None
    weeks: int = 1
    target: tuple[str, ...] = (Group.EVERYBODY,)
    care: bool = False

    def days(self) -> Iterator[date]:
        """Every day on which it takes place."""
        if self.day is not None:
            yield from (self.day + timedelta(weeks=number) for number in range(self.weeks))


def seats_of(new: NewEvent) -> int | None:
    """A talk with one person has one place, a club has room for whoever comes."""
    if new.kind == EventKind.ONE_TO_ONE:
        return 1
    return None if new.kind == EventKind.CLUB else new.seats


def event_trouble(new: NewEvent, today: date) -> tuple[str, str] | None:
    """(field, code) of what lacks."""
    if new.kind not in set(EventKind):
        return "kind", "casework.event_kind_missing"
    if not new.title.strip():
        return "title", "casework.event_title_missing"
    if not new.target:
        return "target", "casework.event_target_missing"
    if new.day is None:
        return "day", "casework.day_missing"
    if new.day < today:
        return "day", "casework.day_over"
    if new.day > today + LONGEST_AHEAD:
        return "day", "casework.event_too_far"
    if new.starts is None:
        return "starts", "casework.event_time_missing"
    if new.ends is None or new.ends <= new.starts:
        return "ends", "casework.event_ends_before"
    if new.seats is not None and not 1 <= new.seats <= MOST_SEATS:
        return "seats", "casework.event_seats_off"
    if not 1 <= new.weeks <= MOST_WEEKS:
        return "weeks", "casework.event_weeks_off"
    return None


def minutes_between(starts: time, ends: time) -> int:
    """Length in minutes."""
    return ends.hour * 60 + ends.minute - starts.hour * 60 - starts.minute


def has_begun(day: date, starts: time, wall: datetime) -> bool:
    """Whether a meeting has begun by this wall time: from then on nobody books it or gives a place back."""
    return (day, starts) <= (wall.date(), wall.time())
