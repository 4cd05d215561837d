"""The team of a case: who belongs to it now, and the notes that a profession reads."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select

from lms.casework import models
from lms.casework.domain.team import Profession, reads
from lms.kernel import db
from lms.organisations import models as organisation_models

_MEMBER, _NOTE = models.TeamMember, models.TeamNote


@dataclass(frozen=True)
class Member:
    """Somebody in the team, with the profession there."""

    staff_id: str
    name: str
    profession: Profession
    since: date


@dataclass(frozen=True)
class TeamNoteInfo:
    """One note, as whoever may read it sees it."""

    id: str
    profession: Profession
    readers: tuple[Profession, ...]
    text: str
    by: str
    at: datetime


def team_of(learner_id: str, today: date) -> list[Member]:
    """Who belongs to the team on a day, by name; who has left the provider does not."""
    staff = organisation_models.Staff
    rows = db.session().execute(
        select(_MEMBER, staff.name)
        .join(staff, staff.id == _MEMBER.staff_id)
        .where(
            _MEMBER.learner_id == learner_id,
            staff.active.is_(True),
            _MEMBER.since <= today,
            or_(_MEMBER.until.is_(None), _MEMBER.until > today),
        )
        .order_by(staff.name, _MEMBER.id)
    )
    return [Member(row.staff_id, name, Profession(row.profession), row.since) for row, name in rows]


def profession_in(learner_id: str, staff_id: str | None, today: date) -> Profession | None:
    """What somebody does in the team, nothing for whoever is not in it."""
    return next((one.profession for one in team_of(learner_id, today) if staff_id and one.staff_id == staff_id), None)


def team_notes(learner_id: str, reader: Profession, *, limit: int = 100) -> list[TeamNoteInfo]:
    """The notes that a profession reads, the newest first."""
    rows = db.session().scalars(
        select(_NOTE).where(_NOTE.learner_id == learner_id).order_by(_NOTE.at.desc(), _NOTE.id.desc())
    )
    found = [
        TeamNoteInfo(
            row.id, Profession(row.profession), tuple(Profession(one) for one in row.readers), row.text, row.by, row.at
        )
        for row in rows
        if reads(reader, row.profession, row.readers)
    ]
    return found[:limit]
