"""Erasures that were asked for, stopped or carried out."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from lms.exchange import models
from lms.exchange.queries import persons
from lms.kernel import db


@dataclass(frozen=True)
class ErasureInfo:
    """One erasure. `subject_id` is the key of her record: no name stands here."""

    id: str
    subject_id: str
    state: str
    reason: str
    asked_at: datetime
    asked_by: str
    due_on: date
    stopped_by: str
    done_at: datetime | None
    deleted: dict[str, Any]
    kept: dict[str, Any]
    kept_until: date | None

    @property
    def rows_deleted(self) -> int:
        """How many rows went."""
        return sum(self.deleted.values())

    @property
    def rows_kept(self) -> int:
        """How many rows stay without her."""
        return sum(self.kept.values())


def asked_of(learner_id: str) -> ErasureInfo | None:
    """The erasure that waits for its day, where one was asked for."""
    return next((one for one in erasures(subject_id=learner_id) if one.state == "asked"), None)


def erasures(*, subject_id: str | None = None, limit: int = 200) -> list[ErasureInfo]:
    """Erasures of the provider in scope, those that wait first, then the newest."""
    statement = select(models.Erasure).order_by(models.Erasure.state != "asked", models.Erasure.asked_at.desc())
    if subject_id:
        statement = statement.where(models.Erasure.subject_id == subject_id)
    return [
        ErasureInfo(**{name: getattr(row, name) for name in ErasureInfo.__dataclass_fields__})
        for row in db.session().scalars(statement.limit(limit))
    ]


def carried_out() -> list[tuple[str, str]]:
    """Provider and record of everybody who was erased, in the scope in force.

    Records that were joined with hers are nobody's with her; records that are gone with their hours are in the list of
    erasures only.
    """
    row, learner = models.Erasure, db.Base.metadata.tables[persons.LEARNER]
    nobodys = select(learner.c.provider_id, learner.c.id).where(learner.c.erased_at.is_not(None))
    done = select(row.provider_id, row.subject_id).where(row.state.in_(("done", "ended")))
    found = {(one[0], one[1]) for asked in (nobodys, done) for one in db.session().execute(asked)}
    return sorted(found)
