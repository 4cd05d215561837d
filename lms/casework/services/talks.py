"""Talks: the next one is settled, one that was held leaves a note."""

from datetime import date, datetime

from sqlalchemy import select

from lms.casework import models, queries
from lms.casework.domain import plan
from lms.kernel import clock, db, errors
from lms.kernel.actor import Actor
from lms.learners import queries as learners

CHANNELS = ("voice", "sms", "email", "letter", "in_person")


def schedule_check_in(learner_id: str, due_on: date | None, channel: str, *, actor: Actor, now: datetime) -> str:
    """Settle the next talk. One stands at a time: an open one moves to this day and channel."""
    trouble = plan.day_trouble(due_on, clock.local(now, actor.zone).date())
    if trouble is not None or due_on is None:
        field, code = trouble or ("due_on", "casework.day_missing")
        raise errors.Invalid(code, field=field)
    if channel not in CHANNELS:
        raise errors.Invalid("casework.channel_missing", field="channel")
    row = _open_talk(learner_id)
    if row is None:
        row = models.CheckIn(id=db.new_id(), learner_id=learners.learner(learner_id).id)
        db.session().add(row)
    row.due_on, row.channel = due_on, channel
    db.session().flush()
    return row.id


def hold_check_in(learner_id: str, note: str, *, channel: str = "", actor: Actor, now: datetime) -> str:
    """Keep the note of a talk that was held: the open one, or one that nobody had settled before."""
    if not note.strip():
        raise errors.Invalid("casework.note_missing", field="note")
    row = _open_talk(learner_id)
    if row is None:
        row = models.CheckIn(
            id=db.new_id(),
            learner_id=learners.learner(learner_id).id,
            due_on=clock.local(now, actor.zone).date(),
            channel="in_person",
        )
        db.session().add(row)
    if channel in CHANNELS:
        row.channel = channel
    row.held_at, row.note = now, note.strip()
    db.session().flush()
    return row.id


def take_back_note(learner_id: str, check_in_id: str, *, actor: Actor, now: datetime) -> None:
    """Take back that a talk was held: it is open again and its note is gone."""
    row = db.session().scalar(
        select(models.CheckIn).where(models.CheckIn.id == check_in_id, models.CheckIn.learner_id == learner_id)
    )
    if row is None:
        raise errors.NotFound("casework.no_check_in")
    row.held_at, row.note = None, ""


def _open_talk(learner_id: str) -> models.CheckIn | None:
    found = queries.next_check_in(learners.learner(learner_id).id)
    return db.session().get_one(models.CheckIn, found.id) if found else None
