"""Tables of the review itself: the numbers of its rule with the day they hold from, and what its model learnt."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel import db


class ReviewRule(db.Base, db.Identified, db.ProviderOwned):
    """Numbers that a provider set for the review, from a day on. Those not named are the product's."""

    __tablename__ = "curricula_review_rule"
    __audit__ = "explicit"
    __table_args__ = (UniqueConstraint("provider_id", "holds_from"),)

    holds_from: Mapped[date]
    numbers: Mapped[dict[str, Any]]
    reason: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]


class GainHistory(db.Base, db.Identified, db.ProviderOwned):
    """What the model learnt from a provider's learners on a day. The newest counts."""

    __tablename__ = "curricula_gain_history"
    __audit__ = "explicit"
    __table_args__ = (UniqueConstraint("provider_id", "day"),)

    day: Mapped[date]
    learners: Mapped[int]
    model: Mapped[dict[str, Any]]
    at: Mapped[datetime]
    became: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """What an earlier model said half a year ago beside what became of these people (`hindsight`), in numbers."""
