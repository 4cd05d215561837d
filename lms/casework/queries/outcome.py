"""What became of a year: of everybody with a file in it, how many came into work."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from lms.casework import models
from lms.casework.domain.compliance import Share
from lms.casework.domain.stages import Stage
from lms.kernel import db
from lms.learners import models as learner_models

_STAGE, _LEARNER = models.Stage, learner_models.Learner


@dataclass(frozen=True)
class Outcome:
    """One year: who had an open file in it, and of them who began a job in it."""

    year: int
    into_work: Share


def outcome_of(year: int) -> Outcome:
    """People whose file was open on any day of the year, each once, and those of them whose job began in it."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    known = (
        select(_STAGE.learner_id, func.max(_STAGE.id).filter(_STAGE.since < first).label("before"))
        .join(_LEARNER, _LEARNER.id == _STAGE.learner_id)
        .where(_STAGE.since <= last, _LEARNER.merged_into.is_(None))
        .group_by(_STAGE.learner_id)
        .subquery()
    )
    in_year = select(_STAGE.id).where(
        _STAGE.learner_id == known.c.learner_id, _STAGE.since.between(first, last), _STAGE.stage != Stage.CLOSED
    )
    open_before = select(_STAGE.id).where(_STAGE.id == known.c.before, _STAGE.stage != Stage.CLOSED)
    there = (
        select(known.c.learner_id)
        .where(in_year.correlate(known).exists() | open_before.correlate(known).exists())
        .subquery()
    )
    total = db.session().scalar(select(func.count()).select_from(there)) or 0
    began = select(func.count(_STAGE.learner_id.distinct())).where(
        _STAGE.learner_id.in_(select(there.c.learner_id)),
        _STAGE.stage == Stage.AFTER_JOB,
        _STAGE.since.between(first, last),
    )
    return Outcome(year, Share(db.session().scalar(began) or 0, total))
