"""Table of what learners practised in exercises."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel import db


class Practice(db.Base, db.Identified, db.ProviderOwned):
    """One exercise that somebody did, with what it was for on that day. It stays when a teacher takes the page away."""

    __tablename__ = "curricula_practice"
    __table_args__ = (UniqueConstraint("learner_id", "usage_id"),)
    # A class answers many times a minute; the row itself says when.
    __audit__ = "explicit"

    learner_id: Mapped[str] = mapped_column(ForeignKey("learners_learner.id"))
    usage_id: Mapped[str] = mapped_column(db.Id)
    unit_id: Mapped[str] = mapped_column(db.Id)
    title: Mapped[str]
    language: Mapped[str] = mapped_column(default="")
    level: Mapped[str] = mapped_column(default="")
    skills: Mapped[list[str]] = mapped_column(default=list)
    outcome: Mapped[str] = mapped_column(default="")
    """What one can do after the page, as its author says it."""
    share: Mapped[float | None]
    """Points as a share of the highest; nothing for an exercise without points."""
    first_at: Mapped[datetime]
    at: Mapped[datetime]
