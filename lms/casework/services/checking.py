"""Somebody asked whether a card of information is still right."""

from datetime import date

from sqlalchemy import select

from lms.casework import models
from lms.casework.domain.sources import Text
from lms.kernel import db
from lms.kernel.actor import Actor


def check_text(text: Text, day: date | None, *, actor: Actor) -> None:
    """A text that ships with the product was found right on this day; with no day that is taken back."""
    row = db.session().scalar(select(models.TextCheck).where(models.TextCheck.text == text))
    if day is None:
        if row is not None:
            db.session().delete(row)
        return
    row = row or models.TextCheck(id=db.new_id(), text=text)
    row.checked_on, row.by = day, actor.name
    db.session().add(row)
    db.session().flush()
