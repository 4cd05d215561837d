"""Marked lessons of many learners as columns: what each attended of late, and which questions of the rule that answers. Pure.

What a night keeps of a learner are the lessons of the weeks that count, as bytes: the next night opens them, puts in what
was marked since, and leaves the rest as it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from curricula.domain.causes import CARE_FAILURES
from curricula.domain.kept import CARE, COUNTS, EPOCH, EXCUSED, HELD, first_day_of_marks, number_of
from curricula.domain.stalled import Thresholds

Column = npt.NDArray[Any]
LESSON = np.dtype([("session", "<i8"), ("day", "<u2"), ("flags", "<u2"), ("offered", "<u2"), ("attended", "<u2")])
"""As `kept.LESSON` says it."""
CLUSTERED_ABSENCES = 4


@dataclass(frozen=True)
class Lessons:
    """Lessons of so many learners. `who` is the place of each one's learner; `attended` has the minutes of each learner
    since she began the level, with lessons that are not among the rows any more."""

    who: Column
    rows: Column
    attended: Column

    def __len__(self) -> int:
        return len(self.attended)


def made(who: Column, rows: Column, count: int) -> Lessons:
    """Of all lessons of so many learners."""
    counts = (rows["flags"] & COUNTS) > 0
    return Lessons(who, rows, _sum(who[counts], rows["attended"][counts], count))


def opened(kept: Sequence[bytes], attended: Sequence[int]) -> Lessons:
    """What was kept of each learner."""
    sizes = np.fromiter(map(len, kept), np.int64, len(kept)) // LESSON.itemsize
    rows = np.frombuffer(b"".join(kept), LESSON)
    return Lessons(np.repeat(np.arange(len(kept)), sizes), rows, np.array(attended, np.int64))


def closed(lessons: Lessons, day: date, thresholds: Thresholds) -> list[bytes]:
    """For keeping: of each learner the lessons that a review from `day` on still looks at."""
    recent = lessons.rows["day"] >= number_of(first_day_of_marks(day, thresholds))
    who, rows = lessons.who[recent], lessons.rows[recent]
    order = np.lexsort((rows["session"], rows["day"], who))
    who, content = who[order], rows[order].tobytes()
    ends = (np.searchsorted(who, np.arange(len(lessons) + 1)) * LESSON.itemsize).tolist()
    return [content[first:last] for first, last in pairwise(ends)]


def marked_again(lessons: Lessons, sessions: Column, new: Lessons) -> tuple[Lessons, Column]:
    """With other marks of some sessions (`new` holds all of them), and which learners have others now."""
    # Few sessions among a million lessons: looked up one by one they cost less than sorting all.
    known = np.append(np.sort(sessions), np.iinfo(np.int64).max)
    old = known[np.searchsorted(known[:-1], lessons.rows["session"])] == lessons.rows["session"]
    counted = old & ((lessons.rows["flags"] & COUNTS) > 0)
    gone = _sum(lessons.who[counted], lessons.rows["attended"][counted], len(lessons))
    touched = np.zeros(len(lessons), np.bool_)
    touched[lessons.who[old]] = True
    touched[new.who] = True
    found = Lessons(
        np.concatenate([lessons.who[~old], new.who]),
        np.concatenate([lessons.rows[~old], new.rows]),
        lessons.attended - gone + new.attended,
    )
    return found, touched


# --- what they say ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Seen:
    """What the lessons of each learner say on a day. Minutes of the window; `pauses` are long stretches without a class."""

    attended: Column
    window_offered: Column
    window_attended: Column
    window_excused: Column
    clustered: Column
    """Most absences fall on one day of the week."""
    care_failed: Column
    """How often she was away because childcare failed."""
    pauses: dict[int, list[tuple[int, int | None]]]
    """First day and last, None while it runs, by place."""


def seen(lessons: Lessons, day: date, thresholds: Thresholds) -> Seen:
    """What the lessons say on a day."""
    rows, count, today = lessons.rows, len(lessons), number_of(day)
    first = number_of(first_day_of_marks(day, thresholds))
    held = ((rows["flags"] & HELD) > 0) & (rows["day"] >= first) & (rows["day"] <= today)
    window = held & (rows["day"] >= today - 7 * thresholds.window_weeks)
    who, here = lessons.who[window], rows[window]
    excused = (here["flags"] & EXCUSED) > 0
    missed = here["attended"] == 0
    return Seen(
        lessons.attended,
        _sum(who, here["offered"], count),
        _sum(who, here["attended"], count),
        _sum(who[excused], here["offered"][excused], count),
        _clustered(who[missed], here["day"][missed], count),
        np.bincount(who[missed & ((here["flags"] & CARE) > 0)], minlength=count),
        _pauses(lessons.who[held], rows["day"][held].astype(np.int64), today, thresholds),
    )


def _sum(who: Column, minutes: Column, count: int) -> Column:
    return np.bincount(who, weights=minutes, minlength=count).astype(np.int64)


def _clustered(who: Column, days: Column, count: int) -> Column:
    """Whether at least two of three absences fall on one weekday."""
    weekday = (days.astype(np.int64) + EPOCH - 1) % 7
    by_day = np.bincount(who * 7 + weekday, minlength=count * 7).reshape(count, 7)
    absences = by_day.sum(axis=1)
    return np.asarray((absences >= CLUSTERED_ABSENCES) & (by_day.max(axis=1, initial=0) * 3 >= absences * 2))


def _pauses(who: Column, days: Column, today: int, thresholds: Thresholds) -> dict[int, list[tuple[int, int | None]]]:
    """The last one may still run; before the first mark nobody knows."""
    shortest = 7 * thresholds.long_pause_weeks
    order = np.lexsort((days, who))
    who, days = who[order], days[order]
    found: dict[int, list[tuple[int, int | None]]] = {}
    for at in np.nonzero((who[1:] == who[:-1]) & (days[1:] - days[:-1] > shortest))[0].tolist():
        found.setdefault(int(who[at]), []).append((int(days[at]), int(days[at + 1])))
    newest = np.append(who[1:] != who[:-1], np.ones(min(len(who), 1), np.bool_))
    for at in np.nonzero(newest & (today - days > shortest))[0].tolist():
        found.setdefault(int(who[at]), []).append((int(days[at]), None))
    return found


def answers(found: Seen, expected: Column, day: date, thresholds: Thresholds) -> Column:
    """Which questions of the rule lessons answer, as bits: as long as they are the same, so is the verdict.

    `expected` minutes are nan where nobody knows the profile.
    """
    ratio = found.attended / expected
    excused = found.window_excused if thresholds.excused_leave_denominator else 0
    counted = found.window_offered - excused
    share = np.divide(found.window_attended, counted, out=np.ones(len(expected)), where=counted > 0)
    first = number_of(day) - 7 * thresholds.window_weeks
    paused = np.zeros(len(expected), np.bool_)
    paused[[place for place, some in found.pauses.items() if any(end is None or end >= first for _, end in some)]] = (
        True
    )
    questions = (
        ratio >= thresholds.enough_ratio,
        ratio >= thresholds.watch_ratio,
        ratio >= thresholds.blocked_ratio,
        counted <= 0,
        share < thresholds.regular_attendance,
        paused,
        found.clustered,
        found.care_failed >= CARE_FAILURES,
    )
    bits = np.zeros(len(expected), np.int64)
    for place, yes in enumerate(questions):
        bits |= yes.astype(np.int64) << place
    return bits


def some(lessons: Lessons, places: Sequence[int]) -> Lessons:
    """Lessons of some of the learners, in the order of their places."""
    chosen = np.full(len(lessons), -1)
    chosen[list(places)] = np.arange(len(places))
    who = chosen[lessons.who]
    return replace(lessons, who=who[who >= 0], rows=lessons.rows[who >= 0], attended=lessons.attended[list(places)])
