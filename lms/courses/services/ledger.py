"""The hour ledger: what was attended is charged once, and a correction is a counter-entry."""

from datetime import datetime

from sqlalchemy import select

from lms.courses import models, queries
from lms.kernel import db
from lms.kernel.actor import Actor
from lms.kernel.vocabulary import LESSON_MINUTES


def charge(row: models.Session, *, actor: Actor, now: datetime) -> None:
    """Square the ledger of a session with its marks: charge what was attended, add differences as counter-entries.

    Called in the transaction that wrote the marks, after they were flushed. Called again it changes nothing.
    """
    session = db.session()
    charged, versions = queries.charged(row.id)
    funder_id = queries.funder_of(row.section_id)
    for mark in session.scalars(select(models.Mark).where(models.Mark.session_id == row.id)):
        difference = mark.minutes - charged.get(mark.learner_id, 0)
        if difference:
            session.add(
                models.LedgerEntry(
                    session_id=row.id,
                    learner_id=mark.learner_id,
                    funder_id=funder_id,
                    version=versions.get(mark.learner_id, -1) + 1,
                    day=row.day,
                    minutes=difference,
                    unit_minutes=LESSON_MINUTES,
                    at=now,
                )
            )
    session.flush()
