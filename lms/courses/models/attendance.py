"""What happened in a session: marks, and who said beforehand that she cannot come."""

from datetime import datetime, time

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel import db


class Mark(db.Base, db.ProviderOwned):
    """What happened with one learner in one session. One row at most: a correction changes it, the audit keeps both."""

    __tablename__ = "courses_mark"
    __audit__ = "explicit"
    __table_args__ = (CheckConstraint("minutes >= 0", name="minutes"),)

    session_id: Mapped[str] = mapped_column(ForeignKey("courses_session.id"), primary_key=True)
    enrolment_id: Mapped[str] = mapped_column(ForeignKey("courses_enrolment.id"), primary_key=True)
    learner_id: Mapped[str] = mapped_column(ForeignKey("learners_learner.id"), index=True)
    attendance: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    minutes: Mapped[int]
    """Minutes attended."""
    arrived: Mapped[time | None]
    left: Mapped[time | None]
    by: Mapped[str]
    at: Mapped[datetime]


class Apology(db.Base, db.Identified, db.ProviderOwned):
    """A learner said beforehand that she cannot come."""

    __tablename__ = "courses_apology"
    __table_args__ = (UniqueConstraint("session_id", "learner_id"),)

    session_id: Mapped[str] = mapped_column(ForeignKey("courses_session.id"), index=True)
    learner_id: Mapped[str] = mapped_column(ForeignKey("learners_learner.id"), index=True)
    reason: Mapped[str]
    at: Mapped[datetime]
