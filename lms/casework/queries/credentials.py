"""Certificates of people, and who is young and has none."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, select

from lms.casework import models
from lms.casework.domain.credentials import HAS, born_after
from lms.kernel import db
from lms.learners import models as learner_models

_ROW, _PERSON = models.Credential, learner_models.Person


@dataclass(frozen=True)
class CredentialInfo:
    """One certificate. Fields as in the table."""

    id: str
    kind: str
    title: str
    state: str
    country: str
    day: date | None


def credentials(person_id: str) -> list[CredentialInfo]:
    """What somebody has or is on the way to, the newest word first."""
    rows = db.session().scalars(
        select(_ROW).where(_ROW.person_id == person_id).order_by(_ROW.at.desc(), _ROW.id.desc())
    )
    return [CredentialInfo(row.id, row.kind, row.title, row.state, row.country, row.day) for row in rows]


def young_without(today: date) -> Any:
    """The condition of a person under 27 of whom no certificate is known."""
    held = select(_ROW.id).where(_ROW.person_id == _PERSON.person_id, _ROW.state.in_(list(HAS))).correlate(_PERSON)
    return and_(_PERSON.birth_date > born_after(today), ~held.exists())
