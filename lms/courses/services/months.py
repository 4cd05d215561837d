"""Closing a month of a funder: what was charged in it is frozen, and what comes later counts in the next open one."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from lms.accounts.services import audit
from lms.courses import models
from lms.courses.domain import hours
from lms.courses.queries import ledger
from lms.kernel import db, errors
from lms.kernel.actor import Actor
from lms.organisations import models as organisations


def close(funder_id: str, month: date, *, today: date, actor: Actor, now: datetime) -> str:
    """Close a month of a funder. Returns the id of what was closed.

    Waits for registers that are being charged to this funder; those that come later count in the next open month.
    Raises Conflict when the month is not over, or is closed already: the database refuses the second one.
    """
    month = hours.month_of(month)
    if hours.last_day(month) >= today:
        raise errors.Conflict("courses.month_not_over", month=month)
    _hold_funder(funder_id)
    entries = ledger.entries(month=month, funder_id=funder_id)
    row = models.ClosedMonth(
        id=db.new_id(),
        funder_id=funder_id,
        month=month,
        entries=len(entries),
        minutes=sum(one.minutes for one in entries),
        digest=digest(entries),
        by=actor.name,
        at=now,
    )
    try:
        with db.session().begin_nested():
            db.session().add(row)
    except IntegrityError as twice:
        raise errors.Conflict("courses.month_closed", month=month) from twice
    return row.id


def reopen(closed_id: str, *, reason: str, actor: Actor, now: datetime) -> None:
    """Open a closed month again. Raises Invalid without a reason, Conflict when it is open."""
    if not reason.strip():
        raise errors.Invalid("courses.reopen_reason", field="reason")
    row = db.session().scalar(select(models.ClosedMonth).where(models.ClosedMonth.id == closed_id))
    if row is None:
        raise errors.NotFound("courses.absent")
    _hold_funder(row.funder_id)
    db.session().refresh(row)
    if row.reopened_at is not None:
        raise errors.Conflict("courses.month_open", month=row.month)
    with audit.because(reason.strip()):
        row.reopened_at, row.reopened_by, row.reopened_reason = now, actor.name, reason.strip()
        db.session().flush()


def digest(entries: Sequence[ledger.EntryInfo]) -> str:
    """SHA-256 over every row in order of its id: the same rows give the same digest, on any machine."""
    lines = (
        "|".join(
            (one.id, one.session_id, one.learner_id, one.budget_id or "", str(one.version), str(one.minutes), one.code)
        )
        for one in sorted(entries, key=lambda one: one.id)
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _hold_funder(funder_id: str) -> None:
    """Nobody charges this funder until the work in hand is done: a charge holds the funder too. Raises NotFound."""
    statement = select(organisations.Funder.id).where(organisations.Funder.id == funder_id).with_for_update()
    if db.session().scalar(statement) is None:
        raise errors.NotFound("courses.absent")
