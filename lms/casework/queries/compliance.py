"""What casework reminds of: plans to be looked at again, steps that are late, talks that are owed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from lms.casework import models
from lms.casework.queries.lists import people
from lms.casework.queries.plans import in_force
from lms.kernel import db
from lms.learners import models as learner_models
from lms.organisations import models as organisation_models

_LEARNER, _PERSON, _STAFF = learner_models.Learner, learner_models.Person, organisation_models.Staff


@dataclass(frozen=True)
class Reminder:
    """A task to be: its sentence and facts, for whom, and the key that keeps it from being said twice."""

    code: str
    learner_id: str
    name: str
    staff_id: str | None
    due_on: date
    key: str
    facts: dict[str, Any]


def reviews_due(today: date) -> list[Reminder]:
    """Plans that are to be looked at again by now."""
    rows = db.session().execute(
        people(today)
        .with_only_columns(_LEARNER.id, _PERSON, _STAFF.id, models.Plan.version, models.Plan.review_on)
        .where(models.Plan.review_on <= today)
        .order_by(_LEARNER.id)
    )
    return [
        Reminder("casework.review_task", one, person.name, staff_id, day, f"casework.review:{one}:{version}:{day}", {})
        for one, person, staff_id, version, day in rows
    ]


def steps_late(today: date, *, since: timedelta = timedelta(days=7)) -> list[Reminder]:
    """Steps that are late for a week: time enough for whoever was slow to write it down."""
    step = models.Step
    rows = db.session().execute(
        people(today)
        .join(step, step.plan_id == models.Plan.id)
        .with_only_columns(_LEARNER.id, _PERSON, _STAFF.id, step)
        .where(step.done_on.is_(None), step.due_on <= today - since)
        .order_by(_LEARNER.id, step.due_on, step.id)
    )
    return [
        Reminder(
            "casework.late_task",
            one,
            person.name,
            staff_id,
            today,
            f"casework.late:{one}:{late.key}:{late.due_on}",
            {"step": late.title, "owner": late.owner},
        )
        for one, person, staff_id, late in rows
    ]


def keepers_of(learner_ids: Iterable[str], today: date) -> dict[str, tuple[str, str]]:
    """(id, name) of who looks after each learner now. Who has left looks after nobody."""
    wanted = list(learner_ids)
    found: dict[str, tuple[str, str]] = {}
    for start in range(0, len(wanted), 5000):
        rows = db.session().execute(
            select(models.Assignment.learner_id, organisation_models.Staff.id, organisation_models.Staff.name)
            .join(organisation_models.Staff, organisation_models.Staff.id == models.Assignment.staff_id)
            .where(
                models.Assignment.learner_id.in_(wanted[start : start + 5000]),
                organisation_models.Staff.active.is_(True),
                *in_force(today),
            )
            .order_by(models.Assignment.from_date, models.Assignment.id)
        )
        found |= {row[0]: (row[1], row[2]) for row in rows}
    return found


def talks_owed(today: date) -> list[Reminder]:
    """Talks at the beginning and at the end that nobody has been asked to hold yet."""
    rows = (
        db.session()
        .execute(
            select(models.Guidance, learner_models.Person)
            .join(learner_models.Learner, learner_models.Learner.id == models.Guidance.learner_id)
            .join(learner_models.Person, learner_models.Person.person_id == learner_models.Learner.person_id)
            .where(models.Guidance.held_at.is_(None), models.Guidance.task_id.is_(None))
            .order_by(models.Guidance.id)
        )
        .all()
    )
    keepers = keepers_of([row.learner_id for row, _person in rows], today)
    return [
        Reminder(
            "casework.entry_task" if row.kind == "entry" else "casework.exit_task",
            row.learner_id,
            person.name,
            keepers[row.learner_id][0] if row.learner_id in keepers else None,
            row.due_on,
            f"casework.guidance:{row.id}",
            {},
        )
        for row, person in rows
    ]
