"""Reminders as tasks: plans whose review is due, steps that are late. Each is said once."""

from datetime import date, datetime
from typing import Any

from lms.casework import queries
from lms.kernel.actor import Role
from lms.messages import services as messages


def remind(today: date, *, now: datetime) -> int:
    """Ask whoever looks after each person; where that one has left, any caseworker. Returns how many tasks are new."""
    return sum(_ask(one, now) for one in (*queries.reviews_due(today), *queries.steps_late(today)))


def _ask(one: queries.Reminder, now: datetime) -> bool:
    facts: dict[str, Any] = {"name": one.name, **one.facts}
    return (
        messages.ask(
            Role.CASEWORKER,
            one.code,
            facts,
            now=now,
            staff_id=one.staff_id,
            learner_id=one.learner_id,
            due_on=one.due_on,
            link=f"/casework/{one.learner_id}",
            unique_key=one.key,
        )
        is not None
    )
