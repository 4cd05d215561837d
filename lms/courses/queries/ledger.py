"""What the hour ledger holds: of a session, of a month, of a learner. And what has to be known to charge."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import aliased

from lms.courses import models
from lms.courses.domain import hours
from lms.courses.domain.budgets import AtZero, Rule
from lms.kernel import db, errors
from lms.organisations import models as organisations


@dataclass(frozen=True)
class Terms:
    """How the hours of a section are charged when nobody has a budget of her own."""

    programme: str
    funder_id: str | None
    strand: hours.Strand
    unit_minutes: int


def terms(section_id: str) -> Terms:
    """The terms of a section's course. Raises NotFound."""
    course = models.Course
    row = (
        db.session()
        .execute(
            select(course.programme, course.funder_id, course.strand, course.track, course.unit_minutes)
            .join(models.Section, models.Section.course_id == course.id)
            .where(models.Section.id == section_id)
        )
        .first()
    )
    if row is None:
        raise errors.NotFound("courses.absent")
    return Terms(row.programme, row.funder_id, hours.strand_of(row.strand, row.track), row.unit_minutes)


def attended(session_id: str) -> list[hours.Attended]:
    """What the register of a session says, in order of enrolment. A second attempt is one of `attempt` 2 or more."""
    rows = db.session().execute(
        select(models.Mark.enrolment_id, models.Mark.learner_id, models.Mark.minutes, models.Enrolment.attempt)
        .join(models.Enrolment, models.Mark.enrolment_id == models.Enrolment.id)
        .where(models.Mark.session_id == session_id)
        .order_by(models.Mark.enrolment_id)
    )
    return [hours.Attended(row[0], row[1], row[2], row[3] > 1) for row in rows]


def entries_of(session_id: str) -> list[hours.Entry]:
    """Rows of one session."""
    row = models.LedgerEntry
    found = db.session().execute(
        select(
            row.id,
            row.enrolment_id,
            row.learner_id,
            row.funder_id,
            row.budget_id,
            row.version,
            row.minutes,
            row.attended,
            row.code,
            row.refused,
        ).where(row.session_id == session_id)
    )
    return [hours.Entry(*tuple(one)) for one in found]


def stretches(learner_ids: Collection[str], day: date) -> list[hours.Stretch]:
    """Sessions of a day that these learners are charged for."""
    entry = models.LedgerEntry
    rows = db.session().execute(
        select(entry.session_id, entry.learner_id, models.Session.starts_at, models.Session.ends_at)
        .join(models.Session, entry.session_id == models.Session.id)
        .where(entry.learner_id.in_(learner_ids), entry.day == day)
        .group_by(entry.session_id, entry.learner_id, models.Session.starts_at, models.Session.ends_at)
        .having(func.sum(entry.minutes) > 0)
    )
    return [hours.Stretch(*row) for row in rows]


def rules(funder_ids: Iterable[str], *, hold: bool = False) -> dict[str, Rule]:
    """What funders ask, by id. With `hold` their months can neither be closed nor opened until the work in hand is done."""
    rule = models.FunderRule
    statement = (
        select(
            organisations.Funder.id,
            rule.at_zero,
            rule.warn_minutes,
            rule.needs_budget,
            rule.needs_reference,
            rule.unit_minutes,
        )
        .outerjoin(rule, rule.funder_id == organisations.Funder.id)
        .where(organisations.Funder.id.in_(sorted(set(funder_ids))))
        .order_by(organisations.Funder.id)
    )
    if hold:
        statement = statement.with_for_update(of=organisations.Funder, read=True, key_share=True)
    return {
        row[0]: Rule() if row[1] is None else Rule(AtZero(row[1]), row[2], row[3], row[4], row[5])
        for row in db.session().execute(statement)
    }


def closed_months(funder_ids: Iterable[str], since: date) -> dict[str, set[date]]:
    """Months that are closed, from one on, by funder."""
    row = models.ClosedMonth
    found: dict[str, set[date]] = {}
    for funder_id, month in db.session().execute(
        select(row.funder_id, row.month).where(
            row.funder_id.in_(sorted(set(funder_ids))), row.month >= since, row.reopened_at.is_(None)
        )
    ):
        found.setdefault(funder_id, set()).add(month)
    return found


@dataclass(frozen=True)
class EntryInfo:
    """One row of the ledger, with the names of what it is about."""

    id: str
    session_id: str
    learner_id: str
    funder_id: str | None
    budget_id: str | None
    section: str
    course: str
    programme: str
    day: date
    month: date | None
    starts: time
    starts_at: datetime
    minutes: int
    attended: int
    unit_minutes: int
    mode: str
    strand: str
    code: str
    refused: bool
    version: int
    corrects_id: str | None
    reason: str
    by: str
    at: datetime


