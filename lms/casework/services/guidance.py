"""Guidance at the beginning and at the end: owed by a seat or its end, held, and the sheet of what comes next."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from lms.casework import models, queries
from lms.casework.domain import compliance, guidance
from lms.casework.services.plans import today_of
from lms.kernel import db, errors
from lms.kernel.actor import Actor
from lms.learners import queries as learners
from lms.messages import services as messages


def owe_entry(learner_id: str, enrolment_id: str, *, now: datetime) -> None:
    """With a seat: the talk at the beginning is owed, unless it is owed or was held already. One at the end no more.

    Every booking passes here: one question, and for a first seat one row. The task comes in the morning (`remind`).
    """
    newest = queries.newest_guidance(learner_id)
    if newest is not None and newest[0] == guidance.Kind.EXIT and newest[1] is None:
        no_end_yet(learner_id, now=now)
    elif newest is None or newest[0] == guidance.Kind.EXIT:
        _owe(learner_id, guidance.Kind.ENTRY, enrolment_id, queries.rule().entry_days, now)


def owe_exit(learner_id: str, enrolment_id: str, *, now: datetime) -> None:
    """No seat is left to her: the talk at the end is owed."""
    if queries.open_guidance(learner_id, guidance.Kind.EXIT) is None:
        _owe(learner_id, guidance.Kind.EXIT, enrolment_id, queries.rule().exit_days, now)


def _owe(learner_id: str, kind: guidance.Kind, enrolment_id: str, days: int, now: datetime) -> None:
    due_on = compliance.due_on(now.date(), days)
    db.session().add(
        models.Guidance(
            id=db.new_id(), learner_id=learner_id, kind=kind, enrolment_id=enrolment_id, due_on=due_on, lanes=[]
        )
    )
    db.session().flush()


def no_end_yet(learner_id: str, *, now: datetime) -> None:
    """She has a seat again: the talk at the end that nobody has held is not owed any more."""
    row = db.session().scalar(
        select(models.Guidance).where(
            models.Guidance.learner_id == learner_id,
            models.Guidance.kind == guidance.Kind.EXIT,
            models.Guidance.held_at.is_(None),
        )
    )
    if row is not None:
        messages.settle([row.task_id] if row.task_id else [], by="casework", now=now)
        db.session().delete(row)
        db.session().flush()


def hold_entry(learner_id: str, note: str, *, actor: Actor, now: datetime) -> str:
    """The talk at the beginning was held. One that nobody had asked for counts, too."""
    return _held(learner_id, guidance.Kind.ENTRY, note, [], actor, now).id


def hold_exit(
    learner_id: str, note: str, lanes: Sequence[guidance.Lane], *, consent: bool = False, actor: Actor, now: datetime
) -> str:
    """The talk at the end: a dated step in every chosen lane, and with her consent a referral to who was named.

    Raises Invalid naming the field that lacks.
    """
    trouble = guidance.lanes_trouble(lanes, consent, today_of(actor, now))
    if trouble is not None:
        raise errors.Invalid(trouble[1], field=trouble[0])
    row = _held(learner_id, guidance.Kind.EXIT, note, lanes, actor, now)
    return row.id


def _held(
    learner_id: str, kind: guidance.Kind, note: str, lanes: Sequence[guidance.Lane], actor: Actor, now: datetime
) -> models.Guidance:
    learner = learners.learner(learner_id)
    found = queries.open_guidance(learner.id, kind)
    row = db.session().scalar(select(models.Guidance).where(models.Guidance.id == found.id)) if found else None
    if row is None:
        row = models.Guidance(id=db.new_id(), learner_id=learner.id, kind=kind, due_on=today_of(actor, now), lanes=[])
        db.session().add(row)
    row.held_at, row.held_by, row.note = now, actor.name, note.strip()
    row.lanes = [
        {
            "lane": one.lane,
            "title": one.title.strip(),
            "owner": one.owner.strip(),
            "due_on": one.due_on.isoformat() if one.due_on else "",
            "email": one.email.strip(),
        }
        for one in lanes
    ]
    if row.task_id:
        messages.settle([row.task_id], by=actor.name, now=now)
    db.session().flush()
    return row
