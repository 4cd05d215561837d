"""Rights at work: who helps, and who has heard them."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from lms.advice import models
from lms.casework.domain.sources import Label
from lms.kernel import db


@dataclass(frozen=True)
class WorkContactInfo:
    """Somebody who helps with work."""

    id: str
    name: str
    kind: str
    phone: str
    email: str
    languages: str
    label: Label


def work_contacts() -> list[WorkContactInfo]:
    """All of them, by kind and name."""
    row = models.WorkContact
    rows = db.session().scalars(select(row).order_by(row.kind.desc(), row.name, row.id))
    return [
        WorkContactInfo(
            one.id, one.name, one.kind, one.phone, one.email, one.languages,
            Label(one.source, one.cost, one.price, one.checked_on),
        )
        for one in rows
    ]  # fmt: skip


def work_rights_heard(learner_id: str) -> date | None:
    """The day on which somebody said that she understood her rights at work; none before."""
    row = models.WorkRightsHeard
    return db.session().scalar(select(row.on_day).where(row.learner_id == learner_id))
