"""Somebody who was met outside is written down, registered, or left in peace."""

from datetime import datetime

from sqlalchemy import select

from lms.casework import models
from lms.casework.domain.outreach import Outcome, Reached, reached_trouble
from lms.casework.services.plans import today_of
from lms.kernel import db, errors
from lms.kernel.actor import Actor
from lms.learners import queries as learners
from lms.learners import services as learner_services


def reach(centre_id: str, person: Reached, *, actor: Actor, now: datetime) -> str:
    """A contact begins. Raises Invalid naming the field that lacks."""
    trouble = reached_trouble(person)
    if trouble is not None:
        raise errors.Invalid(trouble[1], field=trouble[0])
    row = models.Outreach(
        id=db.new_id(),
        centre_id=centre_id,
        name=person.name.strip(),
        phone=person.phone.strip(),
        language=person.language.strip(),
        sex=person.sex,
        met_at=person.met_at.strip(),
        met_on=today_of(actor, now),
        links=[str(one) for one in person.links],
        note=person.note.strip(),
        by=actor.name,
    )
    db.session().add(row)
    db.session().flush()
    return row.id


def enrol_reached(contact_id: str, *, actor: Actor, now: datetime) -> str:
    """The person agrees to be registered: a record with what is known, which counts as reached. Returns the learner's id."""
    row = _open(contact_id)
    given, _space, family = row.name.partition(" ")
    new = learner_services.NewLearner(
        learners.free_numbers(1)[0],
        given,
        family.strip(),
        phone=row.phone,
        first_language=row.language,
        sex=row.sex,
    )
    row.learner_id = learner_services.register(row.centre_id, new, actor=actor, now=now)
    row.outcome, row.ended_on = Outcome.ENROLLED, today_of(actor, now)
    db.session().flush()
    return row.learner_id


def close_outreach(contact_id: str, *, actor: Actor, now: datetime) -> None:
    """The contact is over. Name, phone and note are not needed any more and go; that somebody was met still counts."""
    row = _open(contact_id)
    row.outcome, row.ended_on = Outcome.CLOSED, today_of(actor, now)
    row.name, row.phone, row.note = "—", "", ""


def _open(contact_id: str) -> models.Outreach:
    row = db.session().scalar(select(models.Outreach).where(models.Outreach.id == contact_id))
    if row is None:
        raise errors.NotFound("casework.no_outreach")
    if row.outcome != Outcome.OPEN:
        raise errors.Conflict("casework.outreach_over")
    return row
