"""Papers before arrival: the way of a person, what is asked on it, and what was brought."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from lms.casework import models, packs
from lms.casework.domain.before_arrival import Required, Way, required
from lms.kernel import db, errors


@dataclass(frozen=True)
class Brought:
    """The copy of a paper that somebody has brought."""

    id: str
    name: str
    media_type: str
    by: str
    at: datetime


def way_of(learner_id: str) -> Way | None:
    """From where to where somebody comes, for these papers only; None before it was asked."""
    row = db.session().scalar(select(models.BeforeArrival).where(models.BeforeArrival.learner_id == learner_id))
    return Way(row.origin, row.destination, row.purpose) if row else None


def papers_of_way(way: Way, today: date) -> list[Required]:
    """What is asked on the way."""
    return required(packs.before_arrival(), way, today)


def brought(learner_id: str) -> Mapping[str, Brought]:
    """Copies by the key of the paper."""
    rows = db.session().scalars(select(models.ArrivalPaper).where(models.ArrivalPaper.learner_id == learner_id))
    return {row.key: Brought(row.id, row.name, row.media_type, row.by, row.at) for row in rows}


def paper_copy(learner_id: str, key: str) -> tuple[Brought, bytes]:
    """One copy with its bytes. Raises NotFound."""
    row = db.session().scalar(
        select(models.ArrivalPaper).where(models.ArrivalPaper.learner_id == learner_id, models.ArrivalPaper.key == key)
    )
    if row is None:
        raise errors.NotFound("casework.before.absent")
    return Brought(row.id, row.name, row.media_type, row.by, row.at), row.content
