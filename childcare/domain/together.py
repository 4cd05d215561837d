"""One child, one place: half hours that a child takes, whoever of its household brings it. Pure."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from childcare.domain.day import Interval

T = TypeVar("T")


@dataclass(frozen=True, order=True, slots=True)
class Taken:
    """One half hour of a day that one child takes in one group; `number` counts from midnight."""

    group_id: str
    day: date
    child_id: str
    number: int


def runs(taken: Iterable[Taken]) -> list[tuple[str, date, range]]:
    """Half hours that follow each other, as spans of (group, day, numbers); each child has spans of its own."""
    found: list[tuple[Taken, Taken]] = []
    for one in sorted(set(taken)):
        last = found[-1][1] if found else None
        if last and (last.group_id, last.day, last.child_id, last.number + 1) == (
            one.group_id,
            one.day,
            one.child_id,
            one.number,
        ):
            found[-1] = (found[-1][0], one)
        else:
            found.append((one, one))
    return [(first.group_id, first.day, range(first.number, last.number + 1)) for first, last in found]


def overlapping(rows: Iterable[T], key: Callable[[T], Hashable], span: Callable[[T], Interval]) -> list[list[T]]:
    """Rows of one key whose spans touch the same time stand together, in order of time."""
    found: list[list[T]] = []
    ends: dict[Hashable, tuple[int, list[T]]] = {}
    for row in sorted(rows, key=lambda one: (span(one).start, span(one).end)):
        end, group = ends.get(key(row), (-1, []))
        if span(row).start < end:
            group.append(row)
        else:
            group = [row]
            found.append(group)
        ends[key(row)] = (max(end, span(row).end), group)
    return found
