"""One person's plan, talks and caseworker."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select

from lms.casework import models
from lms.casework.domain import plan as rules
from lms.courses import queries as courses
from lms.kernel import db
from lms.learners.queries import LearnerInfo
from lms.organisations import queries as organisations


@dataclass(frozen=True)
class StepInfo:
    """A step with where it stands on the day that was asked about."""

    id: str
    title: str
    detail: str
    icon: str
    owner: str
    due_on: date
    done_on: date | None
    standing: rules.Standing

    @property
    def picture(self) -> str:
        """The picture a learner sees."""
        return rules.STEP_PICTURES.get(self.icon, "footprints")


@dataclass(frozen=True)
class PlanInfo:
    """A version of a plan with its steps by date, done ones last."""

    id: str
    person_id: str
    version: int
    goal: str
    reason: str
    made_by: str
    made_at: datetime
    staff_agreed_at: datetime | None
    person_agreed_at: datetime | None
    steps: tuple[StepInfo, ...]


@dataclass(frozen=True)
class CheckInInfo:
    """A talk that is due or was held."""

    id: str
    learner_id: str
    due_on: date
    channel: str
    held_at: datetime | None
    note: str


def plan(person_id: str, today: date) -> PlanInfo | None:
    """The newest version of a person's plan."""
    row = db.session().scalar(
        select(models.Plan).where(models.Plan.person_id == person_id).order_by(models.Plan.version.desc()).limit(1)
    )
    if row is None:
        return None
    steps = db.session().scalars(
        select(models.Step)
        .where(models.Step.plan_id == row.id)
        .order_by(models.Step.done_on.is_not(None), models.Step.due_on, models.Step.id)
    )
    return PlanInfo(
        row.id,
        row.person_id,
        row.version,
        row.goal,
        row.reason,
        row.made_by,
        row.made_at,
        row.staff_agreed_at,
        row.person_agreed_at,
        tuple(step_info(step, today) for step in steps),
    )


def step_info(row: models.Step, today: date) -> StepInfo:
    """A row as a value."""
    stands = rules.standing(row.state == rules.StepState.ON_THE_WAY, row.due_on, row.done_on, today)
    return StepInfo(row.id, row.title, row.detail, row.icon, row.owner, row.due_on, row.done_on, stands)


def versions(person_id: str) -> list[tuple[int, datetime, str, str]]:
    """(version, made at, by whom, why) of every version, newest first."""
    rows = db.session().scalars(
        select(models.Plan).where(models.Plan.person_id == person_id).order_by(models.Plan.version.desc())
    )
    return [(row.version, row.made_at, row.made_by, row.reason) for row in rows]


def in_force(today: date) -> tuple[Any, ...]:
    """Conditions for an assignment that counts on a day."""
    until = models.Assignment.to_date
    return (models.Assignment.from_date <= today, or_(until.is_(None), until > today))


def assignment_of(learner_id: str, today: date) -> models.Assignment | None:
    """Who looks after a learner on a day; the newest where there are several."""
    return db.session().scalar(
        select(models.Assignment)
        .where(models.Assignment.learner_id == learner_id, *in_force(today))
        .order_by(models.Assignment.from_date.desc(), models.Assignment.id.desc())
        .limit(1)
    )


def caseworker_of(learner_id: str, today: date) -> organisations.Staff | None:
    """The member of staff who looks after a learner."""
    row = assignment_of(learner_id, today)
    found = organisations.staff(ids=[row.staff_id]) if row else []
    return found[0] if found else None


def next_check_in(learner_id: str) -> CheckInInfo | None:
    """The next talk that was not held."""
    row = db.session().scalar(
        select(models.CheckIn)
        .where(models.CheckIn.learner_id == learner_id, models.CheckIn.held_at.is_(None))
        .order_by(models.CheckIn.due_on, models.CheckIn.id)
        .limit(1)
    )
    return _check_in(row) if row else None


def check_ins(learner_id: str, *, limit: int = 10) -> list[CheckInInfo]:
    """Talks that were held, newest first."""
    rows = db.session().scalars(
        select(models.CheckIn)
        .where(models.CheckIn.learner_id == learner_id, models.CheckIn.held_at.is_not(None))
        .order_by(models.CheckIn.held_at.desc())
        .limit(limit)
    )
    return [_check_in(row) for row in rows]


def _check_in(row: models.CheckIn) -> CheckInInfo:
    return CheckInInfo(row.id, row.learner_id, row.due_on, row.channel, row.held_at, row.note)


def facts_for_advice(learner: LearnerInfo, today: date) -> dict[str, Any]:
    """What plug-ins may know of a person to advise on her way: what she can and has passed, never where she is from."""
    passed = [one.module_key for one in courses.completions([learner.id]).get(learner.id, []) if one.passed]
    return {
        "person_id": learner.person_id,
        "learner_id": learner.id,
        "centre_id": learner.centre_id,
        "level": learner.level,
        "track": learner.track,
        "literacy": learner.literacy,
        "schooling_years": learner.schooling_years,
        "occupation": learner.occupation,
        "completed": passed,
        "today": today,
    }
