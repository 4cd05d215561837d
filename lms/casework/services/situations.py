"""How far somebody gets along alone: asked by staff at every stage, said by herself on her phone."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select

from lms.casework import models, queries
from lms.casework.domain import situation
from lms.kernel import clock, db, errors
from lms.kernel.actor import Actor, Role
from lms.learners import queries as learners
from lms.messages import services as messages


def keep_situation(
    learner_id: str, steps: Mapping[str, int], notes: Mapping[str, str] | None = None, *, actor: Actor, now: datetime
) -> str:
    """Keep how one side sees it today. Said again on the same day it takes the place of what was said before.

    A learner says it of herself, an area at a time; staff says every area at once, and has asked for this stage with it.
    """
    own = actor.role is Role.LEARNER
    if own and actor.learner_id != learner_id:
        raise errors.NotFound("casework.no_plan")
    code = situation.trouble(steps, whole=not own)
    if code:
        raise errors.Invalid(code)
    learner, today = learners.learner(learner_id), clock.local(now, actor.zone).date()
    stage = queries.file_of(learner.id, today).stage
    row = db.session().scalar(
        select(models.Situation).where(
            models.Situation.learner_id == learner.id,
            models.Situation.day == today,
            models.Situation.by_learner.is_(own),
        )
    )
    if row is None:
        row = models.Situation(id=db.new_id(), learner_id=learner.id, day=today, by_learner=own, steps={}, notes={})
        db.session().add(row)
    row.steps = {**row.steps, **steps}
    row.notes = {key: words.strip() for key, words in (notes or {}).items() if words.strip()}
    row.stage, row.by, row.at = stage, actor.name, now
    db.session().flush()
    if not own:
        messages.settle_about(learner.id, "casework.situation_task", by=actor.name, now=now)
    return row.id
