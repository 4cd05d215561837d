"""Tables of how people are after their course: when a programme asks, and what was asked and answered."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel import db


class FollowUpRule(db.Base, db.Identified, db.ProviderOwned):
    """How many months after the end of a programme's courses people are asked. No row: nobody is."""

    __tablename__ = "curricula_follow_up_rule"
    __table_args__ = (UniqueConstraint("provider_id", "programme"),)

    programme: Mapped[str]
    months: Mapped[list[Any]]
    by: Mapped[str]
    at: Mapped[datetime]


class FollowUp(db.Base, db.Identified, db.ProviderOwned):
    """Somebody is asked once, so many months after her course. Only the hash of the link's token is kept."""

    __tablename__ = "curricula_follow_up"
    __table_args__ = (
        UniqueConstraint("learner_id", "ended_on", "months"),
        CheckConstraint("calls >= 0", name="calls"),
    )

    learner_id: Mapped[str] = mapped_column(ForeignKey("learners_learner.id"), index=True)
    centre_id: Mapped[str] = mapped_column(ForeignKey("organisations_centre.id"), index=True)
    programme: Mapped[str]
    module_key: Mapped[str]
    ended_on: Mapped[date]
    finished: Mapped[bool]
    months: Mapped[int]
    due_on: Mapped[date]
    token_hash: Mapped[str | None] = mapped_column(unique=True)
    """Empty for somebody who is called from the beginning."""
    sent_on: Mapped[date | None]
    calls: Mapped[int] = mapped_column(default=0)
    """Calls that nobody answered."""
    called_on: Mapped[date | None]
    answers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    answered_on: Mapped[date | None]
    way: Mapped[str] = mapped_column(default="")
    """By the link, or told on the telephone."""
    closed: Mapped[str] = mapped_column(default="")
    by: Mapped[str] = mapped_column(default="")
    """Who took the answer down, or closed it."""
    at: Mapped[datetime]
