"""Onto the waiting list for care, and off it."""

from datetime import datetime

from sqlalchemy import select

from childcare import models, queries
from childcare.domain.waiting import MOST_NEED
from lms.kernel import db, errors


def enter(enrolment_id: str, child_id: str, *, need: int, by: str, now: datetime) -> str:
    """A child waits for its places beside a seat. Who waits already keeps the day; a greater need counts. Returns the id."""
    if not 0 <= need <= MOST_NEED:
        raise errors.Invalid("childcare.need", field="need")
    seat = queries.seat(enrolment_id)
    row = db.session().scalar(
        select(models.Waiting).where(models.Waiting.enrolment_id == enrolment_id, models.Waiting.child_id == child_id)
    )
    if row is None:
        row = models.Waiting(
            id=db.new_id(),
            centre_id=seat.centre_id,
            learner_id=seat.learner_id,
            child_id=child_id,
            enrolment_id=enrolment_id,
            section_id=seat.section_id,
            since=now,
        )
        db.session().add(row)
    if row.state != "waiting":
        row.state, row.since, row.need, row.ended_at = "waiting", now, 0, None
    row.need, row.by = max(row.need or 0, need), by
    db.session().flush()
    return row.id


def end(row: models.Waiting, state: str, now: datetime) -> None:
    """A child waits no more: it has its places, or nobody wants them now."""
    row.state, row.ended_at = state, now
    db.session().flush()
