"""Orientation: which units somebody has understood, and who helps when something is wrong."""

from datetime import date

from sqlalchemy import select

from lms.advice import models
from lms.advice.domain.orientation import REDRESS
from lms.advice.queries.work import WorkContactInfo, work_contacts
from lms.kernel import db


def orientation_of(learner_id: str) -> dict[str, date]:
    """The day on which each unit was understood, by unit."""
    row = models.OrientationHeard
    rows = db.session().execute(select(row.unit, row.on_day).where(row.learner_id == learner_id).order_by(row.on_day))
    return {one.unit: one.on_day for one in rows}


def redress_contacts() -> list[WorkContactInfo]:
    """Offices for complaints, legal advice, offices of advice: those who stay pinned."""
    order = [one.value for one in REDRESS]
    return sorted((one for one in work_contacts() if one.kind in order), key=lambda one: order.index(one.kind))
