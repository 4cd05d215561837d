"""Saying whether this provider takes on somebody whose plan another one has handed over; both see the answer."""

from datetime import datetime

from sqlalchemy import select

from lms.casework import models, queries
from lms.casework.domain.handing_over import Answer
from lms.casework.services.looking_after import assign
from lms.casework.services.plans import today_of
from lms.kernel import db, errors
from lms.kernel.actor import Actor, Role
from lms.learners import queries as learners
from lms.messages import queries as message_queries
from lms.messages import services as messages
from lms.organisations import queries as organisations


def accept(learner_id: str, *, actor: Actor, now: datetime) -> None:
    """Whoever accepts looks after the person here from today on. The provider that handed over hears of it.

    Raises NotFound where nothing was handed over, Conflict where it was answered or the account is nobody's of the staff.
    """
    found = _waiting(learner_id)
    if actor.staff_id is None:
        raise errors.Conflict("casework.not_staff")
    assign(learner_id, actor.staff_id, actor=actor, now=now)
    _answer(found, Answer.ACCEPTED, "", actor, now)


def decline(learner_id: str, reason: str, *, actor: Actor, now: datetime) -> None:
    """This provider cannot take the person on: the other one stays responsible and reads why. Raises Invalid without it."""
    found = _waiting(learner_id)
    if not reason.strip():
        raise errors.Invalid("casework.decline_reason", field="reason")
    _answer(found, Answer.DECLINED, reason.strip(), actor, now)


def _waiting(learner_id: str) -> queries.Incoming:
    found = queries.incoming(learners.learner(learner_id).id)
    if found is None:
        raise errors.NotFound("casework.no_hand_over")
    if found.answer != Answer.WAITING:
        raise errors.Conflict("casework.answered_already")
    return found


def _answer(found: queries.Incoming, answer: Answer, said: str, actor: Actor, now: datetime) -> None:
    here = organisations.provider(db.require_provider()).name
    tasks = [one.id for one in message_queries.open_with("casework.handed_over") if one.learner_id == found.learner_id]
    messages.settle(tasks, by=actor.name, now=now)
    # The row is the other provider's: it is written in its scope, and the audit there names who answered.
    with db.scoped(found.from_provider_id):
        # Two answers at once wait for each other here; the second one finds the first.
        row = (
            db.session()
            .scalars(
                select(models.HandOver)
                .where(models.HandOver.id == found.id)
                .with_for_update()
                .execution_options(populate_existing=True)
            )
            .one()
        )
        if row.answer != Answer.WAITING:
            raise errors.Conflict("casework.answered_already")
        row.answer, row.answered_on, row.answered_by, row.said = answer, today_of(actor, now), actor.name, said
        late = message_queries.open_with("casework.over_late")
        messages.settle([one.id for one in late if one.learner_id == row.learner_id], by=actor.name, now=now)
        messages.ask(
            Role.CASEWORKER,
            f"casework.over_{answer}",
            {"name": learners.learner(row.learner_id).name, "provider": here},
            now=now,
            staff_id=row.from_staff_id,
            learner_id=row.learner_id,
            due_on=row.answered_on,
            link=f"/casework/{row.learner_id}/over",
            unique_key=f"casework.over_{answer}:{row.id}",
        )
        db.session().flush()
