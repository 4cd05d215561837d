"""Minutes: attended, offered, charged. Frames are aggregated in SQL."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Integer, bindparam, case, cast, extract, func, select
from sqlalchemy.sql import ColumnElement

from lms.courses import models
from lms.courses.domain import hours
from lms.kernel import db
from lms.kernel.questions import Question
from lms.learners import models as learner_models

if TYPE_CHECKING:
    # Loaded where a frame is made: it takes longer than everything else that a process starts with.
    import pandas as pd

WINDOW_WEEKS = 12


def session_minutes(dialect: str = "") -> ColumnElement[int]:
    """Minutes of a session, from its two instants, on both databases; on the one in hand where none is named."""
    if (dialect or db.connection().dialect.name) == "sqlite":
        seconds: Any = func.strftime("%s", models.Session.ends_at) - func.strftime("%s", models.Session.starts_at)
    else:
        seconds = extract("epoch", models.Session.ends_at - models.Session.starts_at)
    return cast(seconds / 60, Integer)


def attendance_frame(learner_ids: Iterable[str], *, since: date, until: date) -> "pd.DataFrame":
    """Attendance of learners over the days from `since` to `until`, both included.

    Columns: learner_id, offered, attended, excused (minutes of marked sessions), sessions, apologies (counts),
    last_day. One row for each learner who has a mark in the window, in order of learner_id.
    """
    import pandas as pd

    length = session_minutes()
    excused = case((models.Mark.attendance == "excused", length), else_=0)
    statement = (
        select(
            models.Mark.learner_id,
            func.sum(length).label("offered"),
            func.sum(models.Mark.minutes).label("attended"),
            func.sum(excused).label("excused"),
            func.count().label("sessions"),
            func.count(models.Apology.id).label("apologies"),
            func.max(models.Session.day).label("last_day"),
        )
        .join(models.Session, models.Mark.session_id == models.Session.id)
        .outerjoin(
            models.Apology,
            (models.Apology.session_id == models.Session.id) & (models.Apology.learner_id == models.Mark.learner_id),
        )
        .where(
            models.Mark.learner_id.in_(list(learner_ids)),
            models.Session.day >= since,
            models.Session.day <= until,
            models.Session.state == "held",
        )
        .group_by(models.Mark.learner_id)
        .order_by(models.Mark.learner_id)
    )
    return pd.DataFrame(
        [tuple(row) for row in db.session().execute(statement)],
        columns=["learner_id", "offered", "attended", "excused", "sessions", "apologies", "last_day"],
    )


def marks_frame(learner_ids: Iterable[str], *, since: date, until: date) -> "pd.DataFrame":
    """Every mark of learners over the days from `since` to `until`, both included, in order of day.

    Columns: learner_id, day, attendance, reason (codes), offered, attended (minutes). For windows of a few months.
    """
    import pandas as pd

    rows = db.session().execute(
        select(
            models.Mark.learner_id,
            models.Session.day,
            models.Mark.attendance,
            models.Mark.reason,
            session_minutes(),
            models.Mark.minutes,
        )
        .join(models.Session, models.Mark.session_id == models.Session.id)
        .where(
            models.Mark.learner_id.in_(list(learner_ids)),
            models.Session.day >= since,
            models.Session.day <= until,
            models.Session.state == "held",
        )
        .order_by(models.Session.day, models.Session.starts_at, models.Mark.learner_id)
    )
    return pd.DataFrame(
        [tuple(row) for row in rows], columns=["learner_id", "day", "attendance", "reason", "offered", "attended"]
    )


def weekly_attendance(learner_id: str, *, until: date, weeks: int = WINDOW_WEEKS) -> list[tuple[date, int, int]]:
    """(Monday, offered minutes, attended minutes) for each of the last weeks in which the learner was marked."""
    first = until - timedelta(days=until.weekday() + 7 * (weeks - 1))
    rows = db.session().execute(
        select(models.Session.day, session_minutes(), models.Mark.minutes)
        .join(models.Mark, models.Mark.session_id == models.Session.id)
        .where(models.Mark.learner_id == learner_id, models.Session.day >= first, models.Session.day <= until)
    )
    totals: dict[date, tuple[int, int]] = {}
    for day, offered, attended in rows:
        monday = day - timedelta(days=day.weekday())
        before = totals.get(monday, (0, 0))
        totals[monday] = (before[0] + offered, before[1] + attended)
    return [(monday, *totals[monday]) for monday in sorted(totals)]


def attended_since(days: Mapping[str, date]) -> dict[str, int]:
    """Minutes each learner attended from her own day on: learner id -> minutes. Zero where there are no marks."""
    if not days:
        return {}
    rows = db.session().execute(
        select(models.Mark.learner_id, models.Session.day, models.Mark.minutes)
        .join(models.Session, models.Mark.session_id == models.Session.id)
        .where(models.Mark.learner_id.in_(list(days)), models.Session.day >= min(days.values()))
    )
    totals = dict.fromkeys(days, 0)
    for learner_id, day, minutes in rows:
        if day >= days[learner_id]:
            totals[learner_id] += minutes
    return totals


def charged(session_id: str) -> tuple[dict[str, int], dict[str, int]]:
    """What the ledger holds for a session: minutes by learner, and the highest version by learner."""
    rows = db.session().execute(
        select(
            models.LedgerEntry.learner_id,
            func.sum(models.LedgerEntry.minutes),
            func.max(models.LedgerEntry.version),
        )
        .where(models.LedgerEntry.session_id == session_id)
        .group_by(models.LedgerEntry.learner_id)
    )
    minutes: dict[str, int] = {}
    versions: dict[str, int] = {}
    for learner_id, total, version in rows:
        minutes[learner_id], versions[learner_id] = int(total), version
    return minutes, versions


def hours_by_month(first: date, last: date) -> dict[tuple[int, int], dict[str | None, int]]:
    """Charged minutes by (year, month) and funder."""
    rows = db.session().execute(
        select(models.LedgerEntry.day, models.LedgerEntry.funder_id, func.sum(models.LedgerEntry.minutes))
        .where(models.LedgerEntry.day >= first, models.LedgerEntry.day <= last)
        .group_by(models.LedgerEntry.day, models.LedgerEntry.funder_id)
    )
    months: dict[tuple[int, int], dict[str | None, int]] = {}
    for day, funder_id, minutes in rows:
        month = months.setdefault((day.year, day.month), {})
        month[funder_id] = month.get(funder_id, 0) + int(minutes)
    return dict(sorted(months.items()))


@dataclass(frozen=True)
class Taught:
    """Hours that a teacher taught: held sessions and their minutes, and how many of them for somebody else."""

    staff_id: str
    strand: str
    unit_minutes: int
    sessions: int
    minutes: int
    online: int
    instead: int
    """Minutes taught as a substitute."""


def taught(first: date, last: date, *, centre_id: str | None = None) -> list[Taught]:
    """Hours taught from day to day, by teacher, strand and unit. A session counts for whoever taught it: the substitute
    where there was one. Only held ones count.
    """
    session, course, stands_in = models.Session, models.Course, models.Substitute
    teacher = func.coalesce(stands_in.staff_id, session.teacher_id)
    length = session_minutes()
    statement = (
        select(
            teacher,
            course.strand,
            course.track,
            course.unit_minutes,
            func.count(),
            func.sum(length),
            func.sum(case((session.mode == "online", length), else_=0)),
            func.sum(case((stands_in.staff_id.is_not(None), length), else_=0)),
        )
        .select_from(session)
        .join(models.Section, session.section_id == models.Section.id)
        .join(course, models.Section.course_id == course.id)
        .outerjoin(stands_in, stands_in.session_id == session.id)
        .where(session.day >= first, session.day <= last, session.state == "held", teacher.is_not(None))
        .group_by(teacher, course.strand, course.track, course.unit_minutes)
        .order_by(teacher, course.strand, course.track, course.unit_minutes)
    )
    if centre_id:
        statement = statement.where(models.Section.centre_id == centre_id)
    sums: dict[tuple[str, str, int], list[int]] = {}
    for staff_id, strand, track, unit, *values in db.session().execute(statement):
        # Several tracks may teach one strand.
        found = sums.setdefault((staff_id, hours.strand_of(strand, track), unit), [0, 0, 0, 0])
        found[:] = (one + int(value) for one, value in zip(found, values, strict=True))
    return [Taught(*key, *found) for key, found in sums.items()]


@dataclass(frozen=True)
class CompletionInfo:
    """A module's result."""

    learner_id: str
    module_key: str
    passed: bool
    on_day: date
    section_id: str | None


_COMPLETIONS = Question(
    select(models.Completion)
    .where(models.Completion.learner_id.in_(bindparam("ids")))
    .order_by(models.Completion.on_day, models.Completion.id)
)


def completions(learner_ids: Iterable[str]) -> dict[str, list[CompletionInfo]]:
    """Module results by learner, oldest first."""
    ids = list(learner_ids)
    found: dict[str, list[CompletionInfo]] = {}
    for row in _COMPLETIONS.ask(ids=ids) if ids else ():
        info = CompletionInfo(row.learner_id, row.module_key, row.passed, row.on_day, row.section_id)
        found.setdefault(row.learner_id, []).append(info)
    return found


def passed_by(module_key: str, centre_id: str | None = None) -> list[str]:
    """Who passed a module, of a centre or everywhere: ids of learners."""
    done, learner = models.Completion, learner_models.Learner
    statement = (
        select(done.learner_id)
        .join(learner, learner.id == done.learner_id)
        .where(done.module_key == module_key, done.passed.is_(True), learner.erased_at.is_(None))
        .distinct()
        .order_by(done.learner_id)
    )
    return list(db.session().scalars(statement.where(learner.centre_id == centre_id) if centre_id else statement))
