"""Certificates: written down, and taken out again."""

from datetime import datetime

from sqlalchemy import select

from lms.casework import models, queries
from lms.casework.domain.content import Content
from lms.casework.domain.credentials import Credential, credential_trouble, lacks_certificate, leads_to_certificate
from lms.casework.services.plans import today_of
from lms.kernel import db, errors
from lms.kernel.actor import Actor
from lms.learners import queries as learners


def keep_credential(learner_id: str, one: Credential, *, actor: Actor, now: datetime) -> str:
    """A certificate that the person has or is on the way to. Raises Invalid naming the field that lacks."""
    trouble = credential_trouble(one, today_of(actor, now))
    if trouble is not None:
        raise errors.Invalid(trouble[1], field=trouble[0])
    row = models.Credential(
        id=db.new_id(),
        person_id=learners.learner(learner_id).person_id,
        kind=one.kind,
        title=one.title.strip(),
        state=one.state,
        country=one.country.strip(),
        day=one.day,
        by=actor.name,
        at=now,
    )
    db.session().add(row)
    db.session().flush()
    return row.id


def take_out_credential(learner_id: str, credential_id: str) -> None:
    """It was written down by mistake, or is told anew."""
    person_id = learners.learner(learner_id).person_id
    row = db.session().scalar(
        select(models.Credential).where(models.Credential.id == credential_id, models.Credential.person_id == person_id)
    )
    if row is None:
        raise errors.NotFound("casework.no_credential")
    db.session().delete(row)


def refuse_without_certificate_step(
    learner: learners.LearnerInfo, content: Content, *, actor: Actor, now: datetime
) -> None:
    """Nobody under 27 without a certificate gets a plan that leads to none. Raises Conflict."""
    states = [one.state for one in queries.credentials(learner.person_id)]
    lacks = lacks_certificate(learner.birth_date, states, today_of(actor, now))
    if lacks and not leads_to_certificate(content.steps):
        raise errors.Conflict("casework.credential_step_missing")
