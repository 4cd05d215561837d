"""How somebody and her caseworker have seen the four areas of her life so far."""

from sqlalchemy import select

from lms.casework import models
from lms.casework.domain.situation import Look
from lms.kernel import db


def looks(learner_id: str) -> list[Look]:
    """Every look at one learner's situation, the oldest first."""
    rows = db.session().scalars(
        select(models.Situation)
        .where(models.Situation.learner_id == learner_id)
        .order_by(models.Situation.day, models.Situation.id)
    )
    return [
        Look(
            row.day,
            row.by_learner,
            {key: int(value) for key, value in row.steps.items()},
            {key: str(value) for key, value in row.notes.items()},
            row.stage,
            row.by,
        )
        for row in rows
    ]
