"""What stands in people's way, as they said it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from lms.casework import models
from lms.kernel import db, errors


@dataclass(frozen=True)
class BarrierInfo:
    """One report. `sound` says whether a voice belongs to it."""

    id: str
    learner_id: str
    barrier: str
    words: str
    sound: bool
    at: datetime
    answered_at: datetime | None
    answered_by: str


def barriers_of(learner_id: str, *, limit: int = 5) -> list[BarrierInfo]:
    """Those that nobody has answered first, all of them newest first."""
    rows = db.session().scalars(
        select(models.BarrierReport)
        .where(models.BarrierReport.learner_id == learner_id)
        .order_by(
            models.BarrierReport.answered_at.is_not(None),
            models.BarrierReport.at.desc(),
            models.BarrierReport.id.desc(),
        )
        .limit(limit)
    )
    return [
        BarrierInfo(
            row.id, row.learner_id, row.barrier, row.words, bool(row.media_type), row.at, row.answered_at,
            row.answered_by,
        )
        for row in rows
    ]  # fmt: skip


def voice_of(learner_id: str, report_id: str) -> tuple[bytes, str]:
    """The recording of a report and its media type. Raises NotFound where there is none."""
    row = db.session().scalar(
        select(models.BarrierReport).where(
            models.BarrierReport.id == report_id, models.BarrierReport.learner_id == learner_id
        )
    )
    if row is None or row.sound is None:
        raise errors.NotFound("casework.no_barrier")
    return row.sound, row.media_type
