"""The waiting list: who comes next, until when an offer holds, what silence means, and whom to ask whether she still waits."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from lms.kernel import errors


class Order(StrEnum):
    """Who comes first."""

    ENTRY = "entry"
    """Who has waited longest."""
    DEADLINE = "deadline"
    """Who has to begin soonest; those without a day come after, by entry."""
    NEED = "need"
    """Who needs it most, as staff have said it; equals by entry."""


class Silence(StrEnum):
    """What becomes of the place of somebody who does not answer an offer."""

    KEEP = "keep"
    END_OF_LIST = "end_of_list"
    LEAVE = "leave"


class NotNow(StrEnum):
    """What becomes of the place of somebody who answers "not now"."""

    KEEP = "keep"
    END_OF_LIST = "end_of_list"


MOST_NEED = 3


@dataclass(frozen=True)
class Rule:
    """How a provider runs its waiting lists."""

    order: Order = Order.ENTRY
    offer_hours: int = 72
    silence: Silence = Silence.KEEP
    confirm_days: int = 60
    not_now: NotNow = NotNow.KEEP
    not_now_days: int = 14
    """For so long nobody offers her a seat again."""


def check_rule(rule: Rule) -> None:
    """Raises Invalid for hours or days that nobody can live with."""
    if not 1 <= rule.offer_hours <= 24 * 14:
        raise errors.Invalid("courses.offer_hours", field="offer_hours")
    if not 7 <= rule.confirm_days <= 365:
        raise errors.Invalid("courses.confirm_days", field="confirm_days")
    if not 1 <= rule.not_now_days <= 120:
        raise errors.Invalid("courses.not_now_days", field="not_now_days")


@dataclass(frozen=True)
class Entry:
    """Somebody on a list. `unanswered` counts offers in a row that she did not answer: she is asked again first.

    `rests` is true until the day on which she may be offered a seat again, after a "not now".
    """

    enrolment_id: str
    since: datetime
    needed_by: date | None = None
    need: int = 0
    unanswered: int = 0
    rests: bool = False

    @property
    def on_hold(self) -> bool:
        """Whether no seat is offered to her now: nobody has heard from her since the last one, or she said "not now"."""
        return self.unanswered > 0 or self.rests


def in_order(entries: Iterable[Entry], order: Order) -> list[Entry]:
    """Everybody on a list, the next one first."""

    def key(entry: Entry) -> tuple[object, ...]:
        first: object = 0
        if order is Order.DEADLINE:
            first = entry.needed_by or date.max
        elif order is Order.NEED:
            first = -entry.need
        return first, entry.since, entry.enrolment_id

    return sorted(entries, key=key)


def places(entries: Iterable[Entry], order: Order) -> dict[str, int]:
    """How many people come before each one: enrolment id -> number. Who is on hold stands before nobody."""
    before: dict[str, int] = {}
    count = 0
    for entry in in_order(entries, order):
        before[entry.enrolment_id] = count
        count += not entry.on_hold
    return before


def last_entry_day(closes_on: date | None, ends_on: date) -> date:
    """The last day on which somebody may come in: any week where no deadline is set."""
    return min(closes_on, ends_on) if closes_on else ends_on


def offer_until(now: datetime, hours: int, closes_at: datetime) -> datetime:
    """Until when an offer holds: so many hours, and never beyond the deadline of the section."""
    return min(now + timedelta(hours=hours), closes_at)


def asks_again(last_heard: date, asked_on: date | None, today: date, days: int) -> bool:
    """Whether to ask somebody if she still waits: so many days after she was last heard of, and once a round."""
    due = last_heard + timedelta(days=days)
    return today >= due and (asked_on is None or today >= asked_on + timedelta(days=days))


def may_join(day: date, starts_on: date, weekdays: Iterable[int]) -> bool:
    """Whether somebody may come in on a day. With the group everybody begins; later it has its days, or takes any."""
    allowed = set(weekdays)
    return not allowed or day <= starts_on or day.weekday() in allowed


def first_entry_day(earliest: date, starts_on: date, weekdays: Iterable[int]) -> date:
    """The first day from `earliest` on that people may join on."""
    first, allowed = max(earliest, starts_on), set(weekdays)
    days = (first + timedelta(days=ahead) for ahead in range(7))
    return next((day for day in days if may_join(day, starts_on, allowed)), first)
