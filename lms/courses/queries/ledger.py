"""What the hour ledger holds: of a session, of a month, of a learner. And what has to be known to charge."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import and_, bindparam, case, func, select
from sqlalchemy.orm import aliased

from lms.courses import models
from lms.courses.domain import hours
from lms.courses.domain.budgets import AtZero, Rule
from lms.kernel import db, errors
from lms.kernel.statements import Prepared, beside, table
from lms.organisations import models as organisations


@dataclass(frozen=True)
class Terms:
    """How the hours of a section are charged when nobody has a budget of her own."""

    programme: str
    funder_id: str | None
    strand: hours.Strand
    unit_minutes: int


_COURSE, _SECTION, _SESSION = table(models.Course).c, table(models.Section).c, table(models.Session).c
_MARK, _ENROLMENT, _ENTRY = table(models.Mark).c, table(models.Enrolment).c, table(models.LedgerEntry).c
_RULE, _CLOSED, _FUNDER = table(models.FunderRule).c, table(models.ClosedMonth).c, table(organisations.Funder).c

# Every register that is saved asks these.
_TERMS = Prepared(
    select(_COURSE.programme, _COURSE.funder_id, _COURSE.strand, _COURSE.track, _COURSE.unit_minutes)
    .select_from(table(models.Course).join(table(models.Section), _SECTION.course_id == _COURSE.id))
    .where(_SECTION.id == bindparam("section_id"))
)
_ATTENDED = Prepared(
    select(_MARK.enrolment_id, _MARK.learner_id, _MARK.minutes, _ENROLMENT.attempt)
    .select_from(table(models.Mark).join(table(models.Enrolment), _MARK.enrolment_id == _ENROLMENT.id))
    .where(_MARK.session_id == bindparam("session_id"))
    .order_by(_MARK.enrolment_id)
)
_ENTRIES = Prepared(
    select(
        _ENTRY.id, _ENTRY.enrolment_id, _ENTRY.learner_id, _ENTRY.funder_id, _ENTRY.budget_id, _ENTRY.version,
        _ENTRY.minutes, _ENTRY.attended, _ENTRY.code, _ENTRY.refused,
    ).where(_ENTRY.session_id == bindparam("session_id"))
)  # fmt: skip
_STRETCHES = Prepared(
    select(_ENTRY.session_id, _ENTRY.learner_id, _SESSION.starts_at, _SESSION.ends_at)
    .select_from(table(models.LedgerEntry).join(table(models.Session), _ENTRY.session_id == _SESSION.id))
    .where(_ENTRY.learner_id.in_(bindparam("learner_ids", expanding=True)), _ENTRY.day == bindparam("day"))
    .group_by(_ENTRY.session_id, _ENTRY.learner_id, _SESSION.starts_at, _SESSION.ends_at)
    .having(func.sum(_ENTRY.minutes) > 0)
)
_ASKS = Prepared(
    select(
        _FUNDER.id, _RULE.funder_id.label("ruled"), _RULE.at_zero, _RULE.warn_minutes, _RULE.needs_budget,
        _RULE.needs_reference, _RULE.unit_minutes, _CLOSED.month,
    )
    .select_from(
        beside(
            beside(table(organisations.Funder), table(models.FunderRule), _RULE.funder_id == _FUNDER.id),
            table(models.ClosedMonth),
            and_(
                _CLOSED.funder_id == _FUNDER.id, _CLOSED.month >= bindparam("since"), _CLOSED.reopened_at.is_(None)
            ),
        )
    )
    .where(_FUNDER.id.in_(bindparam("funder_ids", expanding=True)))
)  # fmt: skip
_HOLD = Prepared(
    select(_FUNDER.id)
    .where(_FUNDER.id.in_(bindparam("funder_ids", expanding=True)))
    .order_by(_FUNDER.id)
    .with_for_update(read=True, key_share=True)
)
FOREVER = date.max


def terms(section_id: str) -> Terms:
    """The terms of a section's course. Raises NotFound."""
    row = _TERMS.ask(section_id=section_id).first()
    if row is None:
        raise errors.NotFound("courses.absent")
    return Terms(row.programme, row.funder_id, hours.strand_of(row.strand, row.track), row.unit_minutes)


def attended(session_id: str) -> list[hours.Attended]:
    """What the register of a session says, in order of enrolment. A second attempt is one of `attempt` 2 or more."""
    rows = _ATTENDED.ask(session_id=session_id)
    return [hours.Attended(row.enrolment_id, row.learner_id, row.minutes, row.attempt > 1) for row in rows]


def entries_of(session_id: str) -> list[hours.Entry]:
    """Rows of one session."""
    return [hours.Entry(*tuple(row)) for row in _ENTRIES.ask(session_id=session_id)]


def stretches(learner_ids: Collection[str], day: date) -> list[hours.Stretch]:
    """Sessions of a day that these learners are charged for."""
    return [hours.Stretch(*tuple(row)) for row in _STRETCHES.ask(learner_ids=list(learner_ids), day=day)]


class Charges:
    """Rows of one session, and the sessions of its day that learners are charged for. Asked with what is asked next."""

    def __init__(self, session_id: str, learner_ids: Collection[str], day: date) -> None:
        self._entries = _ENTRIES.soon(session_id=session_id)
        self._stretches = _STRETCHES.soon(learner_ids=list(learner_ids), day=day)

    def entries(self) -> list[hours.Entry]:
        """Rows of the session."""
        return [hours.Entry(*row) for row in self._entries.answer()]

    def stretches(self) -> list[hours.Stretch]:
        """Sessions of the day that the learners are charged for, this one among them."""
        return [hours.Stretch(*row) for row in self._stretches.answer()]


@dataclass(frozen=True)
class Asks:
    """What a funder asks, and its months that are closed."""

    rule: Rule
    closed: frozenset[date]


def asked(funder_ids: Collection[str], since: date) -> dict[str, Asks]:
    """What funders ask, by id, with the months that are closed from one on. Until the work in hand is done none of their
    months can be closed or opened.
    """
    wanted = sorted(funder_ids)
    # Held first and read afterwards: a month that was closed while we waited must be seen.
    if wanted and db.connection().dialect.name == "postgresql":
        _HOLD.soon(funder_ids=wanted)
    return _asks(wanted, since)


def open_month_of(funder_id: str, day: date) -> date:
    """The month that something of `day` is charged to a funder in: its own, or the first one after it that is not closed."""
    own = hours.month_of(day)
    known = asked([funder_id], own).get(funder_id)
    return hours.open_month(day, known.closed) if known else own


def rules(funder_ids: Iterable[str]) -> dict[str, Rule]:
    """What funders ask, by id."""
    return {key: one.rule for key, one in _asks(sorted(set(funder_ids)), FOREVER).items()}


def _asks(funder_ids: list[str], since: date) -> dict[str, Asks]:
    found: dict[str, Asks] = {}
    for row in _ASKS.ask(funder_ids=funder_ids, since=since) if funder_ids else ():
        known = found.get(row.id)
        rule = known.rule if known else _rule(row)
        closed = known.closed if known else frozenset[date]()
        found[row.id] = Asks(rule, closed | {row.month} if row.month else closed)
    return found


def _rule(row: Any) -> Rule:
    if row.ruled is None:
        return Rule()
    return Rule(AtZero(row.at_zero), row.warn_minutes, row.needs_budget, row.needs_reference, row.unit_minutes)


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
