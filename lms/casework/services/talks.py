"""Talks and other contacts: the next talk is settled, what was held or tried leaves a note with its method and channel."""

from datetime import date, datetime, time

from sqlalchemy import select

from lms.casework import models, queries
from lms.casework.domain import plan
from lms.casework.domain.contacts import CHANNELS, Contact, Partner, contact_trouble
from lms.casework.domain.stages import CheckInState
from lms.kernel import clock, db, errors
from lms.kernel.actor import Actor, Role
from lms.learners import queries as learners
from lms.learners.domain.contacts import CALLED
from lms.messages import queries as message_queries
from lms.messages import services as messages

NOON = time(12)
"""The hour of a contact of an earlier day."""


def schedule_check_in(learner_id: str, due_on: date | None, channel: str, *, actor: Actor, now: datetime) -> str:
    """Settle the next talk. One stands at a time: an open one moves to this day and channel."""
    trouble = plan.day_trouble(due_on, clock.local(now, actor.zone).date())
    if trouble is not None or due_on is None:
        field, code = trouble or ("due_on", "casework.day_missing")
        raise errors.Invalid(code, field=field)
    check_channel(channel, learners.learner(learner_id))
    row = _open_talk(learner_id)
    if row is None:
        row = models.CheckIn(id=db.new_id(), learner_id=learners.learner(learner_id).id)
        db.session().add(row)
    row.due_on, row.channel = due_on, channel
    db.session().flush()
    return row.id


def check_channel(channel: str, learner: learners.LearnerInfo) -> None:
    """A talk is by one of the channels, and not by telephone with somebody who does not want to be called."""
    if channel not in CHANNELS:
        raise errors.Invalid("casework.channel_missing", field="channel")
    if learner.no_calls and channel in CALLED:
        raise errors.Invalid("learners.contact_no_calls", field="channel")


def log_contact(learner_id: str, contact: Contact, *, actor: Actor, now: datetime) -> str:
    """Write a contact down. A talk with the person that was settled is held with it; problems become tasks.

    Raises Invalid naming the field that lacks.
    """
    today = clock.local(now, actor.zone).date()
    trouble = contact_trouble(contact, today)
    if trouble is not None:
        raise errors.Invalid(trouble[1], field=trouble[0])
    learner, day = learners.learner(learner_id), contact.day or today
    spoke = contact.partner == Partner.PERSON and contact.reached
    row = _open_talk(learner.id) if spoke else None
    if row is None:
        row = models.CheckIn(id=db.new_id(), learner_id=learner.id, due_on=day)
        db.session().add(row)
    row.channel, row.method, row.partner = contact.channel, contact.method, contact.partner
    row.who, row.reached, row.shared = contact.who.strip(), contact.reached, contact.shared
    row.note, row.by = contact.note.strip(), actor.name
    row.held_at = now if day == today else clock.instant(day, NOON, actor.zone)
    db.session().flush()
    for number, problem in enumerate(contact.problems):
        messages.ask(
            Role.CASEWORKER,
            "casework.problem_task",
            {"name": learner.name, "problem": problem},
            now=now,
            staff_id=actor.staff_id,
            learner_id=learner.id,
            due_on=today,
            link=f"/casework/{learner.id}/file",
            unique_key=f"casework.problem:{row.id}:{number}",
        )
    if contact.partner == Partner.PERSON:
        _asked_how_it_goes(learner.id, today, actor, now)
    return row.id


def _asked_how_it_goes(learner_id: str, today: date, actor: Actor, now: datetime) -> None:
    """A check-in of a new job that was tried asks nobody any more."""
    due = {one.due_on for one in queries.file_of(learner_id, today).check_ins if one.state is CheckInState.DUE}
    asked = [one for one in message_queries.open_with("casework.job_task") if one.learner_id == learner_id]
    messages.settle([one.id for one in asked if one.due_on not in due], by=actor.name, now=now)


def take_back_note(learner_id: str, check_in_id: str, *, actor: Actor, now: datetime) -> None:
    """Take back that a talk was held: it is open again and its note is gone. A contact of another kind is gone as a whole."""
    row = db.session().scalar(
        select(models.CheckIn).where(models.CheckIn.id == check_in_id, models.CheckIn.learner_id == learner_id)
    )
    if row is None:
        raise errors.NotFound("casework.no_check_in")
    if row.partner != Partner.PERSON or not row.reached:
        db.session().delete(row)
        db.session().flush()
        return
    row.held_at, row.note, row.method, row.shared, row.by = None, "", "", False, ""


def _open_talk(learner_id: str) -> models.CheckIn | None:
    found = queries.next_check_in(learners.learner(learner_id).id)
    return db.session().get_one(models.CheckIn, found.id) if found else None
