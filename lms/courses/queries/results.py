"""What learners reached in learning blocks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from lms.courses import models
from lms.kernel import db


@dataclass(frozen=True)
class BlockResultInfo:
    """Score (None before one was given) and completion from 0 to 1 of a learner in a block."""

    learner_id: str
    usage_id: str
    section_id: str | None
    score: float | None
    maximum: float | None
    completion: float
    graded_at: datetime | None
    completed_at: datetime | None
    times: int
    waits_since: datetime | None = None
    """Since when work waits for somebody's points."""

    @property
    def share(self) -> float | None:
        """Score as a share of its maximum."""
        return self.score / self.maximum if self.score is not None and self.maximum else None


def block_results(
    usage_ids: Sequence[str], learner_ids: Sequence[str] | None = None
) -> dict[tuple[str, str], BlockResultInfo]:
    """Results by (learner, usage): of some learners, or of everybody who has one."""
    row = models.BlockResult
    asked = select(*(getattr(row, name) for name in BlockResultInfo.__annotations__)).where(
        row.usage_id.in_(list(usage_ids))
    )
    if learner_ids is not None:
        asked = asked.where(row.learner_id.in_(list(learner_ids)))
    found = (BlockResultInfo(*parts) for parts in db.session().execute(asked))
    return {(one.learner_id, one.usage_id): one for one in found}
