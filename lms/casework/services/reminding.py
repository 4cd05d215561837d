"""Reminders as tasks: plans to be reviewed, late steps, talks that are owed, check-ins of a new job. Each is said once."""

from datetime import date, datetime

from sqlalchemy import select

from lms.casework import models, queries
from lms.kernel import db
from lms.kernel.actor import Role
from lms.messages import services as messages


def remind(today: date, *, now: datetime) -> int:
    """Ask whoever looks after each person; where that one has left, any caseworker. Returns how many tasks are new."""
    reminders = (
        *queries.reviews_due(today),
        *queries.steps_late(today),
        *queries.job_check_ins_due(today),
        *queries.unanswered(today),
    )
    return sum(_ask(one, now) is not None for one in reminders) + _ask_for_talks(today, now)


def _ask_for_talks(today: date, now: datetime) -> int:
    """The talk knows its task, so that holding the one settles the other."""
    owed = {one.key.rpartition(":")[2]: one for one in queries.talks_owed(today)}
    for row in db.session().scalars(select(models.Guidance).where(models.Guidance.id.in_(owed))).all():
        row.task_id = _ask(owed[row.id], now)
    return len(owed)


def _ask(one: queries.Reminder, now: datetime) -> str | None:
    talk = one.key.startswith("casework.guidance:")
    page = f"/{'entry' if one.code == 'casework.entry_task' else 'exit'}" if talk else ""
    page = {"casework.job_task": "/file", "casework.over_late": "/over"}.get(one.code, page)
    return messages.ask(
        Role.CASEWORKER,
        one.code,
        {"name": one.name, **one.facts},
        now=now,
        staff_id=one.staff_id,
        learner_id=one.learner_id,
        due_on=one.due_on,
        link=f"/casework/{one.learner_id}{page}",
        unique_key=one.key,
    )
