"""Tables of what companies and associations offer, who asked for it, and the links by which they send it in."""

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel import db


class Opportunity(db.Base, db.Identified, db.ProviderOwned):
    """An internship or a way to volunteer. `taken` counts places given; the database refuses one too many."""

    __tablename__ = "curricula_opportunity"
    __table_args__ = (CheckConstraint("taken >= 0 and taken <= places", name="places"),)

    centre_id: Mapped[str] = mapped_column(ForeignKey("organisations_centre.id"), index=True)
    kind: Mapped[str]
    state: Mapped[str]
    title: Mapped[str]
    organisation: Mapped[str]
    place: Mapped[str]
    about: Mapped[str]
    level: Mapped[str] = mapped_column(default="")
    weekdays: Mapped[list[Any]]
    starts: Mapped[time | None]
    ends: Mapped[time | None]
    from_day: Mapped[date]
    to_day: Mapped[date]
    places: Mapped[int]
    taken: Mapped[int] = mapped_column(default=0)
    contact: Mapped[str] = mapped_column(default="")
    by: Mapped[str]
    at: Mapped[datetime]


class Interest(db.Base, db.Identified, db.ProviderOwned):
    """Somebody asks for an opportunity, and what became of it."""

    __tablename__ = "curricula_interest"
    __table_args__ = (
        UniqueConstraint("opportunity_id", "learner_id"),
        CheckConstraint("minutes >= 0", name="minutes"),
    )

    opportunity_id: Mapped[str] = mapped_column(ForeignKey("curricula_opportunity.id"), index=True)
    learner_id: Mapped[str] = mapped_column(ForeignKey("learners_learner.id"), index=True)
    answer: Mapped[str]
    minutes: Mapped[int] = mapped_column(default=0)
    """Taken part, written down at the end: it counts as participation."""
    at: Mapped[datetime]
    by: Mapped[str]


class PostingLink(db.Base, db.Identified, db.ProviderOwned):
    """An address by which one organisation sends in what it offers. Only the hash of its token is kept."""

    __tablename__ = "curricula_posting_link"
    __audit__ = "explicit"

    centre_id: Mapped[str] = mapped_column(ForeignKey("organisations_centre.id"))
    organisation: Mapped[str]
    token_hash: Mapped[str] = mapped_column(unique=True)
    until: Mapped[date]
    made_at: Mapped[datetime]
    made_by: Mapped[str]
    ended_at: Mapped[datetime | None]
