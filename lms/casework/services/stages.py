"""The stages of somebody's file: moving on, beginning a job, closing."""

from datetime import date, datetime, timedelta

from lms.casework import models, queries
from lms.casework.domain.stages import Stage, closing_trouble
from lms.kernel import clock, db, errors
from lms.kernel.actor import Actor, Role
from lms.learners import queries as learners
from lms.messages import services as messages

TIME_TO_ASK = timedelta(days=14)


def move_on(
    learner_id: str, stage: str, *, since: date | None = None, reason: str = "", actor: Actor, now: datetime
) -> str:
    """From a day on somebody is in another stage of the same file. One can go back; a closed file can be opened again.

    Closing asks for a reason and, after a job, for an attempt to reach the person at every check-in that was due.
    """
    learner, today = learners.learner(learner_id), clock.local(now, actor.zone).date()
    if stage not in set(Stage):
        raise errors.Invalid("casework.file_stage_missing", field="stage")
    day = since or today
    if day > today:
        raise errors.Invalid("casework.day_to_come", field="since")
    found = queries.file_of(learner.id, today)
    if found.stage == stage:
        raise errors.Conflict("casework.file_stage_stands")
    if stage == Stage.CLOSED:
        if not reason.strip():
            raise errors.Invalid("casework.file_reason_missing", field="reason")
        trouble = closing_trouble(found.job_since, found.attempts, today)
        if trouble is not None:
            raise errors.Conflict(trouble[0], **trouble[1])
    if found.since is not None and day < found.since:
        raise errors.Invalid("casework.file_day_before", field="since")
    row = models.Stage(
        id=db.new_id(), learner_id=learner.id, stage=stage, since=day, reason=reason.strip(), by=actor.name, at=now
    )
    db.session().add(row)
    db.session().flush()
    # What the stage before still asked for is over with it.
    messages.settle_about(learner.id, "casework.situation_task", "casework.job_task", by=actor.name, now=now)
    if stage != Stage.CLOSED:
        _ask_again(learner, row.id, today, actor, now)
    return row.id


def _ask_again(learner: learners.LearnerInfo, stage_id: str, today: date, actor: Actor, now: datetime) -> None:
    """With a new stage the four areas of life are asked again."""
    keeper = queries.caseworker_of(learner.id, today)
    messages.ask(
        Role.CASEWORKER,
        "casework.situation_task",
        {"name": learner.name},
        now=now,
        staff_id=keeper.id if keeper else actor.staff_id,
        learner_id=learner.id,
        due_on=today + TIME_TO_ASK,
        link=f"/casework/{learner.id}/situation",
        unique_key=f"casework.situation:{stage_id}",
    )
