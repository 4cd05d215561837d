"""What a month still waits for: lessons nobody marked, and absences whose reason is not known."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from lms.courses import models
from lms.kernel import db


@dataclass(frozen=True)
class OpenSession:
    """A lesson that somebody must look at. `marks` counts marks without a reason; 0 where the whole register is missing."""

    session_id: str
    section_id: str
    section: str
    teacher_id: str | None
    centre_id: str
    day: date
    marks: int


def open_sessions(first: date, last: date, today: date) -> list[OpenSession]:
    """Of the days from `first` to `last`, both included: by class, then by day. A lesson of today has its day still."""
    session, section = models.Session, models.Section
    missing = _lessons(first, last).where(
        session.day < today, session.state != "cancelled", session.marked_at.is_(None), section.taken > 0
    )
    unknown = (
        _lessons(first, last, func.count())
        .join(models.Mark, models.Mark.session_id == session.id)
        .where(models.Mark.attendance == "unknown")
        .group_by(session.id, section.id, section.name, section.centre_id)
    )
    rows = [(*row, 0) for row in db.session().execute(missing)] + [tuple(row) for row in db.session().execute(unknown)]
    return sorted((OpenSession(*row) for row in rows), key=lambda one: (one.section, one.day, one.session_id))


def _lessons(first: date, last: date, *more: Any) -> Any:
    session, section = models.Session, models.Section
    return (
        select(session.id, section.id, section.name, session.teacher_id, section.centre_id, session.day, *more)
        .join(section, session.section_id == section.id)
        .where(session.day >= first, session.day <= last)
    )
