"""Minutes by funder, rows of the hour ledger, and budgets."""

from datetime import date, datetime, time

from lms.accounts.services import audit
from lms.courses.domain.budgets import BudgetKind
from lms.courses.queries import budgets as granted
from lms.courses.queries import figures
from lms.courses.queries import ledger as charged
from lms.courses.rest.door import Days, resources
from lms.kernel.rest import Value
from lms.kernel.web import now
from lms.learners import queries as learners
from lms.organisations import queries as organisations


class FunderHours(Value):
    """Minutes of one funder. `open_marks` counts absences whose reason is still not known."""

    funder_id: str | None
    funder: str
    offered_minutes: int
    attended_minutes: int
    charged_minutes: int
    open_marks: int


class Hours(Value):
    """Minutes by funder."""

    items: tuple[FunderHours, ...]


class HoursQuery(Days):
    """Which days, and which funder."""

    funder_id: str | None = None


@resources.get("/hours", permission="exchange.figures", answers=Hours, query=HoursQuery)
def hours(query: HoursQuery) -> Hours:
    """Minutes by funder from day to day."""
    names = {one.id: one.name for one in organisations.funders()}
    return Hours(
        items=tuple(
            FunderHours(
                funder_id=one.funder_id,
                funder=names.get(one.funder_id or "", ""),
                offered_minutes=one.offered,
                attended_minutes=one.attended,
                charged_minutes=one.charged,
                open_marks=one.open_marks,
            )
            for one in figures.hours(query.first, query.last)
            if query.funder_id in (None, one.funder_id)
        )
    )


class LedgerEntry(Value):
    """One row of the ledger. Rows never change: a correction is a further row that names the one it puts right.

    `month` is the month it counts in. `refused` is true for a row of zero minutes that says why nothing was charged.
    """

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
    at: datetime


class LedgerEntries(Value):
    """Rows in order of day, time, learner and version."""

    items: tuple[LedgerEntry, ...]


class LedgerQuery(Days):
    """Which days, which funder, which learner."""

    funder_id: str | None = None
    learner_id: str | None = None


@resources.get("/ledger", permission="exchange.exports", answers=LedgerEntries, query=LedgerQuery, writes=True)
def ledger(query: LedgerQuery) -> LedgerEntries:
    """Rows of the hour ledger by the day of their session."""
    found = charged.entries(
        first=query.first,
        last=query.last,
        funder_id=query.funder_id,
        learner_ids=[query.learner_id] if query.learner_id else None,
    )
    audit.record("read", "courses_ledger_entry", "", changes={"what": "rest", "rows": len(found)}, now=now())
    return LedgerEntries(
        items=tuple(LedgerEntry(**{name: getattr(one, name) for name in LedgerEntry.model_fields}) for one in found)
    )


class Budget(Value):
    """Minutes granted to one learner in one programme, and how many are used."""

    id: str
    learner_id: str
    programme: str
    kind: BudgetKind
    funder_id: str
    minutes: int
    used: int
    left: int
    from_date: date
    until: date | None
    reference: str


class Budgets(Value):
    """Budgets, oldest first."""

    items: tuple[Budget, ...]


@resources.get("/learners/<learner_id>/budgets", permission="exchange.exports", answers=Budgets, writes=True)
def budgets(learner_id: str) -> Budgets:
    """What a learner was granted and has used."""
    learners.learner(learner_id)
    audit.read("learners_learner", [learner_id], "budgets", now=now())
    found = granted.budgets_of([learner_id]).get(learner_id, [])
    return Budgets(items=tuple(Budget(**{name: getattr(one, name) for name in Budget.model_fields}) for one in found))
