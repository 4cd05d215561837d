"""Everybody at once, for what looks at all of them every night: plain rows."""

from typing import Any

from lms.kernel import db
from lms.learners import models
from lms.learners.queries.people import _COLUMNS, _PEOPLE, LearnerInfo


def everybody(*names: str) -> list[tuple[Any, ...]]:
    """Values of `LearnerInfo` of everybody who is there, by centre and number."""
    columns = [_COLUMNS[list(LearnerInfo.__annotations__).index(name)] for name in names]
    rows = db.session().execute(
        _PEOPLE.with_only_columns(*columns)
        .where(models.Learner.until.is_(None))
        .order_by(models.Learner.centre_id, models.Learner.number)
    )
    return [tuple(row) for row in rows]
