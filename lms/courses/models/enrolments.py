"""Learners in sections, and what they completed."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel import db

HOLDS_SEAT = ("offered", "enrolled", "paused")
_SEATED = text("state in ('offered', 'enrolled', 'paused')")


class Enrolment(db.Base, db.Identified, db.ProviderOwned):
    """A learner in a section, or waiting for it. At most one that holds a seat for a pair."""

    __tablename__ = "courses_enrolment"
    __table_args__ = (
        Index(
            "uq_courses_enrolment_seat",
            "section_id",
            "learner_id",
            unique=True,
            sqlite_where=_SEATED,
            postgresql_where=_SEATED,
        ),
        Index("ix_courses_enrolment_learner", "learner_id", "state"),
    )

    section_id: Mapped[str] = mapped_column(ForeignKey("courses_section.id"), index=True)
    learner_id: Mapped[str] = mapped_column(ForeignKey("learners_learner.id"))
    state: Mapped[str]
    from_date: Mapped[date]
    to_date: Mapped[date | None]
    reason: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]


class Completion(db.Base, db.Identified, db.ProviderOwned):
    """A module that a learner passed or left without passing."""

    __tablename__ = "courses_completion"
    __table_args__ = (UniqueConstraint("learner_id", "module_key", "on_day"),)

    learner_id: Mapped[str] = mapped_column(ForeignKey("learners_learner.id"), index=True)
    module_key: Mapped[str]
    section_id: Mapped[str | None] = mapped_column(ForeignKey("courses_section.id"))
    passed: Mapped[bool]
    on_day: Mapped[date]
    by: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
