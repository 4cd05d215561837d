"""What is known of somebody from before arrival, and which parts of the record rest on it still."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from lms.kernel import db
from lms.learners import models
from lms.learners.queries.people import LearnerInfo, levels


@dataclass(frozen=True)
class PreArrivalInfo:
    """One line. `filled` are fields of the record that it has filled in. Fields as in the table."""

    id: str
    batch: str
    kind: str
    name: str
    value: str
    day: date
    source: str
    filled: dict[str, Any]
    credential_id: str
    by: str
    at: datetime


def pre_arrival(learner_id: str) -> list[PreArrivalInfo]:
    """Every line by kind, the newest day first."""
    row = models.PreArrival
    rows = db.session().scalars(
        select(row).where(row.learner_id == learner_id).order_by(row.kind.desc(), row.day.desc(), row.id)
    )
    return [PreArrivalInfo(**{name: getattr(one, name) for name in PreArrivalInfo.__annotations__}) for one in rows]


def pre_arrival_marks(learner: LearnerInfo) -> dict[str, date]:
    """By field of the record the day of the line that it rests on; what was measured or changed since has none."""
    measured = bool(levels([learner.id]))
    return {
        field: one.day
        for one in pre_arrival(learner.id)
        for field in one.filled
        if still_filled(field, getattr(learner, field), one.value) and not (field == "level" and measured)
    }


def still_filled(field: str, now_there: Any, value: str) -> bool:
    """Whether a field says what a line has filled in."""
    if field == "other_languages":
        return value in now_there
    return str(now_there) == value
