"""Budgets of learners and rules of funders: granting, changing, carrying over what is left."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from lms.accounts.services import audit
from lms.courses import models
from lms.courses.domain import budgets, hours
from lms.courses.queries import budgets as granted
from lms.courses.queries import ledger
from lms.courses.queries.granted import granted_by_programme
from lms.courses.services.ledger import hold_learners
from lms.kernel import db, errors
from lms.kernel.actor import Actor
from lms.learners import queries as learners

UNITS = range(15, 121)
"""Minutes that a lesson may last."""


def grant(
    learner_id: str,
    programme: str,
    kind: budgets.BudgetKind,
    funder_id: str,
    minutes: int,
    *,
    from_date: date,
    until: date | None = None,
    used: int = 0,
    reference: str = "",
    actor: Actor,
    now: datetime,
) -> str:
    """A budget for a learner. `used` are minutes that were used before, elsewhere. Returns its id.

    Raises Invalid for no minutes at all, more used than granted, or an end before the beginning; NotFound for a
    learner or a funder that is not here.
    """
    learners.learner(learner_id)
    rule = _rule(funder_id)
    if minutes <= 0 or not 0 <= used <= minutes:
        raise errors.Invalid("courses.budget_minutes", field="lessons")
    if until is not None and until < from_date:
        raise errors.Invalid("courses.budget_days", field="until")
    row = models.Budget(
        id=db.new_id(),
        learner_id=learner_id,
        programme=programme,
        kind=kind,
        funder_id=funder_id,
        minutes=minutes,
        used=used,
        firm=rule.at_zero is budgets.AtZero.REFUSE,
        from_date=from_date,
        until=until,
        reference=reference.strip(),
        by=actor.name,
        at=now,
    )
    db.session().add(row)
    _note(row.id, "grant", {"minutes": [None, minutes], "kind": [None, str(kind)], "used": [None, used]}, now)
    db.session().flush()
    return row.id


def grant_programme(
    learner_id: str, funder_id: str, *, from_date: date, reference: str = "", actor: Actor, now: datetime
) -> list[str]:
    """Everything that the programme grants to her track and nobody has written down: before the course, main, extra.

    Returns the ids of the budgets. Raises Conflict where nothing is left to write down.
    """
    offered = granted_by_programme(learners.learner(learner_id))
    if not offered:
        raise errors.Conflict("courses.nothing_granted")
    return [
        grant(
            learner_id, one.programme, one.kind, funder_id, one.minutes, from_date=from_date, reference=reference,
            actor=actor, now=now,
        )
        for one in offered
    ]  # fmt: skip


def change(
    budget_id: str,
    *,
    minutes: int,
    until: date | None,
    reference: str,
    reason: str,
    actor: Actor,
    now: datetime,
) -> None:
    """More or fewer minutes, another end, another number. What is used stays.

    Raises Invalid without a reason, Conflict when a firm budget would have less than is used.
    """
    if not reason.strip():
        raise errors.Invalid("courses.budget_reason", field="reason")
    row = _row(budget_id)
    if minutes < 0:
        raise errors.Invalid("courses.budget_minutes", field="lessons")
    if until is not None and until < row.from_date:
        raise errors.Invalid("courses.budget_days", field="until")
    before = (row.minutes, row.until, row.reference)
    try:
        with db.session().begin_nested():
            row.minutes, row.until, row.reference = minutes, until, reference.strip()
            db.session().flush()
    except IntegrityError as less:
        raise errors.Conflict("courses.budget_below_used") from less
    after = (row.minutes, row.until, row.reference)
    changes = {
        name: [_plain(old), _plain(new)]
        for name, old, new in zip(("minutes", "until", "reference"), before, after, strict=True)
        if old != new
    }
    _note(budget_id, "change", changes, now, reason)


def carry_over(budget_id: str, programme: str, *, on: date, reason: str, actor: Actor, now: datetime) -> str:
    """Take what is left of a budget into another programme: the old one ends the day before. Returns the new one's id.

    Inside one programme a budget goes with the person by itself, from section to section. Raises Invalid without a
    reason, Conflict when nothing is left.
    """
    if not reason.strip():
        raise errors.Invalid("courses.budget_reason", field="reason")
    row = _row(budget_id)
    left = row.minutes - row.used
    if left <= 0:
        raise errors.Conflict("courses.budget_nothing_left")
    before = row.minutes
    row.minutes, row.until = row.used, day_before(on, row.from_date)
    _note(
        budget_id,
        "carry_over",
        {"minutes": [before, row.minutes], "programme": [row.programme, programme]},
        now,
        reason,
    )
    db.session().flush()
    return grant(
        row.learner_id,
        programme,
        budgets.BudgetKind(row.kind),
        row.funder_id,
        left,
        from_date=on,
        reference=row.reference,
        actor=actor,
        now=now,
    )


def day_before(day: date, first: date) -> date:
    """The last day of something that ends when `day` comes, never before its first one."""
    return max(first, date.fromordinal(day.toordinal() - 1))


def set_rule(funder_id: str, rule: budgets.Rule, *, actor: Actor, now: datetime) -> None:
    """What a funder asks from now on. Budgets that are open become firm or soft with it.

    Raises Invalid for a lesson of no sensible length, Conflict when a budget is over already and would have to be firm.
    """
    _rule(funder_id)
    if rule.unit_minutes not in UNITS or rule.warn_minutes < 0:
        raise errors.Invalid("courses.unit_minutes", field="unit_minutes", least=UNITS.start, most=UNITS.stop - 1)
    session = db.session()
    row = session.get(models.FunderRule, funder_id) or models.FunderRule(funder_id=funder_id)
    row.at_zero, row.warn_minutes = rule.at_zero, rule.warn_minutes
    row.needs_budget, row.needs_reference = rule.needs_budget, rule.needs_reference
    row.unit_minutes = rule.unit_minutes
    session.add(row)
    session.flush()
    firm = rule.at_zero is budgets.AtZero.REFUSE
    try:
        with session.begin_nested():
            session.execute(
                # One that is over already cannot become firm: it stays as it is and shows what went over.
                update(models.Budget)
                .where(models.Budget.funder_id == funder_id, models.Budget.used <= models.Budget.minutes)
                .values(firm=firm)
                .execution_options(synchronize_session=False)
            )
    except IntegrityError as over:
        raise errors.Conflict("courses.budget_below_used") from over


def set_charging(course_id: str, *, strand: hours.Strand, unit_minutes: int, actor: Actor, now: datetime) -> None:
    """As what the hours of a course are charged from now on. Rows that are written stay."""
    row = db.session().scalar(select(models.Course).where(models.Course.id == course_id))
    if row is None:
        raise errors.NotFound("courses.absent")
    if unit_minutes not in UNITS:
        raise errors.Invalid("courses.unit_minutes", field="unit_minutes", least=UNITS.start, most=UNITS.stop - 1)
    row.strand, row.unit_minutes = strand, unit_minutes
    db.session().flush()


def _row(budget_id: str) -> models.Budget:
    known = granted.budget(budget_id)
    hold_learners([known.learner_id])
    # Fresh after the wait: somebody may have charged it meanwhile.
    return db.session().get_one(models.Budget, budget_id, populate_existing=True)


def _rule(funder_id: str) -> budgets.Rule:
    known = ledger.rules([funder_id])
    if funder_id not in known:
        raise errors.NotFound("courses.absent")
    return known[funder_id]


def _note(budget_id: str, deed: str, changes: Mapping[str, object], now: datetime, reason: str = "") -> None:
    audit.record(deed, "courses_budget", budget_id, changes=changes, reason=reason.strip() or None, now=now)


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
