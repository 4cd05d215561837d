"""Lessons of many people at once, for what looks at everybody every night: plain rows, each session asked for once."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import select

from lms.courses import models
from lms.courses.queries.hours import _length
from lms.kernel import db

AT_ONCE = 1000
"""Sessions in one list of ids."""


class Held(NamedTuple):
    """When a session was, its minutes, and whether it was held."""

    day: date
    minutes: int
    held: bool


class Lesson(NamedTuple):
    """One mark of a held session; minutes offered and attended."""

    day: date
    attendance: str
    reason: str
    offered: int
    attended: int


def held_since(first: date) -> dict[str, Held]:
    """Every session of the provider in scope from a day on, by id."""
    row = models.Session
    found = db.session().execute(select(row.id, row.day, _length(), row.state).where(row.day >= first))
    return {session_id: Held(day, minutes, state == "held") for session_id, day, minutes, state in found}


def lessons_of(
    entered: Mapping[str, date], since: date, until: date, sessions: Mapping[str, Held]
) -> dict[str, tuple[int, list[Lesson]]]:
    """(Minutes attended from each learner's own day on, her marks of held sessions from `since` to `until`), by learner.

    `sessions` are those of `held_since` the earliest day that is asked for here.
    """
    mark = models.Mark
    rows = db.session().execute(
        select(mark.learner_id, mark.session_id, mark.attendance, mark.reason, mark.minutes).where(
            mark.learner_id.in_(list(entered))
        )
    )
    # Hundreds of thousands of rows: made of a tuple, without asking for each value by name.
    make = Lesson._make
    minutes, lessons = dict.fromkeys(entered, 0), dict[str, list[Lesson]]()
    for learner_id, session_id, attendance, reason, attended in rows:
        session = sessions.get(session_id)
        if session is None:
            continue
        day, offered, held = session
        if day >= entered[learner_id]:
            minutes[learner_id] += attended
        if held and since <= day <= until:
            lessons.setdefault(learner_id, []).append(make((day, attendance, reason, offered, attended)))
    return {one: (total, lessons.get(one, [])) for one, total in minutes.items()}


def marked_anew(since: datetime, days: Iterable[tuple[date, date]]) -> set[str]:
    """Learners with a mark that was written since an instant, or of a session that was changed since or lies on `days`
    (first and last of each stretch).
    """
    mark, row, session = models.Mark, models.Session, db.session()
    found = set(session.scalars(select(mark.learner_id).where(mark.at >= since).distinct()))
    there = [(row.day >= first) & (row.day <= last) for first, last in days if first <= last]
    # One question each: taken together a database would read every mark for them.
    for which in (row.changed_at >= since, *there):
        ids = list(session.scalars(select(row.id).where(which)))
        for start in range(0, len(ids), AT_ONCE):
            some = mark.session_id.in_(ids[start : start + AT_ONCE])
            found.update(session.scalars(select(mark.learner_id).where(some).distinct()))
    return found
