"""Who took part online in a session that is held in a room and online at once, and the ledger that says so."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import func, select

from lms.accounts.services import audit
from lms.courses import models
from lms.courses.domain.hours import Mode, open_month
from lms.courses.services import ledger
from lms.kernel import db, errors
from lms.kernel.actor import Actor
from lms.organisations import models as organisations

OTHER_MODE = "ledger.other_mode"


def say_online(session_id: str, online: Collection[str], *, actor: Actor, now: datetime) -> int:
    """Of those who were marked as here, these enrolments took part online, all others in the room. Returns how many changed.

    The hours charged follow. Raises Conflict for a session that is not held both ways.
    """
    session = db.session()
    row = session.scalar(select(models.Session).where(models.Session.id == session_id).with_for_update())
    if row is None:
        raise errors.NotFound("courses.absent")
    if row.mode != "both":
        raise errors.Conflict("courses.one_mode")
    changes: dict[str, list[str | None]] = {}
    for mark in session.scalars(select(models.Mark).where(models.Mark.session_id == session_id)):
        wanted = Mode.ONLINE if mark.enrolment_id in online else Mode.ON_SITE
        if mark.mode != wanted:
            changes[mark.enrolment_id] = [mark.mode or None, str(wanted)]
            mark.mode = wanted
    session.flush()
    if changes:
        audit.record("mode", "courses_session", session_id, changes=changes, now=now)
        square(session_id, actor=actor, now=now)
    return len(changes)


def square(session_id: str, *, actor: Actor, now: datetime) -> None:
    """Hours of a session that is held both ways stand under the way in which each person took part.

    What stands under the other one is moved by a counter-entry: the sum, the funder and the budget stay. Called again it
    changes nothing.
    """
    row = db.session().scalar(
        select(models.Session).where(models.Session.id == session_id, models.Session.mode == "both")
    )
    if row is None:
        return
    marks = {
        mark.learner_id: mark
        for mark in db.session().scalars(
            select(models.Mark).where(models.Mark.session_id == session_id, models.Mark.mode != "")
        )
    }
    if marks:
        ledger.hold_learners(sorted(marks))
        for learner_id in sorted(marks):
            _move(row, marks[learner_id], actor, now)
        db.session().flush()


def _move(row: models.Session, mark: models.Mark, actor: Actor, now: datetime) -> None:
    entry = models.LedgerEntry
    mine = (entry.session_id == row.id, entry.learner_id == mark.learner_id)
    last = db.session().scalar(select(entry).where(*mine).order_by(entry.version.desc()).limit(1))
    wrong = db.session().execute(
        select(entry.mode, entry.funder_id, entry.budget_id, func.sum(entry.minutes))
        .where(*mine, entry.mode != mark.mode)
        .group_by(entry.mode, entry.funder_id, entry.budget_id)
        .having(func.sum(entry.minutes) != 0)
    )
    version = last.version if last else 0
    for mode, funder_id, budget_id, minutes in wrong.all():
        for sign, under in ((-1, mode), (1, mark.mode)):
            version += 1
            db.session().add(
                entry(
                    session_id=row.id,
                    enrolment_id=mark.enrolment_id,
                    learner_id=mark.learner_id,
                    funder_id=funder_id,
                    budget_id=budget_id,
                    version=version,
                    day=row.day,
                    month=_month(funder_id, row.day),
                    minutes=sign * minutes,
                    attended=mark.minutes,
                    unit_minutes=last.unit_minutes if last else 45,
                    mode=under,
                    strand=last.strand if last else "language",
                    code=OTHER_MODE,
                    corrects_id=last.id if last else None,
                    by=actor.name,
                    at=now,
                )
            )


def _month(funder_id: str | None, day: date) -> date:
    """The month it counts in. Until the work in hand is done nobody closes a month of this funder."""
    session, row = db.session(), models.ClosedMonth
    held = select(organisations.Funder.id).where(organisations.Funder.id == funder_id)
    session.execute(held.with_for_update(read=True, key_share=True)).all()
    closed = session.scalars(select(row.month).where(row.funder_id == funder_id, row.reopened_at.is_(None)))
    return open_month(day, closed)


def online_of(session_id: str) -> frozenset[str]:
    """Enrolments that took part online."""
    rows = select(models.Mark.enrolment_id).where(
        models.Mark.session_id == session_id, models.Mark.mode == Mode.ONLINE.value
    )
    return frozenset(db.session().scalars(rows))
