"""The waiting list for care: who comes next. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Order(StrEnum):
    """Who comes first."""

    NEED = "need"
    """Who needs it most, as staff have said; equals by entry."""
    ENTRY = "entry"
    """Who has waited longest."""
    YOUNGEST = "youngest"
    """The youngest child; equals by entry."""


MOST_NEED = 3


@dataclass(frozen=True, slots=True)
class Entry:
    """A child on the list."""

    key: str
    since: datetime
    need: int
    birth_date: date


def in_order(entries: Iterable[Entry], order: Order) -> list[Entry]:
    """Everybody on the list, the next one first."""

    def rank(entry: Entry) -> tuple[object, ...]:
        first: object = 0
        if order is Order.NEED:
            first = -entry.need
        elif order is Order.YOUNGEST:
            first = -entry.birth_date.toordinal()
        return first, entry.since, entry.key

    return sorted(entries, key=rank)
