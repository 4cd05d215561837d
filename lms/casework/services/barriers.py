"""Somebody says what stands in the way; her caseworker has it as a task at once, and she sees that it was heard."""

from datetime import datetime

from sqlalchemy import select

from lms.casework import models, queries
from lms.casework.domain import barriers
from lms.casework.services.plans import today_of
from lms.kernel import db, errors
from lms.kernel.actor import Actor, Role
from lms.learners import queries as learners
from lms.messages import services as messages


def tell_barrier(
    learner_id: str, barrier: str, *, words: str = "", sound: bytes = b"", actor: Actor, now: datetime
) -> str:
    """What stands in the way, or a goal of her own, reaches the person who looks after her; where nobody does, every caseworker.

    Where no caseworker works the centre's administrators are asked. Raises Invalid naming the field that lacks.
    """
    if actor.learner_id != learner_id:
        raise errors.NotFound("learners.absent")
    trouble = barriers.trouble(barrier, sound)
    if trouble is not None:
        raise errors.Invalid(trouble[1], field=trouble[0])
    learner, today = learners.learner(learner_id), today_of(actor, now)
    keeper = queries.caseworker_of(learner.id, today)
    row = models.BarrierReport(
        id=db.new_id(),
        learner_id=learner.id,
        barrier=barrier,
        words=words.strip(),
        sound=sound or None,
        media_type=(barriers.sound_type(sound) or "") if sound else "",
        at=now,
    )
    has_caseworkers = keeper is not None or queries.does_casework()
    row.task_id = messages.ask(
        Role.CASEWORKER if has_caseworkers else Role.ADMINISTRATOR,
        "casework.goal_task" if barriers.is_goal(barrier) else f"casework.barrier_task.{barrier}",
        {"name": learner.name},
        now=now,
        staff_id=keeper.id if keeper else None,
        learner_id=learner.id,
        due_on=barriers.answer_by(barrier, today),
        link=f"/casework/{learner.id}#barriers" if has_caseworkers else f"/people/{learner.id}",
    )
    db.session().add(row)
    db.session().flush()
    return row.id


def answer_barrier(learner_id: str, report_id: str, *, actor: Actor, now: datetime) -> None:
    """It was talked about: the task is done, and she sees who has heard her."""
    row = db.session().scalar(
        select(models.BarrierReport).where(
            models.BarrierReport.id == report_id, models.BarrierReport.learner_id == learner_id
        )
    )
    if row is None:
        raise errors.NotFound("casework.no_barrier")
    if row.answered_at is None:
        row.answered_at, row.answered_by = now, actor.name
        messages.settle([row.task_id] if row.task_id else [], by=actor.name, now=now)
