"""One person's file through all stages: where she stands, everything that was done, what is due after a job."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from lms.casework import models
from lms.casework.domain.contacts import Partner, counted
from lms.casework.domain.stages import Attempt, JobCheckIn, Stage, job_check_ins
from lms.casework.queries.compliance import Reminder, keepers_of
from lms.casework.queries.plans import CheckInInfo, contact_info
from lms.kernel import db
from lms.learners import models as learner_models


@dataclass(frozen=True)
class StageInfo:
    """A stage that began on a day."""

    stage: Stage
    since: date
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True)
class FileInfo:
    """Where a file stands: the stage of today, the way so far, the check-ins of a job that began on `job_since`."""

    stage: Stage
    since: date | None
    """Nothing for somebody whom nobody has moved on yet: that is the reception."""
    way: tuple[StageInfo, ...]
    job_since: date | None
    attempts: tuple[Attempt, ...]
    check_ins: tuple[JobCheckIn, ...]


def file_of(learner_id: str, today: date) -> FileInfo:
    """The file of one learner."""
    rows = db.session().scalars(
        select(models.Stage).where(models.Stage.learner_id == learner_id).order_by(models.Stage.since, models.Stage.id)
    )
    way = tuple(StageInfo(Stage(row.stage), row.since, row.reason, row.by, row.at) for row in rows)
    began = _job_since(way)
    attempts = _attempts([learner_id]).get(learner_id, ())
    return FileInfo(
        stage=way[-1].stage if way else Stage.RECEPTION,
        since=way[-1].since if way else None,
        way=way,
        job_since=began,
        attempts=attempts,
        check_ins=job_check_ins(began, attempts, today) if began else (),
    )


def _job_since(way: Iterable[StageInfo]) -> date | None:
    """The first day of the last job."""
    return next((one.since for one in reversed(tuple(way)) if one.stage is Stage.AFTER_JOB), None)


def _attempts(learner_ids: Iterable[str]) -> dict[str, tuple[Attempt, ...]]:
    """Every talk with a person that was held or tried, by learner."""
    found: dict[str, tuple[Attempt, ...]] = {}
    rows = db.session().execute(
        select(models.CheckIn.learner_id, models.CheckIn.held_at, models.CheckIn.reached)
        .where(
            models.CheckIn.learner_id.in_(list(learner_ids)),
            models.CheckIn.held_at.is_not(None),
            models.CheckIn.partner == Partner.PERSON,
        )
        .order_by(models.CheckIn.held_at)
    )
    for learner_id, held_at, reached in rows:
        if held_at is not None:
            found[learner_id] = (*found.get(learner_id, ()), Attempt(held_at.date(), reached))
    return found


def contacts(learner_id: str) -> list[CheckInInfo]:
    """Every contact about somebody that was held or tried, newest first."""
    rows = db.session().scalars(
        select(models.CheckIn)
        .where(models.CheckIn.learner_id == learner_id, models.CheckIn.held_at.is_not(None))
        .order_by(models.CheckIn.held_at.desc(), models.CheckIn.id.desc())
    )
    return [contact_info(row) for row in rows]


def shared_notes(learner_id: str, *, limit: int = 3) -> list[CheckInInfo]:
    """What staff has let the person read, newest first."""
    rows = db.session().scalars(
        select(models.CheckIn)
        .where(
            models.CheckIn.learner_id == learner_id,
            models.CheckIn.held_at.is_not(None),
            models.CheckIn.shared.is_(True),
        )
        .order_by(models.CheckIn.held_at.desc(), models.CheckIn.id.desc())
        .limit(limit)
    )
    return [contact_info(row) for row in rows]


def contacts_by_method(since: datetime) -> dict[str, int]:
    """How many contacts the provider in scope has had of each method."""
    rows = db.session().scalars(select(models.CheckIn.method).where(models.CheckIn.held_at >= since))
    return counted(rows)


def job_check_ins_due(today: date) -> list[Reminder]:
    """Check-ins after a job began that are due and nobody has tried."""
    stage, person = models.Stage, learner_models.Person
    newest = select(stage.learner_id, func.max(stage.id).label("id")).group_by(stage.learner_id).subquery()
    rows = (
        db.session()
        .execute(
            select(stage, person)
            .join(newest, newest.c.id == stage.id)
            .join(learner_models.Learner, learner_models.Learner.id == stage.learner_id)
            .join(person, person.person_id == learner_models.Learner.person_id)
            .where(stage.stage == Stage.AFTER_JOB, learner_models.Learner.merged_into.is_(None))
            .order_by(stage.id)
        )
        .all()
    )
    ids = [row.learner_id for row, _person in rows]
    tried, keepers = _attempts(ids), keepers_of(ids, today)
    return [
        Reminder(
            "casework.job_task",
            row.learner_id,
            someone.name,
            keepers[row.learner_id][0] if row.learner_id in keepers else None,
            one.due_on,
            f"casework.job:{row.id}:{one.months}",
            {"months": one.months},
        )
        for row, someone in rows
        for one in job_check_ins(row.since, tried.get(row.learner_id, ()), today)
        if one.state == "due"
    ]
