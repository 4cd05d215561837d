"""Budgets of learners: what was granted, what is used, what runs out."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import select

from lms.courses import models
from lms.courses.domain.budgets import AtZero, Budget, BudgetKind
from lms.kernel import db, errors
from lms.organisations import models as organisations


def _budget(row: models.Budget) -> Budget:
    return Budget(
        id=row.id,
        learner_id=row.learner_id,
        programme=row.programme,
        kind=BudgetKind(row.kind),
        funder_id=row.funder_id,
        minutes=row.minutes,
        used=row.used,
        firm=row.firm,
        from_date=row.from_date,
        until=row.until,
        reference=row.reference,
    )


def budgets_of(learner_ids: Collection[str], programme: str | None = None) -> dict[str, list[Budget]]:
    """Budgets by learner, oldest first; of one programme or of all. Fresh from the database, also inside a deed."""
    statement = (
        select(models.Budget)
        .where(models.Budget.learner_id.in_(learner_ids))
        .order_by(models.Budget.from_date, models.Budget.id)
        .execution_options(populate_existing=True)
    )
    if programme is not None:
        statement = statement.where(models.Budget.programme == programme)
    found: dict[str, list[Budget]] = {}
    for row in db.session().scalars(statement):
        found.setdefault(row.learner_id, []).append(_budget(row))
    return found


def budget(budget_id: str) -> Budget:
    """One budget. Raises NotFound."""
    row = db.session().scalar(
        select(models.Budget).where(models.Budget.id == budget_id).execution_options(populate_existing=True)
    )
    if row is None:
        raise errors.NotFound("courses.absent")
    return _budget(row)


def budgets_by_id(ids: Iterable[str]) -> dict[str, Budget]:
    """Budgets by id."""
    rows = db.session().scalars(select(models.Budget).where(models.Budget.id.in_(sorted(set(ids)))))
    return {row.id: _budget(row) for row in rows}


@dataclass(frozen=True)
class LowBudget:
    """A budget that runs out, and whose."""

    budget: Budget
    funder: str


def low_budgets() -> list[LowBudget]:
    """Budgets that have less left than their funder wants to be warned at, the emptiest first."""
    rule = models.FunderRule
    rows = db.session().execute(
        select(models.Budget, organisations.Funder.name)
        .join(rule, rule.funder_id == models.Budget.funder_id)
        .join(organisations.Funder, organisations.Funder.id == models.Budget.funder_id)
        .where(rule.at_zero != AtZero.GO_ON, models.Budget.minutes - models.Budget.used <= rule.warn_minutes)
        .order_by(models.Budget.minutes - models.Budget.used, models.Budget.id)
    )
    return [LowBudget(_budget(row), funder) for row, funder in rows]
