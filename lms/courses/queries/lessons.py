"""Seats, results and marks of everybody, for what looks at all of them every night: plain rows, each session asked for once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select

from lms.courses import models
from lms.courses.queries.hours import session_minutes
from lms.kernel import db
from lms.kernel.statements import Prepared, table

AT_ONCE = 500
"""Ids in one list."""


class Held(NamedTuple):
    """When a session was, its minutes, whether it was held, and whether it was changed since the day that was asked about."""

    id: str
    day: date
    minutes: int
    held: bool
    changed: bool = False


class Marked(NamedTuple):
    """What was marked of one learner in one session; minutes attended."""

    learner_id: str
    session_id: str
    attendance: str
    reason: str
    minutes: int


# --- marks -----------------------------------------------------------------------------------------------------------


def held_since(first: date) -> dict[str, Held]:
    """Every session of the provider in scope from a day on, by id."""
    row = models.Session
    found = db.session().execute(select(row.id, row.day, session_minutes(), row.state).where(row.day >= first))
    return {one: Held(one, day, minutes, state == "held") for one, day, minutes, state in found}


def held(ids: Iterable[str]) -> list[Held]:
    """These sessions."""
    row = models.Session
    statement = select(row.id, row.day, session_minutes(), row.state)
    found = [one for part in _parts(sorted(ids)) for one in db.session().execute(statement.where(row.id.in_(part)))]
    return [Held(one, day, minutes, state == "held") for one, day, minutes, state in found]


def touched_since(since: datetime, *, first: date, last: date) -> list[Held]:
    """Sessions that were marked or changed since an instant, and those from `first` to `last`."""
    row, session = models.Session, db.session()
    columns = (row.id, row.day, session_minutes(), row.state, row.changed_at)
    found: dict[str, Held] = {}
    # One question each: taken together a database would not look up the days.
    for which in ((row.day >= first) & (row.day <= last), (row.marked_at >= since) | (row.changed_at >= since)):
        for one, day, minutes, state, changed_at in session.execute(select(*columns).where(which)):
            found[one] = Held(one, day, minutes, state == "held", changed_at is not None and changed_at >= since)
    return list(found.values())


_MARK = table(models.Mark).c
_MARKS = select(_MARK.learner_id, _MARK.session_id, _MARK.attendance, _MARK.reason, _MARK.minutes)
_OF_LEARNERS = Prepared(_MARKS.where(_MARK.learner_id.in_(bindparam("ids", expanding=True))))
_OF_SESSIONS = Prepared(_MARKS.where(_MARK.session_id.in_(bindparam("ids", expanding=True))))


def marks_of_learners(ids: Iterable[str]) -> list[tuple[Any, ...]]:
    """Every mark of these learners, as `Marked` says."""
    return [row for part in _parts(list(ids)) for row in _OF_LEARNERS.ask(ids=part)]


def marks_of_sessions(ids: Iterable[str]) -> list[tuple[Any, ...]]:
    """Every mark of these sessions, as `Marked` says."""
    return [row for part in _parts(list(ids)) for row in _OF_SESSIONS.ask(ids=part)]


_SESSION = table(models.Session).c
_MINUTES = Prepared(
    select(_MARK.learner_id, _SESSION.day, _MARK.minutes)
    .select_from(table(models.Mark))
    .join(table(models.Session), _MARK.session_id == _SESSION.id)
    .where(_MARK.learner_id.in_(bindparam("ids", expanding=True)), _MARK.minutes > 0)
)


def attended_before(days: Mapping[str, date]) -> dict[str, int]:
    """Minutes that each learner attended before her own day."""
    found = dict.fromkeys(days, 0)
    for part in _parts(list(days)):
        for learner_id, day, minutes in _MINUTES.ask(ids=part):
            if day < days[learner_id]:
                found[learner_id] += minutes
    return found


def _parts(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    return (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))


# --- seats, results, groups ------------------------------------------------------------------------------------------


_SEAT, _SECTION, _COURSE = table(models.Enrolment).c, table(models.Section).c, table(models.Course).c
_SEATS = Prepared(
    select(
        _SEAT.learner_id,
        _SEAT.id,
        _SEAT.section_id,
        _SECTION.name,
        _COURSE.module_key,
        _SEAT.state,
        _SEAT.from_date,
    )
    .select_from(table(models.Enrolment))
    .join(table(models.Section), _SEAT.section_id == _SECTION.id)
    .join(table(models.Course), _SECTION.course_id == _COURSE.id)
    .order_by(_SEAT.from_date.desc(), _SEAT.id)
)
_DONE = table(models.Completion).c
_RESULTS = Prepared(
    select(_DONE.learner_id, _DONE.module_key, _DONE.passed, _DONE.on_day).order_by(_DONE.on_day, _DONE.id)
)
_GROUPS = Prepared(
    select(_SECTION.id, _SECTION.name, _SECTION.teacher_id, _SECTION.taken).where(_SECTION.state == "published")
)
_MEETING = table(models.Meeting).c
_MEETINGS = Prepared(
    select(
        _MEETING.section_id, _MEETING.weekday, _MEETING.starts, _MEETING.ends, _MEETING.every, _MEETING.anchor
    ).order_by(_MEETING.weekday, _MEETING.starts, _MEETING.id)
)


def all_seats() -> list[tuple[Any, ...]]:
    """(Learner, enrolment, section, its name, module, state, first day) of everybody, the newest first."""
    return _SEATS.ask().all()


def all_results() -> list[tuple[Any, ...]]:
    """(Learner, module, passed, day) of everybody, the oldest first."""
    return _RESULTS.ask().all()


def all_groups() -> dict[str, tuple[Any, ...]]:
    """Name, teacher, seats taken and weekly meetings of every published section, by id."""
    found = {row[0]: tuple(row[1:]) for row in _GROUPS.ask()}
    for section_id, *when in _MEETINGS.ask():
        if section_id in found:
            found[section_id] = (*found[section_id], tuple(when))
    return found
