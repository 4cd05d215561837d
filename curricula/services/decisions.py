"""What people decide about a finding: a plan with a day to look again, or not now with a reason."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import select

from curricula import models
from curricula.domain.causes import Action
from lms.accounts.services import audit
from lms.kernel import db, errors
from lms.kernel.actor import Actor, Role
from lms.learners import queries as learners
from lms.messages import services as messages

WHO_ACTS: Mapping[Action, Role] = {
    Action.MOVE_TO_LITERACY: Role.ADMINISTRATOR,
    Action.CHANGE_TRACK: Role.ADMINISTRATOR,
    Action.TWIN_GROUP: Role.ADMINISTRATOR,
    Action.CARE_PLACE: Role.ADMINISTRATOR,
    Action.OTHER_TIME: Role.ADMINISTRATOR,
    Action.MORE_LESSONS: Role.ADMINISTRATOR,
    Action.SKILL_COURSE: Role.ADMINISTRATOR,
    Action.OPEN_GROUP: Role.ADMINISTRATOR,
    Action.OTHER_PROVIDER: Role.ADMINISTRATOR,
    Action.SECOND_CHANCE: Role.ADMINISTRATOR,
    Action.EXAM_ACCOMMODATION: Role.ADMINISTRATOR,
    Action.REVIEW_GOAL: Role.CASEWORKER,
}
"""Who gets the task of an action; all others are the teacher's who decided."""


def confirm(
    finding_id: str, actions: Sequence[Action], *, review_on: date, actor: Actor, now: datetime
) -> Sequence[str]:
    """A person agrees with a finding and chooses what to do. Each action becomes a task. Returns the ids of new tasks.

    From now on the learner may know. Raises Invalid without an action or with a day to look again that has passed,
    Conflict when a later review closed the finding.
    """
    row = _open(finding_id)
    if not actions:
        raise errors.Invalid("curricula.nothing_chosen", field="actions")
    _check_day(review_on, now)
    row.confirmed_by, row.confirmed_at = actor.name, now
    row.chosen, row.review_on = [one.value for one in actions], review_on
    row.snoozed_reason, row.snoozed_at = "", None
    audit.record(
        "confirm",
        "curricula_finding",
        row.id,
        changes={"chosen": [None, list(row.chosen)], "review_on": [None, review_on.isoformat()]},
        now=now,
    )
    name = learners.learner(row.learner_id).name
    tasks = [_ask(row, one, name, review_on, actor, now) for one in actions]
    return [one for one in tasks if one]


def _ask(row: models.Finding, action: Action, name: str, due_on: date, actor: Actor, now: datetime) -> str | None:
    role = WHO_ACTS.get(action, Role.TEACHER)
    mine = role is actor.role
    return messages.ask(
        role,
        f"curricula.do.{action.value}",
        {"name": name},
        now=now,
        staff_id=actor.staff_id if mine else None,
        learner_id=row.learner_id,
        due_on=due_on,
        link=f"/talk/{row.id}" if role is Role.TEACHER else "",
        unique_key=f"curricula.do:{row.id}:{action.value}:{due_on.isoformat()}",
    )


def put_off(finding_id: str, reason: str, *, review_on: date, actor: Actor, now: datetime) -> None:
    """Not now: a written reason and a day to look again. The learner hears nothing. Raises Invalid without a reason."""
    row = _open(finding_id)
    if not reason.strip():
        raise errors.Invalid("curricula.reason_missing", field="reason")
    _check_day(review_on, now)
    row.snoozed_reason, row.snoozed_at, row.review_on = reason.strip(), now, review_on
    row.confirmed_by, row.confirmed_at, row.chosen = "", None, []
    audit.record("put_off", "curricula_finding", row.id, reason=row.snoozed_reason, now=now)


def reopen(finding_id: str, *, actor: Actor, now: datetime) -> None:
    """Take a decision back. Tasks that were made stay with their people."""
    row = _open(finding_id)
    row.snoozed_reason, row.snoozed_at = "", None
    row.confirmed_by, row.confirmed_at, row.chosen = "", None, []
    audit.record("reopen", "curricula_finding", row.id, now=now)


def close_for(learner_id: str, states: Sequence[str], *, now: datetime) -> None:
    """Something happened that answers a finding: it need not wait for the night."""
    rows = db.session().scalars(
        select(models.Finding).where(
            models.Finding.learner_id == learner_id,
            models.Finding.closed_at.is_(None),
            models.Finding.state.in_([str(one) for one in states]),
        )
    )
    for row in rows:
        row.closed_at = now
        audit.record("close", "curricula_finding", row.id, now=now)


def _check_day(review_on: date, now: datetime) -> None:
    if review_on <= now.date():
        raise errors.Invalid("curricula.look_again_ahead", field="review_on")


def _open(finding_id: str) -> models.Finding:
    row = db.session().scalar(select(models.Finding).where(models.Finding.id == finding_id))
    if row is None:
        raise errors.NotFound("curricula.absent")
    if row.closed_at is not None:
        raise errors.Conflict("curricula.finding_closed")
    return row
