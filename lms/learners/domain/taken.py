"""Everything that takes a person's time over a stretch of days, on one line of time, ready to be asked often. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from lms.kernel.vocabulary import Shift
from lms.learners.domain.lives import MAYBE, YES, Answer, Availability, DatedTime, Hindrance, Why
from lms.learners.domain.patterns import DAY, Kind, Pattern, in_force, shift_of


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch that is taken, in minutes on one line of time, and why. `note` is what the person wrote about it."""

    starts: int
    ends: int
    why: Why
    shift: Shift = Shift.NONE
    note: str = ""


_NONE: list[Block] = []


class Taken:
    """The blocks of a stretch of days, ready to be asked often."""

    def __init__(self, availability: Availability, blocks: Iterable[Block]) -> None:
        """Sort the blocks under the days they touch."""
        self._availability = availability
        self._by_day: dict[int, list[Block]] = {}
        self._answers: dict[tuple[Block, bool], Answer] = {}
        for block in sorted(blocks, key=lambda one: (one.why is Why.ON_CALL, one.starts, one.ends)):
            for day in range(block.starts // DAY, (block.ends - 1) // DAY + 1):
                self._by_day.setdefault(day, []).append(block)

    def answer(self, starts: int, ends: int, *, centre_id: str | None = None, online: bool = False) -> Answer:
        """Whether a class fits, from and to the minute on this line of time; `online` asks for no way there."""
        known = self._availability
        travel = 0 if online else known.travel_to(centre_id)
        if travel and known.travel_limit is not None and travel > known.travel_limit:
            return Answer(False, Hindrance(Why.FAR))
        return self._met(starts, ends, travel)

    def _met(self, starts: int, ends: int, travel: int) -> Answer:
        left, right = starts - travel, ends + travel
        soft: Answer = YES
        near: Block | None = None
        first, last = left // DAY, (right - 1) // DAY
        blocks = self._by_day.get(first, _NONE)
        if last != first:
            blocks = [*blocks, *(one for day in range(first + 1, last + 1) for one in self._by_day.get(day, _NONE))]
        for block in blocks:
            if block.starts >= right or left >= block.ends:
                continue
            during = block.starts < ends and starts < block.ends
            if block.why is Why.ON_CALL:
                if during:
                    soft = MAYBE
            elif during:
                return self._no(block, during)
            else:
                near = near or block
        if near is not None:
            return self._no(near, False)
        return soft

    def _no(self, block: Block, during: bool) -> Answer:
        key = (block, during)
        if key not in self._answers:
            met = Hindrance(block.why, block.shift, block.note)
            behind = Hindrance(Why.TRAVEL, block.shift, block.note, block.why)
            self._answers[key] = Answer(False, met if during else behind)
        return self._answers[key]


# --- from patterns to blocks -----------------------------------------------------------------------------------------


def wall_minute(day: date, minutes: int) -> int:
    return day.toordinal() * DAY + minutes


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A block before rest is added to it, in wall minutes. `begins` is the day it belongs to."""

    block: Block
    begins: date
    rests: bool = False


def _stretches(patterns: Sequence[Pattern], day: date) -> Iterator[_Stretch]:
    """What takes time from a day by its patterns."""
    working = in_force(patterns, day)
    for pattern in patterns:
        if pattern.kind is Kind.WORK and pattern is working:
            for one in pattern.on(day):
                shift = shift_of(one)
                block = Block(wall_minute(day, one.starts), wall_minute(day, one.ends), Why.WORK, shift)
                yield _Stretch(block, day, rests=one.crosses_midnight)
        elif pattern.kind is Kind.ON_CALL:
            for one in pattern.on(day):
                yield _Stretch(Block(wall_minute(day, one.starts), wall_minute(day, one.ends), Why.ON_CALL), day)
        elif pattern.kind is Kind.SCHOOL and pattern.covers(day):
            yield from (_Stretch(block, day) for block in _school(pattern, day))
        elif pattern.kind is Kind.FREE and pattern.covers(day):
            windows = [(one.starts, one.ends) for one in pattern.on(day)]
            yield from (_Stretch(block, day) for block in _outside(day, windows, Why.NOT_FREE))


def _school(pattern: Pattern, day: date) -> Iterator[Block]:
    """A parent who is alone is free while the child is there; another one is busy on the way there and back."""
    run, hours = pattern.run_minutes, pattern.on(day)
    if pattern.alone:
        yield from _outside(day, [(one.starts + run, one.ends - run) for one in hours], Why.SCHOOL)
        return
    for one in hours:
        for starts, ends in ((one.starts - run, one.starts), (one.ends, one.ends + run)):
            if starts < ends:
                yield Block(wall_minute(day, starts), wall_minute(day, ends), Why.SCHOOL)


def _outside(day: date, windows: Iterable[tuple[int, int]], why: Why) -> Iterator[Block]:
    """What of a day lies outside its windows."""
    open_from = 0
    for starts, ends in sorted(window for window in windows if window[0] < window[1]):
        if open_from < starts:
            yield Block(wall_minute(day, open_from), wall_minute(day, starts), why)
        open_from = max(open_from, ends)
    if open_from < DAY:
        yield Block(wall_minute(day, open_from), wall_minute(day, DAY), why)


def _line(day: date, minutes: int, zone: ZoneInfo | None) -> int:
    """A wall time as minutes on the line of time: of the calendar or, in a zone, of instants."""
    if zone is None:
        return wall_minute(day, minutes)
    later, minute = divmod(minutes, DAY)
    wall = datetime.combine(day + timedelta(days=later), time(minute // 60, minute % 60), zone)
    return int(wall.timestamp()) // 60


def _placed(wall: int, zone: ZoneInfo | None) -> int:
    return wall if zone is None else _line(date.fromordinal(wall // DAY), wall % DAY, zone)


def blocks(
    availability: Availability,
    patterns: Sequence[Pattern],
    exceptions: Sequence[DatedTime],
    first: date,
    last: date,
    zone: ZoneInfo | None,
) -> Iterator[Block]:
    """Everything taken from the first to the last day, with what runs over from the day before and its rest."""
    rest = availability.rest_hours * 60
    free = [one for one in exceptions if one.free]
    off = {one.day for one in free if one.whole_day}
    cuts = [(_line(one.day, one.starts, zone), _line(one.day, one.ends, zone)) for one in free]
    # A night with its rest and the longest stretch reach over two midnights.
    for number in range(first.toordinal() - 2, last.toordinal() + 2):
        day = date.fromordinal(number)
        for one in _stretches(patterns, day):
            if one.begins in off and one.block.why in (Why.WORK, Why.ON_CALL):
                continue
            block = replace(one.block, starts=_placed(one.block.starts, zone), ends=_placed(one.block.ends, zone))
            yield from _without(block, cuts)
            if one.rests and rest:
                yield from _without(Block(block.ends, block.ends + rest, Why.REST, block.shift), cuts)
    for busy in exceptions:
        if not busy.free:
            yield Block(
                _line(busy.day, busy.starts, zone), _line(busy.day, busy.ends, zone), Why.EXCEPTION, note=busy.reason
            )


def _without(block: Block, cuts: Sequence[tuple[int, int]]) -> Iterator[Block]:
    """A block less what somebody said is free."""
    left = block.starts
    for starts, ends in sorted(cuts):
        if starts < block.ends and left < ends:
            if left < starts:
                yield replace(block, starts=left, ends=starts)
            left = max(left, ends)
    if left < block.ends:
        yield replace(block, starts=left) if left != block.starts else block


def taken(availability: Availability, first: date, last: date, zone: str | None = None) -> Taken:
    """What is taken from day to day, both included. With a zone it is asked in instants, else in wall time."""
    where = ZoneInfo(zone) if zone else None
    near = [one for one in availability.exceptions if first - timedelta(days=3) <= one.day <= last + timedelta(days=3)]
    return Taken(availability, blocks(availability, availability.all_patterns, near, first, last, where))
