"""What was published when, and from which day to which day it was valid."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from lms.kernel import db, errors
from lms.organisations import queries as organisations
from scheduling import models
from scheduling.domain.draft import Groups, revived

SHOWN = 50


@dataclass(frozen=True)
class PublicationInfo:
    """One publication. `valid_to` is empty for a plan that another one replaced before its first day."""

    id: str
    centre_id: str
    term_id: str
    valid_from: date
    valid_to: date | None
    run_id: str | None
    draft_id: str | None
    published_at: datetime
    published_by: str
    groups: Groups
    refused: list[Any]
    kept: list[Any]
    figures: dict[str, Any]

    @property
    def seats(self) -> int:
        """People with a seat."""
        return len({person for group in self.groups for person in group.learners})


def publications(centre_id: str, *, limit: int = SHOWN) -> list[PublicationInfo]:
    """Publications of a centre, the newest first."""
    rows = list(
        db.session().scalars(
            select(models.Publication)
            .where(models.Publication.centre_id == centre_id)
            .order_by(models.Publication.published_at.desc(), models.Publication.id.desc())
            .limit(limit)
        )
    )
    ends = {term.id: term.ends_on for term in organisations.terms(centre_id)}
    return _with_validity([_info(row) for row in rows], ends)


def _info(row: models.Publication) -> PublicationInfo:
    return PublicationInfo(
        id=row.id,
        centre_id=row.centre_id,
        term_id=row.term_id,
        valid_from=row.valid_from,
        valid_to=None,
        run_id=row.run_id,
        draft_id=row.draft_id,
        published_at=row.published_at,
        published_by=row.published_by,
        groups=revived(row.groups),
        refused=row.refused,
        kept=row.kept,
        figures=row.figures,
    )


def _with_validity(newest_first: Sequence[PublicationInfo], ends: dict[str, date]) -> list[PublicationInfo]:
    """A plan is valid until the day before the first day of any later one of its term, at most to the term's end."""
    found, next_from = [], dict[str, date]()
    for one in newest_first:
        later = next_from.get(one.term_id)
        last = later - timedelta(days=1) if later else ends.get(one.term_id, one.valid_from)
        found.append(replace(one, valid_to=last if last >= one.valid_from else None))
        next_from[one.term_id] = min(one.valid_from, later) if later else one.valid_from
    return found


def publication_by_id(publication_id: str) -> PublicationInfo:
    """One publication with its validity. Raises NotFound."""
    row = db.session().scalar(select(models.Publication).where(models.Publication.id == publication_id))
    if row is None:
        raise errors.NotFound("scheduling.absent")
    return next(one for one in publications(row.centre_id, limit=10**6) if one.id == publication_id)


def newest_publication(centre_id: str) -> PublicationInfo | None:
    """What was published last."""
    return next(iter(publications(centre_id, limit=1)), None)
