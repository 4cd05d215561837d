"""Tables of referrals."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel import db


class Referral(db.Base, db.Identified, db.ProviderOwned):
    """Somebody was sent to a service outside. Only the hash of the link's token is kept; a new link ends the old one."""

    __tablename__ = "referrals_referral"

    learner_id: Mapped[str] = mapped_column(ForeignKey("learners_learner.id"), index=True)
    centre_id: Mapped[str] = mapped_column(ForeignKey("organisations_centre.id"), index=True)
    staff_id: Mapped[str | None] = mapped_column(db.Id)
    """Who sent it and hears of the answer."""
    organisation: Mapped[str]
    email: Mapped[str] = mapped_column(default="")
    about: Mapped[str]
    consent: Mapped[str]
    state: Mapped[str]
    token_hash: Mapped[str] = mapped_column(unique=True)
    sent_on: Mapped[date]
    opened_on: Mapped[date | None]
    answered_on: Mapped[date | None]
    said: Mapped[str] = mapped_column(default="")
    """What the other side wrote with its answer."""
    attended_on: Mapped[date | None]
    by: Mapped[str]
    at: Mapped[datetime]


class School(db.Base, db.Identified, db.ProviderOwned):
    """A school that may send parents, by a link of its own, to the centre near it. Only the hash of the link is kept."""

    __tablename__ = "referrals_school"

    name: Mapped[str]
    centre_id: Mapped[str] = mapped_column(ForeignKey("organisations_centre.id"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    ended_on: Mapped[date | None]
    by: Mapped[str]
    at: Mapped[datetime]


class SchoolReferral(db.Base, db.Identified, db.ProviderOwned):
    """A parent whom a school sent: the number that the school keeps, and the parent's own page."""

    __tablename__ = "referrals_school_referral"
    __table_args__ = (UniqueConstraint("school_id", "number"),)

    school_id: Mapped[str] = mapped_column(ForeignKey("referrals_school.id"))
    learner_id: Mapped[str] = mapped_column(ForeignKey("learners_learner.id"), index=True)
    number: Mapped[str]
    day: Mapped[date]
    token_hash: Mapped[str] = mapped_column(unique=True)
    wish_section_id: Mapped[str | None] = mapped_column(ForeignKey("courses_section.id"))
