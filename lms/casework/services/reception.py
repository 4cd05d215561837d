"""Going through the checklist from reception to the course, and handing somebody over with it."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from lms.casework import models, queries
from lms.casework.domain import reception as rules
from lms.casework.services.plans import today_of
from lms.kernel import db, errors
from lms.kernel.actor import Actor
from lms.learners import queries as learners


def keep_reception(learner_id: str, points: Mapping[str, str], note: str, *, actor: Actor, now: datetime) -> None:
    """These points are settled and no others. Raises Invalid naming the field, Conflict for who was handed over."""
    wrong = rules.trouble(points, note.strip())
    if wrong is not None:
        raise errors.Invalid(wrong[1], field=wrong[0])
    row = _row(learners.learner(learner_id).id, actor, now)
    if row.handed_on is not None:
        raise errors.Conflict("casework.reception.handed_over")
    row.points, row.note, row.by, row.at = dict(points), note.strip(), actor.name, now
    db.session().flush()


def hand_over_to_course(learner_id: str, *, actor: Actor, now: datetime) -> None:
    """The person is handed over. Raises Conflict while a point is open, and for who was handed over before."""
    row = _row(learners.learner(learner_id).id, actor, now)
    still = queries.reception_of(learner_id).open
    if row.handed_on is not None:
        raise errors.Conflict("casework.reception.handed_over")
    if still:
        raise errors.Conflict("casework.reception.still_open", count=len(still))
    row.handed_on, row.by, row.at = today_of(actor, now), actor.name, now
    db.session().flush()


def take_back_reception(learner_id: str, *, actor: Actor, now: datetime) -> None:
    """It was too early: the checklist is open again."""
    row = _row(learners.learner(learner_id).id, actor, now)
    row.handed_on, row.by, row.at = None, actor.name, now
    db.session().flush()


def _row(learner_id: str, actor: Actor, now: datetime) -> models.Reception:
    asked = select(models.Reception).where(models.Reception.learner_id == learner_id).with_for_update()
    row = db.session().scalar(asked)
    if row is not None:
        return row
    new = models.Reception(
        id=db.new_id(), learner_id=learner_id, points={}, begun_on=today_of(actor, now), by=actor.name, at=now
    )
    try:
        with db.session().begin_nested():
            db.session().add(new)
    except IntegrityError:
        # A colleague began it in the same moment.
        return db.session().scalars(asked).one()
    return new
