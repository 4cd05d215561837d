"""Budgets of learners: what was granted, what is used, what runs out."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select

from lms.courses import models
from lms.courses.domain.budgets import AtZero, Budget, BudgetKind
from lms.kernel import db, errors
from lms.kernel.statements import Prepared, table
from lms.organisations import models as organisations

_KINDS = {str(kind): kind for kind in BudgetKind}


def _budget(row: Any) -> Budget:
    return Budget(
        row.id, row.learner_id, row.programme, _KINDS[row.kind], row.funder_id, row.minutes, row.used, row.firm,
        row.from_date, row.until, row.reference,
    )  # fmt: skip


def budgets_of(learner_ids: Collection[str]) -> dict[str, list[Budget]]:
    """Budgets by learner, oldest first. Fresh from the database, also inside a deed."""
    statement = (
        select(models.Budget)
        .where(models.Budget.learner_id.in_(learner_ids))
        .order_by(models.Budget.from_date, models.Budget.id)
        .execution_options(populate_existing=True)
    )
    found: dict[str, list[Budget]] = {}
    for row in db.session().scalars(statement):
        found.setdefault(row.learner_id, []).append(_budget(row))
    return found


_ROW = table(models.Budget).c
_OF_PROGRAMME = Prepared(
    select(
        _ROW.id, _ROW.learner_id, _ROW.programme, _ROW.kind, _ROW.funder_id, _ROW.minutes, _ROW.used, _ROW.firm,
        _ROW.from_date, _ROW.until, _ROW.reference,
    )
    .where(_ROW.learner_id.in_(bindparam("learner_ids", expanding=True)), _ROW.programme == bindparam("programme"))
    .order_by(_ROW.from_date, _ROW.id)
)  # fmt: skip


class ToCharge:
    """Budgets of one programme: what every register that is saved asks. Asked with what is asked next."""

    def __init__(self, learner_ids: Collection[str], programme: str) -> None:
        self._asked = _OF_PROGRAMME.soon(learner_ids=list(learner_ids), programme=programme)

    def of(self, learner_ids: Collection[str]) -> dict[str, list[Budget]]:
        """Those of some learners, oldest first."""
        found: dict[str, list[Budget]] = {}
        for row in self._asked.answer():
            if row.learner_id in learner_ids:
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
