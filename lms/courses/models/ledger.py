"""The hour ledger: minutes of learners charged to funders."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel import db


class LedgerEntry(db.Base, db.Identified, db.ProviderOwned):
    """Minutes of one learner in one session, charged to one funder. Corrections are counter-entries, rows never change."""

    __tablename__ = "courses_ledger_entry"
    __audit__ = "explicit"
    __append_only__ = True
    __table_args__ = (
        UniqueConstraint("session_id", "learner_id", "version"),
        Index("ix_courses_ledger_entry_funder", "funder_id", "day"),
    )

    session_id: Mapped[str] = mapped_column(ForeignKey("courses_session.id"), index=True)
    learner_id: Mapped[str] = mapped_column(ForeignKey("learners_learner.id"), index=True)
    funder_id: Mapped[str | None] = mapped_column(ForeignKey("organisations_funder.id"))
    version: Mapped[int]
    """0 for the first charge; each correction adds the difference under the next number."""
    day: Mapped[date]
    minutes: Mapped[int]
    unit_minutes: Mapped[int] = mapped_column(default=45)
    at: Mapped[datetime]
