"""Before the arrival and from reception to the course."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel import db


class Reception(db.Base, db.Identified, db.ProviderOwned):
    """The checklist of somebody between reception and course. `points`: how each stands; what is open is not in it."""

    __tablename__ = "casework_reception"

    learner_id: Mapped[str] = mapped_column(ForeignKey("learners_learner.id"), unique=True)
    points: Mapped[dict[str, Any]]
    note: Mapped[str] = mapped_column(default="")
    begun_on: Mapped[date]
    handed_on: Mapped[date | None]
    by: Mapped[str]
    """Who kept it last, or handed over."""
    at: Mapped[datetime]


class BeforeArrival(db.Base, db.Identified, db.ProviderOwned):
    """From which country to which somebody comes, for the papers that are asked on the way; it decides nothing else."""

    __tablename__ = "casework_before_arrival"

    learner_id: Mapped[str] = mapped_column(ForeignKey("learners_learner.id"), unique=True)
    origin: Mapped[str]
    destination: Mapped[str]
    purpose: Mapped[str] = mapped_column(default="")
    by: Mapped[str]
    at: Mapped[datetime]


class ArrivalPaper(db.Base, db.Identified, db.ProviderOwned):
    """The copy of a paper that is asked before arrival, by its key in the pack."""

    __tablename__ = "casework_arrival_paper"
    # The audit names the deed, never what is on the paper.
    __audit__ = "explicit"
    __table_args__ = (UniqueConstraint("learner_id", "key"),)

    learner_id: Mapped[str] = mapped_column(ForeignKey("learners_learner.id"), index=True)
    key: Mapped[str]
    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    by: Mapped[str]
    at: Mapped[datetime]
