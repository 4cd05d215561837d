"""The register: somebody comes in, changes, gets a link to the own page, and ends."""

from datetime import date, datetime

from sqlalchemy import select

from lms.accounts import domain as accounts
from lms.companions import models
from lms.companions.domain.register import Entry, Part, trouble
from lms.companions.queries import register
from lms.companions.services import appointments, mentoring
from lms.kernel import db, errors
from lms.kernel.actor import Actor
from lms.learners import queries as learners
from lms.organisations import queries as organisations

_ROW = models.Volunteer


def enter(centre_id: str, one: Entry, *, volunteer_id: str = "", day: date, actor: Actor, now: datetime) -> str:
    """Somebody is in the register; with an id what stands is written over. Returns the id.

    Raises Invalid naming the field that lacks, Conflict for a learner who is in it already.
    """
    lacks = trouble(one, day)
    if lacks is not None:
        raise errors.Invalid(lacks[1], field=lacks[0])
    row = _row(volunteer_id) if volunteer_id else _new(centre_id, one, day, now)
    row.name, row.phone, row.email = one.name.strip(), one.phone.strip(), one.email.strip()
    row.languages = f",{','.join(dict.fromkeys(one.languages))},"
    row.companion, row.mentor = Part.COMPANION in one.parts, Part.MENTOR in one.parts
    row.times, row.topics, row.trained_on = list(one.times), list(one.topics), one.trained_on
    row.by = actor.name
    db.session().add(row)
    db.session().flush()
    return row.id


def _new(centre_id: str, one: Entry, day: date, now: datetime) -> models.Volunteer:
    if one.learner_id and register.of_learner(learners.learner(one.learner_id).id) is not None:
        raise errors.Conflict("companions.twice", field="name")
    return models.Volunteer(
        id=db.new_id(), centre_id=organisations.centre(centre_id).id, learner_id=one.learner_id or None,
        token_hash=None, since=day, at=now,
    )  # fmt: skip


def new_link(volunteer_id: str) -> str:
    """A link to the own page; the old one ends. Returns its token. Raises Conflict for somebody who has ended."""
    row = _row(volunteer_id)
    if row.ended_on is not None:
        raise errors.Conflict("companions.has_ended")
    token = accounts.new_token()
    row.token_hash = accounts.token_hash(token)
    return token


def end(volunteer_id: str, *, day: date, actor: Actor, now: datetime) -> None:
    """Somebody helps no more: the link shows nothing from now on, others may take the appointments, mentoring is over."""
    row = _row(volunteer_id)
    if row.ended_on is not None:
        return
    row.ended_on, row.token_hash = day, None
    db.session().flush()
    appointments.release(volunteer_id, day=day, actor=actor, now=now)
    mentoring.end_all(volunteer_id, day=day, now=now)


def go_on(volunteer_id: str) -> None:
    """Somebody had not ended after all. The own page needs a new link. Raises Conflict where a learner came in again."""
    row = _row(volunteer_id)
    if row.learner_id and row.ended_on is not None and register.of_learner(row.learner_id) is not None:
        raise errors.Conflict("companions.twice")
    row.ended_on = None


def _row(volunteer_id: str) -> models.Volunteer:
    row = db.session().scalar(select(_ROW).where(_ROW.id == volunteer_id))
    if row is None:
        raise errors.NotFound("companions.absent")
    return row
