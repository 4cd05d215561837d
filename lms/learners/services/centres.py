"""A family goes to another centre of the provider: everything kept about them goes along."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from lms.kernel import db, errors, signals
from lms.kernel.actor import Actor
from lms.learners import models
from lms.organisations import queries as organisations


def move_to_centre(learner_ids: Sequence[str], centre_id: str, *, actor: Actor, now: datetime) -> int:
    """These learners belong to another centre from now on. Seats and care places stay until somebody changes them.

    Returns how many have moved; who is there already stays. Raises Invalid for nobody or no centre of the provider,
    NotFound for somebody who is not here.
    """
    if centre_id not in {one.id for one in organisations.centres()}:
        raise errors.Invalid("learners.centre_missing", field="centre")
    if not learner_ids:
        raise errors.Invalid("learners.nobody_moves", field="who")
    row = models.Learner
    found = list(db.session().scalars(select(row).where(row.id.in_(list(learner_ids)), row.merged_into.is_(None))))
    if len(found) < len(set(learner_ids)):
        raise errors.NotFound("learners.absent")
    moving = [one for one in found if one.centre_id != centre_id]
    for one in moving:
        before, one.centre_id = one.centre_id, centre_id
        db.session().flush()
        signals.announce(signals.centre_changed, one.id, centre_id=centre_id, from_id=before, actor=actor, now=now)
    return len(moving)