_ORDER: tuple[Any, ...] = (
    models.LedgerEntry.day,
    models.Session.starts_at,
    models.LedgerEntry.learner_id,
    models.LedgerEntry.version,
    models.LedgerEntry.id,
)


def _infos() -> Any:
    row, session = models.LedgerEntry, models.Session
    return (
        select(
            row.id, row.session_id, row.learner_id, row.funder_id, row.budget_id, models.Section.name,
            models.Course.title, models.Course.programme, row.day, row.month, session.starts, session.starts_at, row.minutes,
            row.attended, row.unit_minutes, row.mode, row.strand, row.code, row.refused, row.version,
            row.corrects_id, row.reason, row.by, row.at,
        )
        .join(session, row.session_id == session.id)
        .join(models.Section, session.section_id == models.Section.id)
        .join(models.Course, models.Section.course_id == models.Course.id)
    )  # fmt: skip


def entries(
    *,
    month: date | None = None,
    first: date | None = None,
    last: date | None = None,
    funder_id: str | None = None,
    learner_ids: Collection[str] | None = None,
    newest_first: bool = False,
    limit: int | None = None,
) -> list[EntryInfo]:
    """Rows of the ledger in order of day, time, learner and version."""
    row = models.LedgerEntry
    statement = _infos().order_by(*(column.desc() for column in _ORDER) if newest_first else _ORDER)
    for condition in (
        row.month == month if month else None,
        row.day >= first if first else None,
        row.day <= last if last else None,
        row.funder_id == funder_id if funder_id else None,
        row.learner_id.in_(learner_ids) if learner_ids is not None else None,
    ):
        if condition is not None:
            statement = statement.where(condition)
    return [EntryInfo(*tuple(one)) for one in db.session().execute(statement.limit(limit))]


def refused(*, month: date | None = None, learner_ids: Collection[str] | None = None) -> list[EntryInfo]:
    """Hours that were attended and are not charged, with the last reason. What was charged since is not among them."""
    row, later, mark = models.LedgerEntry, aliased(models.LedgerEntry), models.Mark
    held = (
        select(func.coalesce(func.sum(later.minutes), 0))
        .where(later.session_id == row.session_id, later.learner_id == row.learner_id)
        .scalar_subquery()
    )
    newest = (
        select(func.max(later.version))
        .where(later.session_id == row.session_id, later.learner_id == row.learner_id)
        .scalar_subquery()
    )
    statement = (
        _infos()
        .join(mark, (mark.session_id == row.session_id) & (mark.enrolment_id == row.enrolment_id))
        .where(row.refused.is_(True), row.version == newest, mark.minutes > held)
    )
    if month:
        statement = statement.where(row.month == month)
    if learner_ids is not None:
        statement = statement.where(row.learner_id.in_(learner_ids))
    return [EntryInfo(*tuple(one)) for one in db.session().execute(statement.order_by(*_ORDER))]


@dataclass(frozen=True)
class ClosedMonthInfo:
    """A month of a funder that is closed, or was and is open again."""

    id: str
    funder_id: str
    month: date
    entries: int
    minutes: int
    digest: str
    by: str
    at: datetime
    reopened_at: datetime | None
    reopened_by: str
    reopened_reason: str

    @property
    def closed(self) -> bool:
        """Whether it is closed now."""
        return self.reopened_at is None


def closings(*, month: date | None = None, funder_id: str | None = None) -> list[ClosedMonthInfo]:
    """Every closing, the newest first."""
    statement = select(models.ClosedMonth).order_by(models.ClosedMonth.at.desc(), models.ClosedMonth.id.desc())
    if month:
        statement = statement.where(models.ClosedMonth.month == month)
    if funder_id:
        statement = statement.where(models.ClosedMonth.funder_id == funder_id)
    return [
        ClosedMonthInfo(**{name: getattr(row, name) for name in ClosedMonthInfo.__dataclass_fields__})
        for row in db.session().scalars(statement)
    ]


def charged_by_funder(month: date) -> dict[str | None, tuple[int, int, int]]:
    """What counts in a month by funder: minutes in sum, rows, and the minutes of corrections among them."""
    row = models.LedgerEntry
    rows = db.session().execute(
        select(
            row.funder_id,
            func.sum(row.minutes),
            func.count(),
            func.sum(case((row.corrects_id.is_not(None), row.minutes), else_=0)),
        )
        .where(row.month == month)
        .group_by(row.funder_id)
    )
    return {one[0]: (int(one[1]), one[2], int(one[3])) for one in rows}
