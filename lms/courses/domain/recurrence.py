"""What a changed timetable means for sessions that stand already: which stay, move, come and go. Pure."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time

from lms.courses.domain.calendar import DatedMeeting, monday_of


@dataclass(frozen=True, slots=True)
class Standing:
    """A session as it stands. `by_hand` means that a person moved or cancelled it: her decision outlives a new timetable."""

    id: str
    day: date
    starts: time
    ends: time
    marked: bool = False
    by_hand: bool = False
    extra: bool = False
    planned_day: date | None = None
    cancelled: bool = False

    @property
    def slot(self) -> tuple[date, time]:
        """Where the series had put it."""
        return self.planned_day or self.day, self.starts


@dataclass(frozen=True, slots=True)
class Difference:
    """Sessions to keep, to set to other times (in pairs), to add and to take away."""

    kept: tuple[str, ...]
    moved: tuple[tuple[str, DatedMeeting], ...]
    added: tuple[DatedMeeting, ...]
    removed: tuple[str, ...]
    protected: tuple[str, ...]
    """Sessions that have a register, were added or decided by hand: nothing touches them."""


def compare(standing: Sequence[Standing], wanted: Sequence[DatedMeeting]) -> Difference:
    """What to do so that the sessions follow the wanted meetings.

    Sessions with a register stay whatever happens, and so does what people decided by hand; each stands for the meeting
    of its day or, where there is none, of its week. A session keeps its identity when it moves within its week, so that
    calendars show a move and not a loss.
    """
    open_slots = _Slots(wanted)
    fixed = [one for one in standing if one.marked or one.by_hand or one.extra]
    for one in fixed:
        if not one.extra:
            open_slots.take_nearest(one)
    for one in fixed:
        if not one.cancelled:
            open_slots.drop_beside(one)
    free = [one for one in standing if one not in fixed]
    kept, moved = [], []
    left = []
    for one in free:
        exact = open_slots.take(one.day, one.starts)
        if exact is None:
            left.append(one)
        elif exact.ends == one.ends:
            kept.append(one.id)
        else:
            moved.append((one.id, exact))
    removed = []
    for one in sorted(left, key=lambda each: (each.day, each.starts)):
        near = open_slots.take_in_week(one.day)
        if near is None:
            removed.append(one.id)
        else:
            moved.append((one.id, near))
    return Difference(
        tuple(kept), tuple(moved), tuple(open_slots.rest()), tuple(removed), tuple(one.id for one in fixed)
    )


class _Slots:
    """Wanted meetings that nothing stands for yet."""

    def __init__(self, wanted: Sequence[DatedMeeting]) -> None:
        self.by_slot = {(one.day, one.starts): one for one in sorted(wanted, key=lambda one: (one.day, one.starts))}
        self.by_week: dict[date, list[DatedMeeting]] = defaultdict(list)
        for one in self.by_slot.values():
            self.by_week[monday_of(one.day)].append(one)

    def take(self, day: date, starts: time) -> DatedMeeting | None:
        """The meeting of exactly this slot."""
        found = self.by_slot.pop((day, starts), None)
        if found is not None:
            self.by_week[monday_of(day)].remove(found)
        return found

    def take_nearest(self, one: Standing) -> DatedMeeting | None:
        """The meeting a decided session stands for: its slot, else one of its day, else one of its week."""
        day, starts = one.slot
        exact = self.take(day, starts) or self._first(each for each in self.by_week[monday_of(day)] if each.day == day)
        return exact or self.take_in_week(day)

    def drop_beside(self, one: Standing) -> None:
        """A class meets once at a time: where a decided session is held, no other is made."""
        for slot in [each for each in self.by_week[monday_of(one.day)] if each.day == one.day]:
            if slot.starts < one.ends and one.starts < slot.ends:
                self.take(slot.day, slot.starts)

    def take_in_week(self, day: date) -> DatedMeeting | None:
        """The first meeting of the week that nothing stands for."""
        return self._first(iter(self.by_week[monday_of(day)]))

    def _first(self, found: Iterator[DatedMeeting]) -> DatedMeeting | None:
        one = next(found, None)
        return self.take(one.day, one.starts) if one is not None else None

    def rest(self) -> list[DatedMeeting]:
        """What is left, in order of time."""
        return list(self.by_slot.values())


@dataclass(frozen=True, slots=True)
class HourCount:
    """Minutes of a section: promised, held, and still ahead. Cancelled ones count nowhere."""

    promised: int
    held: int
    ahead: int
    cancelled: int = 0

    @property
    def short(self) -> int:
        """Minutes that no session holds yet."""
        return max(0, self.promised - self.held - self.ahead)

    @property
    def over(self) -> int:
        """Minutes beyond what was promised."""
        return max(0, self.held + self.ahead - self.promised)

    def makeups(self, length: int) -> int:
        """How many sessions of this length are missing."""
        return -(-self.short // length) if length > 0 else 0


@dataclass(frozen=True, slots=True)
class Busy:
    """A stretch of a day that is taken."""

    day: date
    starts: time
    ends: time


def free_slots(
    days: Sequence[date],
    hours: Sequence[tuple[time, time]],
    busy: Collection[Busy],
    works: Collection[tuple[int, time, time]] | None = None,
) -> list[DatedMeeting]:
    """Slots among days and hours that nothing taken overlaps, by day and start.

    `works` are stretches of the week (weekday, from, to) in which the teacher works; None where that is not known.
    """
    taken: dict[date, list[Busy]] = defaultdict(list)
    for one in busy:
        taken[one.day].append(one)
    return [
        DatedMeeting(day, starts, ends)
        for day in days
        for starts, ends in sorted(set(hours))
        if not any(one.starts < ends and starts < one.ends for one in taken[day])
        and (works is None or any(day.weekday() == on and since <= starts and ends <= to for on, since, to in works))
    ]


def entry_day(
    wanted: date, sessions: Sequence[date], weekdays: Collection[int] = (), until: date | None = None
) -> date | None:
    """The first session at which somebody may join from a wanted day on; None when entry is over.

    `weekdays` are the days of the week on which new people may come; empty means any. `until` is the last day to join.
    """
    for day in sorted(sessions):
        if day >= wanted and (not weekdays or day.weekday() in weekdays):
            return day if until is None or day <= until else None
    return None


def viable(sizes: dict[str, int], waiting: dict[str, int], least: dict[str, int]) -> list[str]:
    """Parts of a mixed section that could be a group of their own: with those who wait they reach the least size, and
    those who would stay still do.
    """
    everybody = sum(sizes.values())
    own = [key for key, size in sizes.items() if size and size + waiting.get(key, 0) >= least.get(key, 1)]
    return [key for key in own if everybody - sizes[key] >= min(least.values(), default=1)]
