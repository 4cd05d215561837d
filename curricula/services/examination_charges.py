"""Whoever was there on the day of an examination is charged to its payer, once; a corrected register squares it."""

from datetime import datetime

from sqlalchemy import select

from curricula import models
from curricula.domain.sittings import owing
from curricula.queries import examination_charges as queries
from lms.courses import queries as courses
from lms.courses.queries import ledger
from lms.kernel import db
from lms.kernel.actor import Actor


def square_session(session_id: str, *, actor: Actor, now: datetime) -> None:
    """A register was saved. The lessons themselves go to the funder of the course, through the ledger."""
    if not queries.any_billed():
        return
    met = courses.session(session_id)
    row = models.Sitting
    # Held until the work in hand is done: two registers of one day meet here.
    wanted = select(row).where(row.section_id == met.section_id, row.day == met.day).order_by(row.id).with_for_update()
    for one in db.session().scalars(wanted).all():
        square(one, actor=actor, now=now)


def square(sitting: models.Sitting, *, actor: Actor, now: datetime) -> None:
    """Charge who was there and is not charged yet, take back who was not there after all. Again, it changes nothing."""
    if sitting.section_id is None or sitting.payer_id is None or sitting.payer_cents is None:
        return
    charged = queries.standings(sitting.id)
    due = owing(queries.present(sitting.section_id, sitting.day), {key: one.people for key, one in charged.items()})
    if not due:
        return
    month = ledger.open_month_of(sitting.payer_id, sitting.day)
    for learner_id, people in due.items():
        db.session().add(
            models.ExaminationCharge(
                id=db.new_id(),
                sitting_id=sitting.id,
                learner_id=learner_id,
                payer_id=sitting.payer_id,
                version=charged[learner_id].version + 1 if learner_id in charged else 0,
                month=month,
                people=people,
                cents=people * sitting.payer_cents,
                currency=sitting.currency,
                by=actor.name,
                at=now,
            )
        )
    db.session().flush()
