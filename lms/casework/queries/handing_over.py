"""Plans that another provider hands over: what waits for an answer here, and what was answered too late."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from lms.casework import models
from lms.casework.domain.handing_over import Answer
from lms.casework.queries.compliance import Reminder
from lms.kernel import db
from lms.learners import queries as learners


@dataclass(frozen=True)
class Incoming:
    """A plan that another provider hands over. `learner_id` is the record here."""

    id: str
    from_provider_id: str
    from_learner_id: str
    from_staff_id: str | None
    learner_id: str
    by: str
    at: datetime
    note: str
    answer_by: date
    answer: str
    answered_on: date | None
    answered_by: str


def incoming(learner_id: str) -> Incoming | None:
    """The newest plan that came with this person from another provider, answered or not."""
    here, row = db.require_provider(), models.HandOver
    with db.crossing("plan handed over"):
        found = db.session().scalar(
            select(row)
            .where(row.to_learner_id == learner_id, row.to_provider_id == here, row.answer_by.is_not(None))
            .order_by(row.at.desc(), row.id.desc())
            .limit(1)
        )
    if found is None or found.answer_by is None:
        return None
    return Incoming(
        found.id, found.provider_id, found.learner_id, found.from_staff_id, learner_id, found.by, found.at, found.note,
        found.answer_by, found.answer, found.answered_on, found.answered_by,
    )  # fmt: skip


def unanswered(today: date) -> list[Reminder]:
    """Plans that this provider handed over and that nobody has accepted in time."""
    row = models.HandOver
    rows = list(
        db.session().scalars(
            select(row).where(row.answer_by < today, row.answer == Answer.WAITING).order_by(row.answer_by, row.id)
        )
    )
    people = learners.by_ids({one.learner_id for one in rows})
    return [
        Reminder(
            key=f"casework.over_late:{one.id}",
            code="casework.over_late",
            learner_id=one.learner_id,
            name=people[one.learner_id].name,
            staff_id=one.from_staff_id,
            due_on=today,
            facts={},
        )
        for one in rows
        if one.learner_id in people
    ]
