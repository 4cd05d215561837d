"""One timetable of everything that somebody's plan asks, whoever offers it: when each step is, and what meets what. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from lms.casework.domain.content import Step


@dataclass(frozen=True)
class Slot:
    """Something that somebody has to be at. `key` is the step's, empty for a class."""

    day: date
    starts: time
    ends: time
    title: str
    owner: str
    key: str = ""


def times_trouble(step: Step, today: date) -> tuple[str, str] | None:
    """(field, code) of times that say no time; a step needs none."""
    if step.starts is None and step.ends is None and step.first_on is None:
        return None
    if step.starts is None:
        return "starts", "casework.event_time_missing"
    if step.ends is None or step.ends <= step.starts:
        return "ends", "casework.event_ends_before"
    if step.first_on is not None and step.first_on < today:
        return "first_on", "casework.day_over"
    if step.first_on is not None and step.first_on > step.due_on:
        return "first_on", "casework.step_first_after"
    return None


def days_of(step: Step) -> Iterator[date]:
    """Every day of a step that has a time: each week from its first day to its last one, without a first day the last alone."""
    if step.starts is None or step.ends is None:
        return
    day = step.first_on or step.due_on
    while day <= step.due_on:
        yield day
        day += timedelta(weeks=1)


def slots_of(steps: Iterable[Step], first: date, last: date) -> Iterator[Slot]:
    """When the steps that are not done are, from a day to a day."""
    for one in steps:
        if one.starts is None or one.ends is None or one.done_on is not None:
            continue
        for day in days_of(one):
            if first <= day <= last:
                yield Slot(day, one.starts, one.ends, one.title, one.owner, one.key)


def meetings(slots: Iterable[Slot]) -> tuple[tuple[Slot, Slot], ...]:
    """Pairs that overlap, the earliest first."""
    found: list[tuple[Slot, Slot]] = []
    ahead: list[Slot] = []
    for one in sorted(slots, key=lambda slot: (slot.day, slot.starts, slot.ends, slot.title)):
        ahead = [other for other in ahead if other.day == one.day and other.ends > one.starts]
        found += [(other, one) for other in ahead]
        ahead.append(one)
    return tuple(found)


def meets(wanted: Sequence[Slot], others: Iterable[Slot]) -> Slot | None:
    """The first of the others that one of the wanted ones overlaps."""
    keys = {one.key for one in wanted}
    for left, right in meetings([*wanted, *others]):
        if (left.key in keys) != (right.key in keys):
            return right if left.key in keys else left
    return None


def newly_taken(before: Iterable[Slot], after: Iterable[Slot]) -> Slot | None:
    """What was there already where a change puts something else; nothing for what met before the change, too."""
    stood = set(before)
    had = {frozenset(pair) for pair in meetings(stood)}
    for pair in meetings(after):
        if frozenset(pair) not in had:
            return next((one for one in pair if one in stood), pair[0])
    return None
