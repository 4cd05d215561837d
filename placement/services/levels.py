"""Levels that a teacher gives after a talk: where a language has no questions yet, or a skill was not tested."""

from collections.abc import Mapping
from datetime import datetime

from lms.kernel import clock, errors
from lms.kernel.actor import Actor
from lms.kernel.vocabulary import Level, Skill
from lms.learners import services as learner_services
from placement.services import concluding


def give_levels(learner_id: str, levels: Mapping[Skill, Level], *, actor: Actor, now: datetime) -> Level:
    """Keep the levels in the learner's record. Returns the level she is taught at: the lowest of them.

    A result that nobody has decided is worked out anew with them.

    Raises Invalid when no level is given.
    """
    if not levels:
        raise errors.Invalid("placement.no_level_given", field="listening")
    today = clock.local(now, actor.zone).date()
    for skill, level in levels.items():
        learner_services.record_level(
            learner_id, skill, level, source=concluding.BY_TEACHER, on_day=today, actor=actor, now=now
        )
    lowest = min(levels.values(), key=lambda level: level.rank)
    learner_services.set_level(learner_id, lowest)
    concluding.work_out_anew([learner_id], actor=actor, now=now)
    return lowest
