"""The teaching week of a centre: blocks of the day, and the weekly patterns that sections may take. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from lms.kernel.vocabulary import Weekday
from scheduling.domain.problem import Pattern, Slot


@dataclass(frozen=True)
class Block:
    """A stretch of the day in which one session fits: three lessons of 45 minutes."""

    key: str
    starts: time
    ends: time


BLOCKS = (
    Block("morning", time(9), time(11, 15)),
    Block("midday", time(12, 30), time(14, 45)),
    Block("afternoon", time(15, 15), time(17, 30)),
    Block("evening", time(18), time(20, 15)),
)
WORKDAYS = (Weekday.MONDAY, Weekday.TUESDAY, Weekday.WEDNESDAY, Weekday.THURSDAY, Weekday.FRIDAY)
SATURDAY_BLOCKS = 2
PAIRS = ((0, 2), (1, 3), (0, 3), (1, 4), (2, 4))
TRIPLES = ((0, 2, 4), (1, 2, 3), (0, 1, 3))


def slots(blocks: Sequence[Block] = BLOCKS) -> tuple[Slot, ...]:
    """Every block of every working day, and the first two of Saturday, by day and time."""
    return tuple(
        Slot(slot_id(day, block.key), day, block.starts, block.ends)
        for day in (*WORKDAYS, Weekday.SATURDAY)
        for block in _blocks_on(day, blocks)
    )


def _blocks_on(weekday: int, blocks: Sequence[Block]) -> Sequence[Block]:
    if weekday == Weekday.SATURDAY:
        return blocks[:SATURDAY_BLOCKS]
    return blocks if weekday in WORKDAYS else ()


def slot_id(weekday: int, block: str) -> str:
    """Name of a slot."""
    return f"{int(weekday)}-{block}"


def daypart(starts: time) -> str:
    """The block that a time lies in, or the one after it: names the part of the day."""
    return next((block.key for block in BLOCKS if starts < block.ends), BLOCKS[-1].key)


def wall(text: str) -> time:
    """Wall time as plans keep it: 09:00."""
    return time.fromisoformat(text)


def overlapping(weekday: int, starts: time, ends: time) -> tuple[str, ...]:
    """Slots that a meeting at any time touches."""
    blocks = _blocks_on(weekday, BLOCKS)
    return tuple(slot_id(weekday, block.key) for block in blocks if block.starts < ends and starts < block.ends)


def first_monday(starts_on: date, ends_on: date, today: date) -> date | None:
    """The first Monday of a term that is not over yet, nothing where the term ends before it."""
    day = max(starts_on, today)
    monday = day + timedelta(days=-day.weekday() % 7)
    return monday if monday <= ends_on else None


def patterns(blocks: Sequence[Block] = BLOCKS) -> tuple[Pattern, ...]:
    """Weekly patterns: intensive ones on four or five days before the evening, two or three meetings a week, Saturday."""
    found = []
    for block in blocks:
        if block.key != "evening":
            found += [_pattern(range(5), block, True), _pattern(range(4), block, True)]
        found += [_pattern(days, block, False) for days in TRIPLES]
        found += [_pattern(days, block, False) for days in PAIRS]
    # Whoever works early and late by turns can come on Saturday in every week of the rotation.
    both = tuple(slot_id(Weekday.SATURDAY, block.key) for block in blocks[:SATURDAY_BLOCKS])
    return (*found, Pattern("saturday", both))


def _pattern(days: Iterable[int], block: Block, intensive: bool) -> Pattern:
    chosen = tuple(days)
    name = f"{block.key}-{''.join(str(day) for day in chosen)}"
    return Pattern(name, tuple(slot_id(day, block.key) for day in chosen), intensive)
