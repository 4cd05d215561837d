"""The rules of the review over columns instead of people: a whole country's registers in one pass. Pure.

The same rules as `stalled.review` without the model; a test holds both against each other.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from curricula.domain.hours import Profile
from curricula.domain.stalled import DEFAULTS, Thresholds
from lms.kernel.vocabulary import LESSON_MINUTES, ProgressState

STATES = tuple(ProgressState)
PROFILES = tuple(Profile)
NO_PROFILE = -1
UNSAID, LOW, MEDIUM, HIGH = range(4)
NO_DAY = -(2**31)
_PLACE = {state: place for place, state in enumerate(STATES)}
Column = npt.NDArray[Any]


@dataclass
class Totals:
    """Minutes per enrolment so far, and on which days of the window there was a mark. Days count from any one day."""

    attended: Column
    window_offered: Column
    window_attended: Column
    window_excused: Column
    before_window: Column
    """The last day with a mark before the window."""
    seen: Column
    """One column for each day of the window."""

    @classmethod
    def of(cls, enrolments: int, thresholds: Thresholds = DEFAULTS) -> "Totals":
        """Nothing yet."""
        seen = np.zeros((enrolments, thresholds.window_weeks * 7 + 1), np.bool_)
        before = np.full(enrolments, NO_DAY, np.int32)
        attended, window_offered, window_attended, window_excused = (np.zeros(enrolments) for _ in range(4))
        return cls(attended, window_offered, window_attended, window_excused, before, seen)

    def part(self, here: slice) -> "Totals":
        """Some of the enrolments."""
        return Totals(*(getattr(self, name)[here] for name in self.__dataclass_fields__))


def add_marks(
    totals: Totals,
    entered: Column,
    marks: tuple[Column, Column, Column, Column, Column],
    today: int,
    thresholds: Thresholds = DEFAULTS,
) -> bool:
    """Add marks (enrolment, day, offered, attended, excused) in order of day. False where a day goes back in time."""
    who, day, offered, attended, excused = marks
    ordered = bool((day[1:] >= day[:-1]).all())
    # In order of day, those up to today and those of the window are each one piece of the columns.
    until, first = np.searchsorted(day, [today + 1, today - thresholds.window_weeks * 7])
    since = day[:until] >= entered[who[:until]]
    _add(totals.attended, who[:until], np.where(since, attended[:until], 0))
    totals.before_window[who[:first]] = day[:first]
    window = slice(int(first), int(until))
    if first < until:
        _add(totals.window_offered, who[window], offered[window])
        _add(totals.window_attended, who[window], attended[window])
        _add(totals.window_excused, who[window], np.where(excused[window], offered[window], 0))
        totals.seen[who[window], day[window] - (today - thresholds.window_weeks * 7)] = True
    return ordered


def _add(totals: Column, who: Column, minutes: Column) -> None:
    if len(who):
        totals += np.bincount(who, weights=minutes, minlength=len(totals))


def _paused(totals: Totals, today: int, thresholds: Thresholds) -> Column:
    """Whether a long pause lies in the window, even in part, or still runs. Before the first mark nobody knows."""
    width = totals.seen.shape[1]
    first = today - thresholds.window_weeks * 7
    days = np.arange(first, first + width, dtype=np.int32)
    last = np.maximum.accumulate(
        np.concatenate([totals.before_window[:, None], np.where(totals.seen, days, np.int32(NO_DAY))], axis=1), axis=1
    )
    longest = thresholds.long_pause_weeks * 7
    known = last[:, :-1] != NO_DAY
    gaps = (totals.seen & known & (days - np.where(known, last[:, :-1], days) > longest)).any(axis=1)
    newest = last[:, -1]
    return np.asarray(gaps | ((newest != NO_DAY) & (today - np.where(newest == NO_DAY, today, newest) > longest)))


@dataclass(frozen=True)
class People:
    """Facts of enrolments by column. Checks: one layer a skill, one column a day of checks, newest last; nan is no check."""

    profile: Column
    levels: Column
    effort: Column
    """The higher of the two views: 0 unsaid, 1 low, 2 medium, 3 high."""
    disputed: Column
    level_met: Column
    course_soon: Column
    """Whether somebody who met the level has a course within the weeks allowed."""
    scores: Column
    errors: Column
    check_day: Column
    check_minutes: Column


def decide(totals: Totals, people: People, today: int, thresholds: Thresholds = DEFAULTS) -> Column:
    """The state of each enrolment, as its place in `STATES`."""
    expected = _expected(people, thresholds)
    ratio = np.divide(totals.attended, expected, out=np.zeros(len(expected)), where=expected > 0)
    flat, moves = _trends(people, thresholds)
    excused = totals.window_excused if thresholds.excused_leave_denominator else 0
    counted = totals.window_offered - excused
    missing = _missing(totals, people, expected, ratio, flat + moves, counted, today, thresholds)
    tolerance = (ratio >= thresholds.blocked_ratio) & (people.effort >= MEDIUM)
    few = flat + moves < thresholds.skills_for_blocked
    return np.select(
        [
            people.level_met & ~people.course_soon,
            people.level_met,
            missing,
            totals.window_attended < thresholds.regular_attendance * counted,
            tolerance & ~few & (moves == 0),
            tolerance & (flat > 0) & (few | (flat <= moves)),
            (ratio >= thresholds.watch_ratio) & (flat > 0),
            flat > 0,
        ],
        [
            _PLACE[state]
            for state in (
                ProgressState.SUPPLY_STALLED, ProgressState.PROGRESSING, ProgressState.NOT_ENOUGH_EVIDENCE,
                ProgressState.LOW_ATTENDANCE, ProgressState.BLOCKED, ProgressState.SKILL_BLOCKED, ProgressState.WATCH,
                ProgressState.WITHIN_EXPECTED,
            )
        ],
        _PLACE[ProgressState.PROGRESSING],
    ).astype(np.int8)  # fmt: skip


def _expected(people: People, thresholds: Thresholds) -> Column:
    lessons = dict(thresholds.expected_lessons)
    each = np.array([*(lessons[profile] for profile in PROFILES), 0], dtype=np.float64)
    return np.asarray(each[people.profile] * LESSON_MINUTES * people.levels)


def _missing(
    totals: Totals, people: People, expected: Column, ratio: Column, tested: Column, counted: Column, today: int,
    thresholds: Thresholds,
) -> Column:  # fmt: skip
    checked = ~np.isnan(people.scores).all(axis=2)
    newest = np.where(checked, people.check_day, NO_DAY).max(axis=1, initial=NO_DAY)
    old = (newest != NO_DAY) & (newest < today - thresholds.fresh_weeks * 7)
    return np.asarray(
        (expected == 0)
        | (ratio < thresholds.enough_ratio)
        | (tested == 0)
        | old
        | _paused(totals, today, thresholds)
        | people.disputed
        | (counted <= 0)
    )


def _trends(people: People, thresholds: Thresholds) -> tuple[Column, Column]:
    """How many skills stand still and how many gain: from the newest check back, each enough minutes before the last."""
    count, days, skills = people.scores.shape
    newest, oldest = np.full((count, skills), np.nan), np.full((count, skills), np.nan)
    new_error, old_error = np.zeros((count, skills)), np.zeros((count, skills))
    at, chosen = np.zeros((count, skills)), np.zeros((count, skills), np.int8)
    for day in range(days - 1, -1, -1):
        score, minutes = people.scores[:, day, :], people.check_minutes[:, day, None]
        first = (chosen == 0) & ~np.isnan(score)
        apart = at - minutes >= thresholds.minutes_between_assessments
        later = (chosen > 0) & (chosen < thresholds.assessments_compared) & ~np.isnan(score) & apart
        newest, new_error = np.where(first, score, newest), np.where(first, people.errors[:, day, :], new_error)
        oldest, old_error = np.where(later, score, oldest), np.where(later, people.errors[:, day, :], old_error)
        at = np.where(first | later, minutes, at)
        chosen = chosen + (first | later)
    gains = newest - oldest > thresholds.gain_error_multiple * np.hypot(new_error, old_error)
    tested = chosen >= 2
    return (tested & ~gains).sum(axis=1), (tested & gains).sum(axis=1)
