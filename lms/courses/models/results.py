"""What learners reached in single blocks of learning content."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel import db


class BlockResult(db.Base, db.Identified, db.ProviderOwned):
    """Score and completion of one learner in one block, as they stand now."""

    __tablename__ = "courses_block_result"
    __table_args__ = (
        UniqueConstraint("learner_id", "usage_id"),
        CheckConstraint("completion >= 0 and completion <= 1", name="completion"),
        CheckConstraint("score is null or (score >= 0 and score <= maximum)", name="score"),
    )
    # A class answers many times a minute; the row itself says when.
    __audit__ = "explicit"

    learner_id: Mapped[str] = mapped_column(ForeignKey("learners_learner.id"))
    usage_id: Mapped[str] = mapped_column(db.Id, index=True)
    section_id: Mapped[str | None] = mapped_column(ForeignKey("courses_section.id"), index=True)
    score: Mapped[float | None]
    maximum: Mapped[float | None]
    completion: Mapped[float] = mapped_column(default=0.0)
    """From 0 (opened) to 1 (done)."""
    graded_at: Mapped[datetime | None]
    completed_at: Mapped[datetime | None]
    waits_since: Mapped[datetime | None] = mapped_column(index=True)
    """When work was handed in that nobody has given points to yet."""
    times: Mapped[int] = mapped_column(default=0)
    """How often a score was given."""
