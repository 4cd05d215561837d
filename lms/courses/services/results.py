"""Scores and completion that learning blocks report for learners."""

import math
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from lms.courses import models
from lms.kernel import db, errors, signals


def keep_score(
    learner_id: str,
    usage_id: str,
    score: float,
    maximum: float,
    *,
    section_id: str | None = None,
    only_if_higher: bool = False,
    now: datetime,
) -> bool:
    """Keep what a learner scored in a block; announces `block_graded`. Returns False where a higher score stays.

    Raises Invalid for a score that is no number between 0 and its maximum.
    """
    if not (math.isfinite(score) and math.isfinite(maximum) and maximum > 0 and 0 <= score <= maximum):
        raise errors.Invalid("courses.result_score")
    row = _row(learner_id, usage_id, section_id)
    if only_if_higher and row.score is not None and row.maximum and row.score / row.maximum >= score / maximum:
        # Whoever was asked has answered, even where the better score of before stands.
        row.waits_since = None
        db.session().flush()
        return False
    row.score, row.maximum, row.graded_at, row.times = score, maximum, now, row.times + 1
    row.waits_since = None
    db.session().flush()
    _announce(row, now)
    return True


def keep_completion(
    learner_id: str, usage_id: str, completion: float, *, section_id: str | None = None, now: datetime
) -> None:
    """Keep how far a learner is in a block, from 0 to 1; announces `block_graded` when it is done for the first time.

    Raises Invalid for anything else.
    """
    if not (math.isfinite(completion) and 0 <= completion <= 1):
        raise errors.Invalid("courses.result_score")
    row = _row(learner_id, usage_id, section_id)
    fresh = completion == 1 and row.completed_at is None
    row.completion = completion
    if completion < 1:
        row.completed_at = None
    elif fresh:
        row.completed_at = now
    db.session().flush()
    if fresh:
        _announce(row, now)


def hand_in(learner_id: str, usage_id: str, *, section_id: str | None = None, now: datetime) -> None:
    """Somebody has to give points for what a learner did in a block. What she had stays until then."""
    _row(learner_id, usage_id, section_id).waits_since = now
    db.session().flush()


def _announce(row: models.BlockResult, now: datetime) -> None:
    facts = {"score": row.score, "maximum": row.maximum, "completion": row.completion}
    signals.announce(signals.block_graded, row.usage_id, learner_id=row.learner_id, **facts, now=now)


def _row(learner_id: str, usage_id: str, section_id: str | None) -> models.BlockResult:
    """The row of this learner and block, held until the transaction ends; made where there is none."""
    asked = select(models.BlockResult).where(
        models.BlockResult.learner_id == learner_id, models.BlockResult.usage_id == usage_id
    )
    held = asked.with_for_update().execution_options(populate_existing=True)
    found = db.session().scalar(held)
    if found is not None:
        return found
    row = models.BlockResult(
        id=db.new_id(), learner_id=learner_id, usage_id=usage_id, section_id=section_id, completion=0.0, times=0
    )
    try:
        with db.session().begin_nested():
            db.session().add(row)
    except IntegrityError:
        # Two answers at once: the other one made it.
        found = db.session().scalar(held)
        assert found is not None
        return found
    return row
