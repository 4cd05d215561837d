"""Registration sheets on their way in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from lms.exchange import models
from lms.exchange.domain import review
from lms.kernel import db, errors
from lms.learners import queries as learners


@dataclass(frozen=True)
class BatchInfo:
    """An uploaded sheet without its bytes. `outcome` is filled when it was taken in or given up."""

    id: str
    centre_id: str
    file_name: str
    digest: str
    uploaded_at: datetime
    uploaded_by: str
    imported_at: datetime | None
    outcome: Mapping[str, Any] | None

    @property
    def waiting(self) -> bool:
        """Whether nothing was decided about it yet."""
        return self.outcome is None


def batch(batch_id: str) -> BatchInfo:
    """One sheet. Raises NotFound."""
    return _info(row(batch_id))


def recent(limit: int = 10) -> list[BatchInfo]:
    """The newest sheets of the provider in scope."""
    rows = db.session().scalars(select(models.Batch).order_by(models.Batch.id.desc()).limit(limit))
    return [_info(one) for one in rows]


def taken_in_before(digest: str) -> datetime | None:
    """When a sheet with exactly these bytes was taken in."""
    return db.session().scalar(
        select(models.Batch.imported_at)
        .where(models.Batch.digest == digest, models.Batch.imported_at.is_not(None))
        .order_by(models.Batch.imported_at.desc())
        .limit(1)
    )


def read(batch_id: str, *, today: date) -> review.Review:
    """The sheet as it stands with what was mended and left out. Raises Conflict when it is closed."""
    one = row(batch_id)
    if one.content is None:
        raise errors.Conflict("exchange.sheet_closed")
    return review.review(
        one.content, known(), today=today, mended=mended_cells(one.mended), left_out=frozenset(one.left_out)
    )


def content(batch_id: str) -> bytes:
    """The bytes of a sheet that is still open."""
    one = row(batch_id)
    if one.content is None:
        raise errors.Conflict("exchange.sheet_closed")
    return one.content


def known() -> list[review.Known]:
    """Everybody who is with the provider in scope, for knowing people again."""
    return [
        review.Known(one.learner_id, one.number, one.given_name, one.family_name, one.birth_date)
        for one in learners.identities()
    ]


def mended_cells(kept: Mapping[str, str]) -> dict[tuple[int, str], str]:
    """Mended cells by line and column; they are kept under keys like `17:birth_date`."""
    found = {}
    for key, value in kept.items():
        line, _, column = key.partition(":")
        found[int(line), column] = value
    return found


def row(batch_id: str) -> models.Batch:
    """The row of a sheet, for this area's services. Raises NotFound."""
    found = db.session().scalar(select(models.Batch).where(models.Batch.id == batch_id))
    if found is None:
        raise errors.NotFound("exchange.absent")
    return found


def _info(one: models.Batch) -> BatchInfo:
    return BatchInfo(
        one.id,
        one.centre_id,
        one.file_name,
        one.digest,
        one.uploaded_at,
        one.uploaded_by,
        one.imported_at,
        one.outcome,
    )
