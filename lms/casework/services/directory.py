"""The directory of organisations that help: written, changed, ended."""

from datetime import date, datetime

from sqlalchemy import select

from lms.casework import models
from lms.casework.domain.directory import Entry, entry_trouble
from lms.casework.services.plans import today_of
from lms.kernel import db, errors
from lms.kernel.actor import Actor


def list_organisation(one: Entry, *, organisation_id: str = "", actor: Actor, now: datetime) -> str:
    """An organisation is in the directory; with an id the one that stands is written over, and goes on where it had ended.

    Raises Invalid naming the field that lacks, Conflict where the name is taken.
    """
    trouble = entry_trouble(one)
    if trouble is not None:
        raise errors.Invalid(trouble[1], field=trouble[0])
    taken = db.session().scalar(select(models.Organisation.id).where(models.Organisation.name == one.name.strip()))
    if taken is not None and taken != organisation_id:
        raise errors.Conflict("casework.organisation_taken", field="name")
    row = _row(organisation_id) if organisation_id else models.Organisation(id=db.new_id())
    row.name, row.sector, row.services = one.name.strip(), one.sector, dict(one.services)
    row.contact, row.phone, row.email = one.contact.strip(), one.phone.strip(), one.email.strip()
    row.place, row.postcode = one.place.strip(), one.postcode.strip()
    row.papers, row.languages, row.target = one.papers, list(one.languages), list(one.target)
    row.cost, row.price, row.source = one.label.cost, one.label.price.strip(), one.label.source.strip()
    row.checked_on, row.shown = one.label.checked_on, one.shown
    row.by, row.ended_on = actor.name, None
    db.session().add(row)
    db.session().flush()
    return row.id


def check_organisation(organisation_id: str, day: date | None) -> None:
    """On this day somebody asked, and it is still so. With no day nobody has asked yet. Raises NotFound."""
    _row(organisation_id).checked_on = day
    db.session().flush()


def end_organisation(organisation_id: str, *, actor: Actor, now: datetime) -> None:
    """It answers for no new step any more. Steps that it has keep it, so that nobody loses whom to call."""
    row = _row(organisation_id)
    row.ended_on = row.ended_on or today_of(actor, now)


def go_on_with(organisation_id: str, *, actor: Actor, now: datetime) -> None:
    """It had not ended after all."""
    _row(organisation_id).ended_on = None


def _row(organisation_id: str) -> models.Organisation:
    row = db.session().scalar(select(models.Organisation).where(models.Organisation.id == organisation_id))
    if row is None:
        raise errors.NotFound("casework.no_organisation")
    return row
