"""Handbooks: a provider's own come into the list and go out of it."""

from datetime import date, datetime

from sqlalchemy import select

from lms.companions import models
from lms.companions.domain.handbooks import NewHandbook, trouble
from lms.kernel import db, errors
from lms.kernel.actor import Actor

_ROW = models.Handbook


def add(one: NewHandbook, *, actor: Actor, now: datetime) -> str:
    """One more to read. Returns its id. Raises Invalid naming the field that lacks."""
    lacks = trouble(one)
    if lacks is not None:
        raise errors.Invalid(lacks[1], field=lacks[0])
    row = _ROW(
        id=db.new_id(), title=one.title.strip(), kind=one.kind, roles=f",{','.join(one.readers)},",
        language=one.language, address=one.address.strip(), body=one.body.strip(), by=actor.name, at=now,
    )  # fmt: skip
    db.session().add(row)
    db.session().flush()
    return row.id


def end(handbook_id: str, *, day: date) -> None:
    """It is out of date and stands in the list no more."""
    _row(handbook_id).ended_on = day


def go_on(handbook_id: str) -> None:
    """It stands in the list after all."""
    _row(handbook_id).ended_on = None


def _row(handbook_id: str) -> models.Handbook:
    row = db.session().scalar(select(_ROW).where(_ROW.id == handbook_id))
    if row is None:
        raise errors.NotFound("companions.no_handbook")
    return row
