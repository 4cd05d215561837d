"""Marked lessons of a review: read from the registers, or gone on with from what the last review kept."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from curricula.domain.kept import CARE, COUNTS, EXCUSED, HELD, first_day_of_marks, key_of, number_of
from curricula.domain.stalled import Thresholds
from lms.courses.queries.lessons import Held, held, held_since, marks_of_learners, marks_of_sessions, touched_since
from lms.kernel.vocabulary import AbsenceReason, Attendance

if TYPE_CHECKING:
    from curricula.domain.lessons import Column, Lessons

Kept = Mapping[str, tuple[int, bytes]]
"""Minutes attended since the level was begun, and the lessons kept, by learner."""


class Sessions:
    """Sessions with their days, as columns: each is looked up once for all marks of it."""

    def __init__(self, found: Collection[Held]) -> None:
        import numpy as np

        self.place = {one.id: at for at, one in enumerate(found)}
        self.key = np.array([key_of(one.id) for one in found], np.int64)
        self.day = np.array([number_of(one.day) for one in found], np.int64)
        self.minutes = np.array([one.minutes for one in found], np.int64)
        self.held = np.array([one.held for one in found], np.bool_)


def sessions_since(first: date) -> Sessions:
    """Every session of the provider in scope from a day on."""
    return Sessions(held_since(first).values())


def lessons_of(entered: Mapping[str, date], sessions: Sessions | None) -> "Lessons":
    """All lessons of these learners, in their order. `entered`: since when each works at her level."""
    marks = marks_of_learners(entered)
    if sessions is None:
        sessions = Sessions(held({row[1] for row in marks}))
    return _lessons(marks, entered, sessions)


def _lessons(marks: Sequence[Any], entered: Mapping[str, date], sessions: Sessions) -> "Lessons":
    import numpy as np

    from curricula.domain.lessons import LESSON, made

    if not entered:
        marks = ()
    places = {one: at for at, one in enumerate(entered)}
    since = np.array([number_of(one) for one in entered.values()], np.int64)
    columns = tuple(zip(*marks, strict=True)) if marks else ((), (), (), (), ())
    count = len(marks)
    who = np.fromiter((places.get(one, -1) for one in columns[0]), np.int64, count)
    which = np.fromiter((sessions.place.get(one, -1) for one in columns[1]), np.int64, count)
    rows = np.zeros(count, LESSON)
    if count and len(sessions.day):
        rows["session"], rows["day"] = sessions.key[which], np.maximum(sessions.day[which], 0)
        rows["offered"], rows["attended"] = sessions.minutes[which], columns[4]
        rows["flags"] = (
            np.fromiter(map(Attendance.EXCUSED.value.__eq__, columns[2]), np.bool_, count) * EXCUSED
            + np.fromiter(map(AbsenceReason.CARE_FAILED.value.__eq__, columns[3]), np.bool_, count) * CARE
            + (sessions.day[which] >= since[who]) * COUNTS
            + sessions.held[which] * HELD
        )
    known = (who >= 0) & (which >= 0)
    return made(who[known], rows[known], len(entered))


def joined(entered: Mapping[str, date], kept: Kept, read: "Lessons") -> "Lessons":
    """Lessons in the order of `entered`: those kept, and of everybody else what was read, in the order of the others."""
    import numpy as np

    from curricula.domain.lessons import Lessons, opened

    places = {one: at for at, one in enumerate(entered)}
    ours = [one for one in entered if one in kept]
    others = np.array([places[one] for one in entered if one not in kept], np.int64)
    here = np.array([places[one] for one in ours], np.int64)
    known = opened([kept[one][1] for one in ours], [kept[one][0] for one in ours])
    attended = np.zeros(len(entered), np.int64)
    attended[here], attended[others] = known.attended, read.attended
    who = np.concatenate([here[known.who], others[read.who]]).astype(np.int64)
    return Lessons(who, np.concatenate([known.rows, read.rows]), attended)


def gone_on(
    entered: Mapping[str, date], kept: Kept, *, since: datetime, before: date, day: date, thresholds: Thresholds
) -> tuple["Lessons", "Column", frozenset[str]]:
    """Kept lessons with what was marked since the last review (of the day `before`), whose lessons are others now, and
    of whom what was kept does not tell enough: marks from before the weeks that are kept, or of a session that was moved.
    """
    from curricula.domain.lessons import marked_again, opened

    lessons = opened([kept[one][1] for one in entered], [kept[one][0] for one in entered])
    found = touched_since(since, first=before, last=day)
    oldest = first_day_of_marks(before, thresholds)
    plain = [one for one in found if one.day >= oldest and not one.changed]
    rest = [one.id for one in found if one.day < oldest or one.changed]
    sessions = Sessions(plain)
    new = _lessons(marks_of_sessions(sessions.place), entered, sessions)
    lessons, touched = marked_again(lessons, sessions.key, new)
    return lessons, touched, frozenset(row[0] for row in marks_of_sessions(rest))
