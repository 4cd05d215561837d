"""Keeping what learners practise in exercises."""

from datetime import datetime

from sqlalchemy import select

from curricula import models
from lms.blocks import queries as blocks
from lms.kernel import db


def keep_practice(learner_id: str, usage_id: str, share: float | None, *, now: datetime) -> None:
    """An exercise was done, or done again, with this share of its points. One that is for no level is nobody's practice."""
    aim = blocks.aim_of(usage_id)
    if aim is None or not (aim.level or aim.outcome):
        return
    row = db.session().scalar(
        select(models.Practice).where(models.Practice.learner_id == learner_id, models.Practice.usage_id == usage_id)
    )
    if row is None:
        # Two answers at once wait for each other at the result, which is written before anybody hears of it.
        row = models.Practice(id=db.new_id(), learner_id=learner_id, usage_id=usage_id, first_at=now)
        db.session().add(row)
    row.unit_id, row.title, row.language, row.outcome = aim.unit_id, aim.title, aim.language, aim.outcome
    row.level, row.skills = aim.level, list(aim.skills)
    row.share, row.at = share, now
    db.session().flush()
