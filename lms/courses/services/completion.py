"""Modules that learners passed."""

from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from lms.courses import models
from lms.kernel import db, errors, signals
from lms.kernel.actor import Actor
from lms.learners import queries as learners


def record_completion(
    learner_id: str,
    module_key: str,
    *,
    passed: bool,
    on_day: date,
    section_id: str | None = None,
    note: str = "",
    actor: Actor,
    now: datetime,
) -> str:
    """A module was passed or not. Announces `module_passed`. Raises Conflict when that day has a result already."""
    learners.learner(learner_id)
    if on_day > now.date():
        raise errors.Invalid("courses.result_ahead", field="on_day")
    row = models.Completion(
        id=db.new_id(),
        learner_id=learner_id,
        module_key=module_key,
        section_id=section_id,
        passed=passed,
        on_day=on_day,
        by=actor.name,
        note=note,
        attempt=_attempt(learner_id, module_key),
    )
    try:
        with db.session().begin_nested():
            db.session().add(row)
    except IntegrityError as twice:
        raise errors.Conflict("courses.result_already") from twice
    if passed:
        signals.announce(signals.module_passed, learner_id, module_key=module_key, actor=actor, now=now)
    return row.id


def _attempt(learner_id: str, module_key: str) -> int:
    """The attempt that a result belongs to: the newest of this learner at this module."""
    row = models.Enrolment
    newest = (
        select(func.max(row.attempt))
        .join(models.Section, row.section_id == models.Section.id)
        .join(models.Course, models.Section.course_id == models.Course.id)
        .where(row.learner_id == learner_id, models.Course.module_key == module_key, row.state != "waiting")
    )
    return db.session().scalar(newest) or 1
