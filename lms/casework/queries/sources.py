"""When somebody last checked the texts that ship with the product."""

from datetime import date

from sqlalchemy import select

from lms.casework import models
from lms.casework.domain.sources import Label, Text
from lms.kernel import db


def text_label(text: Text, worded_on: date, source: str) -> Label:
    """The label of a text: checked on the day of its wording, or later by this provider."""
    row = models.TextCheck
    checked_on = db.session().scalar(select(row.checked_on).where(row.text == text))
    return Label(source, checked_on=max(filter(None, (worded_on, checked_on))))
