"""The hour ledger: what was attended is charged once, to one budget or funder; a correction is a counter-entry."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select, update

from lms.accounts.services import audit
from lms.courses import models
from lms.courses.domain import budgets, hours
from lms.courses.queries import budgets as granted
from lms.courses.queries import ledger
from lms.courses.queries.roll import Taught
from lms.kernel import db, errors
from lms.kernel.actor import Actor, Role
from lms.kernel.statements import Each, Prepared, adding, table
from lms.learners import models as learners
from lms.messages import services as messages

_CHARGE = adding(
    models.LedgerEntry,
    "id", "session_id", "enrolment_id", "learner_id", "funder_id", "budget_id", "version", "day", "month", "minutes",
    "attended", "unit_minutes", "mode", "strand", "code", "refused", "corrects_id", "reason", "by", "at",
)  # fmt: skip
_BUDGET, _LEARNER = table(models.Budget).c, table(learners.Learner).c
_COUNT = Each(
    update(table(models.Budget)).where(_BUDGET.id == bindparam("budget")).values(used=_BUDGET.used + bindparam("more"))
)
_HOLD = Prepared(
    select(_LEARNER.id)
    .where(_LEARNER.id.in_(bindparam("learner_ids", expanding=True)))
    .order_by(_LEARNER.id)
    .with_for_update(key_share=True)
)
Charged = models.Session | Taught
"""A session whose hours are charged, as its row says."""


@dataclass(frozen=True)
class Refusal:
    """Attended minutes that were not charged, and why: a code and facts."""

    learner_id: str
    minutes: int
    code: str
    facts: Mapping[str, Any]


class _Row(NamedTuple):
    """A row that is due, before its month is known."""

    mark: hours.Attended
    standing: hours.Standing
    minutes: int
    funder_id: str | None
    budget: budgets.Budget | None
    code: str
    refused: bool = False
    facts: Mapping[str, Any] | None = None
    corrects_id: str | None = None


def square(
    row: Charged,
    terms: ledger.Terms,
    marks: Sequence[hours.Attended],
    *,
    actor: Actor,
    now: datetime,
    reason: str = "",
) -> tuple[Refusal, ...]:
    """Square the ledger of a session with its marks: charge what was attended, add differences as counter-entries.

    Called in the transaction that wrote the marks, with all of them; called again it changes nothing. What no budget
    may bear is kept as a row of zero minutes with its reason, and is returned. Raises Conflict for a cancelled session:
    nobody is charged for it.
    """
    if row.state == "cancelled" and any(mark.minutes for mark in marks):
        raise errors.Conflict("courses.cancelled_not_charged")
    learner_ids = sorted(mark.learner_id for mark in marks)
    hold_learners(learner_ids)
    charges, budgets_of = ledger.Charges(row.id, learner_ids, row.day), granted.ToCharge(learner_ids, terms.programme)
    standing = hours.standings(marks, charges.entries())
    due = hours.owing(marks, standing)
    if not due:
        return ()
    known = budgets_of.of({one.learner_id for one in due})
    asked = ledger.asked(_funders(terms, known, standing), hours.month_of(row.day))
    elsewhere = hours.same_hour(charges.stretches(), row.id, row.starts_at, row.ends_at)
    rows = [one for one in _decided(row, terms, due, standing, known, asked, elsewhere) if not _said_before(one)]
    _write(row, rows, terms, asked, actor, now, reason)
    return tuple(
        Refusal(one.mark.learner_id, one.mark.minutes - one.standing.minutes, one.code, one.facts or {})
        for one in rows
        if one.refused
    )


def _funders(
    terms: ledger.Terms, known: Mapping[str, Sequence[budgets.Budget]], standing: Mapping[str, hours.Standing]
) -> set[str]:
    """Whoever may be charged: the funder of the course, those of budgets, those who were charged before."""
    found = {terms.funder_id, *(budget.funder_id for mine in known.values() for budget in mine)}
    found.update(one.charge.funder_id for one in standing.values() if one.charge)
    return {one for one in found if one}


def hold_learners(learner_ids: Sequence[str]) -> None:
    """Until the work in hand is done nobody else charges these people: two registers of one hour meet here.

    SQLite has one writer at a time by itself.
    """
    if learner_ids and db.connection().dialect.name == "postgresql":
        _HOLD.soon(learner_ids=learner_ids)


def _decided(
    row: Charged,
    terms: ledger.Terms,
    due: Sequence[hours.Attended],
    standing: Mapping[str, hours.Standing],
    known: Mapping[str, Sequence[budgets.Budget]],
    asked: Mapping[str, ledger.Asks],
    elsewhere: Collection[str],
) -> list[_Row]:
    needs = _rule(asked, terms.funder_id).needs_budget
    found = []
    for one in due:
        now_held = standing[one.enrolment_id]
        if one.minutes > now_held.minutes and one.learner_id in elsewhere:
            found.append(_Row(one, now_held, 0, terms.funder_id, None, "ledger.same_hour", refused=True))
        elif now_held.charge is not None and now_held.minutes > 0:
            found.append(_correction(one, now_held, known.get(one.learner_id, [])))
        else:
            found.append(_first(row, one, now_held, terms, known.get(one.learner_id, []), needs))
    return found


def _rule(asked: Mapping[str, ledger.Asks], funder_id: str | None) -> budgets.Rule:
    known = asked.get(funder_id or "")
    return known.rule if known else budgets.Rule()


def _first(
    row: Charged,
    one: hours.Attended,
    standing: hours.Standing,
    terms: ledger.Terms,
    known: Sequence[budgets.Budget],
    needs_budget: bool,
) -> _Row:
    choice = budgets.choose(
        known, day=row.day, minutes=one.minutes, second_chance=one.second_chance, needs_budget=needs_budget
    )
    funder_id = choice.budget.funder_id if choice.budget else terms.funder_id
    return _Row(
        one,
        standing,
        0 if choice.refused else one.minutes,
        funder_id,
        choice.budget,
        choice.code,
        choice.refused,
        choice.facts,
        standing.charge.id if standing.charge else None,
    )


def _correction(one: hours.Attended, standing: hours.Standing, known: Sequence[budgets.Budget]) -> _Row:
    """The difference goes where the first charge went: to the same funder and the same budget."""
    charge = standing.charge
    assert charge is not None
    own = next((budget for budget in known if budget.id == charge.budget_id), None)
    if own is None and charge.budget_id is not None:
        own = granted.budget(charge.budget_id)
    difference = one.minutes - standing.minutes
    row = _Row(one, standing, difference, charge.funder_id, own, "ledger.correction", corrects_id=charge.id)
    if own is not None and own.firm and own.left < difference:
        return row._replace(minutes=0, code="budget.used_up", refused=True, facts={"left": own.left})
    return row


def _said_before(row: _Row) -> bool:
    """A refusal that stands with the same reason is not written again."""
    last = row.standing.last
    return (
        row.refused and last is not None and last.refused and (last.code, last.attended) == (row.code, row.mark.minutes)
    )


def _write(
    row: Charged,
    rows: Sequence[_Row],
    terms: ledger.Terms,
    asked: Mapping[str, ledger.Asks],
    actor: Actor,
    now: datetime,
    reason: str = "",
) -> None:
    if not rows:
        return
    months = {key: hours.open_month(row.day, one.closed) for key, one in asked.items()}
    own = hours.month_of(row.day)
    _CHARGE.each_soon(
        [
            {
                "id": db.new_id(),
                "enrolment_id": one.mark.enrolment_id,
                "learner_id": one.mark.learner_id,
                "funder_id": one.funder_id,
                "budget_id": one.budget.id if one.budget else None,
                "version": version,
                "month": months.get(one.funder_id or "", own),
                "minutes": one.minutes,
                "attended": one.mark.minutes,
                "code": one.code,
                "refused": one.refused,
                "corrects_id": one.corrects_id,
            }
            for one, version in _numbered(rows)
        ],
        session_id=row.id,
        day=row.day,
        unit_minutes=terms.unit_minutes,
        mode=hours.Mode.ONLINE if row.mode == "online" else hours.Mode.ON_SITE,
        strand=terms.strand,
        reason=reason,
        by=actor.name,
        at=now,
    )
    _count_down([(one.budget, one.minutes) for one in rows if one.budget and one.minutes], asked, now)


def _numbered(rows: Sequence[_Row]) -> list[tuple[_Row, int]]:
    """Rows with their versions. Two rows of one person in one deed follow each other."""
    highest: dict[str, int] = {}
    found = []
    for one in rows:
        version = max(highest.get(one.mark.learner_id, -1), one.standing.version) + 1
        highest[one.mark.learner_id] = version
        found.append((one, version))
    return found


def _count_down(changes: Sequence[tuple[budgets.Budget, int]], asked: Mapping[str, ledger.Asks], now: datetime) -> None:
    """Budgets count what was charged, in the same transaction. The database refuses a firm one below zero."""
    more: dict[str, int] = {}
    for one, minutes in changes:
        more[one.id] = more.get(one.id, 0) + minutes
    _COUNT.each_soon([{"budget": key, "more": minutes} for key, minutes in more.items()])
    for one, minutes in changes:
        _warn(one, minutes, _rule(asked, one.funder_id), now)


def _warn(before: budgets.Budget, minutes: int, rule: budgets.Rule, now: datetime) -> None:
    """Somebody in the office hears once of each budget that it runs out, before it is used up."""
    if budgets.runs_out(before, rule, minutes) and not budgets.runs_out(before, rule):
        messages.ask(
            Role.ADMINISTRATOR,
            "courses.budget_low",
            {"lessons": max(0, before.left - minutes) // rule.unit_minutes},
            learner_id=before.learner_id,
            link=f"/people/{before.learner_id}/hours",
            unique_key=f"budget-low-{before.id}",
            now=now,
        )


def recharge(session_id: str, learner_id: str, budget_id: str, *, reason: str, actor: Actor, now: datetime) -> None:
    """Take a charged or refused session of a learner to another of her budgets: a counter-entry and a new charge.

    Raises Invalid without a reason, NotFound when nothing was attended or the budget is another person's, Conflict
    when the budget has not enough left or the hour is charged there already.
    """
    if not reason.strip():
        raise errors.Invalid("courses.recharge_reason", field="reason")
    row = db.session().scalar(select(models.Session).where(models.Session.id == session_id))
    mark = next((one for one in ledger.attended(session_id) if one.learner_id == learner_id), None)
    if row is None or mark is None or not mark.minutes:
        raise errors.NotFound("courses.absent")
    hold_learners([learner_id])
    wanted = granted.budget(budget_id)
    if wanted.learner_id != learner_id:
        raise errors.NotFound("courses.absent")
    standing = hours.standings([mark], ledger.entries_of(session_id))[mark.enrolment_id]
    rows = _moved(row, mark, standing, wanted)
    asked = ledger.asked({one.funder_id for one in rows if one.funder_id}, hours.month_of(row.day))
    _write(row, rows, ledger.terms(row.section_id), asked, actor, now, reason.strip())
    facts = {"budget": [standing.charge.budget_id if standing.charge else None, budget_id]}
    audit.record("recharge", "courses_session", session_id, changes={learner_id: facts}, reason=reason, now=now)


def _moved(row: models.Session, mark: hours.Attended, standing: hours.Standing, wanted: budgets.Budget) -> list[_Row]:
    charge = standing.charge
    if standing.minutes and charge is not None and charge.budget_id == wanted.id:
        raise errors.Conflict("courses.charged_there")
    if wanted.firm and wanted.left < mark.minutes:
        raise errors.Conflict("budget.used_up", left=wanted.left)
    if not wanted.holds(row.day):
        raise errors.Conflict("budget.not_in_force")
    if not standing.minutes:
        taken = hours.same_hour(ledger.stretches([mark.learner_id], row.day), row.id, row.starts_at, row.ends_at)
        if taken:
            raise errors.Conflict("ledger.same_hour")
    reference = charge.id if charge else None
    new = _Row(mark, standing, mark.minutes, wanted.funder_id, wanted, "ledger.by_hand", corrects_id=reference)
    if not standing.minutes or charge is None:
        return [new]
    old = granted.budget(charge.budget_id) if charge.budget_id else None
    back = _Row(mark, standing, -standing.minutes, charge.funder_id, old, "ledger.moved", corrects_id=reference)
    return [back, new]
