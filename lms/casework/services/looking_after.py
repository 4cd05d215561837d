"""Who looks after whom."""

from datetime import datetime

from sqlalchemy import select

from lms.casework import models, queries
from lms.casework.services.plans import today_of
from lms.kernel import db, errors
from lms.kernel.actor import Actor, Role
from lms.learners import queries as learners
from lms.messages import services as messages
from lms.organisations import queries as organisations


def assign(learner_id: str, staff_id: str, *, actor: Actor, now: datetime) -> str:
    """From today on this member of staff looks after the learner, and has every task about her that is open.

    Whoever did so before no longer does.
    """
    today = today_of(actor, now)
    learners.learner(learner_id)
    current = queries.assignment_of(learner_id, today)
    if current is not None and current.staff_id == staff_id:
        return current.id
    if current is not None:
        current.to_date = today
    # Somebody taken on again on the day it ended keeps one row: a pair has one beginning a day.
    row = db.session().scalar(
        select(models.Assignment).where(
            models.Assignment.learner_id == learner_id,
            models.Assignment.staff_id == staff_id,
            models.Assignment.from_date == today,
        )
    )
    if row is None:
        row = models.Assignment(id=db.new_id(), learner_id=learner_id, staff_id=staff_id, from_date=today)
        db.session().add(row)
    row.to_date = None
    for before in {None, current.staff_id if current else None}:
        messages.pass_on(Role.CASEWORKER, learner_id, before, staff_id)
    return row.id


def take_on(learner_id: str, staff_id: str, *, actor: Actor, now: datetime) -> str:
    """This member of staff looks after somebody whom nobody looks after yet.

    Raises Conflict where somebody does: then the plan is handed over, with what the next one needs to know.
    """
    found = organisations.staff(kind="caseworker", ids=[staff_id])
    if not found:
        raise errors.Invalid("casework.nobody_chosen", field="staff_id")
    keeper = queries.caseworker_of(learner_id, today_of(actor, now))
    if keeper is not None and keeper.id != staff_id:
        raise errors.Conflict("casework.looks_after_hand_over", name=keeper.name)
    return assign(learner_id, staff_id, actor=actor, now=now)


def end_assignment(learner_id: str, *, actor: Actor, now: datetime) -> None:
    """From today on nobody looks after the learner, and open tasks about her are every caseworker's.

    Raises Conflict when nobody did, or somebody else does: then the plan is handed over.
    """
    today = today_of(actor, now)
    row = queries.assignment_of(learner_id, today)
    if row is None:
        raise errors.Conflict("casework.no_assignment")
    keeper = queries.caseworker_of(learner_id, today)
    if keeper is not None and keeper.id != actor.staff_id:
        raise errors.Conflict("casework.looks_after_hand_over", name=keeper.name)
    row.to_date = today
    messages.pass_on(Role.CASEWORKER, learner_id, row.staff_id, None)
