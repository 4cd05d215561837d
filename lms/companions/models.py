"""Tables of volunteers: the register, appointments with a companion, mentoring with its meetings, handbooks."""

from datetime import date, datetime, time

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel import db

GOES_ON = text("ended_on is null")


class Volunteer(db.Base, db.Identified, db.ProviderOwned):
    """Somebody who goes along or is a mentor. Only the hash of the own page's link is kept; whoever has ended has none."""

    __tablename__ = "companions_volunteer"
    __table_args__ = (
        Index(
            "uq_companions_volunteer_learner", "learner_id", unique=True, sqlite_where=GOES_ON, postgresql_where=GOES_ON
        ),
    )

    centre_id: Mapped[str] = mapped_column(ForeignKey("organisations_centre.id"), index=True)
    name: Mapped[str]
    phone: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    languages: Mapped[str]
    """Codes between commas, with one before and after: `,ar,de,`."""
    companion: Mapped[bool]
    mentor: Mapped[bool]
    times: Mapped[list[str]] = mapped_column(default=list)
    topics: Mapped[list[str]] = mapped_column(default=list)
    trained_on: Mapped[date | None]
    learner_id: Mapped[str | None] = mapped_column(ForeignKey("learners_learner.id"))
    token_hash: Mapped[str | None] = mapped_column(unique=True)
    since: Mapped[date]
    ended_on: Mapped[date | None]
    by: Mapped[str]
    at: Mapped[datetime]


class Appointment(db.Base, db.Identified, db.ProviderOwned):
    """A companion is asked for. What the appointment is about is kept nowhere."""

    __tablename__ = "companions_appointment"
    __table_args__ = (CheckConstraint("minutes >= 0", name="minutes"),)

    learner_id: Mapped[str] = mapped_column(ForeignKey("learners_learner.id"), index=True)
    centre_id: Mapped[str] = mapped_column(ForeignKey("organisations_centre.id"), index=True)
    staff_id: Mapped[str | None] = mapped_column(db.Id)
    """Who asked, and hears of it."""
    language: Mapped[str]
    day: Mapped[date]
    starts: Mapped[time]
    place: Mapped[str]
    state: Mapped[str]
    volunteer_id: Mapped[str | None] = mapped_column(db.Id, index=True)
    """Who goes along. No foreign key: a volunteer who learns here may be erased, what others were given stays."""
    minutes: Mapped[int] = mapped_column(default=0)
    logged_on: Mapped[date | None]
    confirmed_on: Mapped[date | None]
    confirmed_by: Mapped[str] = mapped_column(default="")
    by: Mapped[str]
    at: Mapped[datetime]


class Mentoring(db.Base, db.Identified, db.ProviderOwned):
    """A learner and a mentor. Both say yes; either ends it, and nobody is asked why. One at a time for a learner."""

    __tablename__ = "companions_mentoring"
    __table_args__ = (
        Index(
            "uq_companions_mentoring_learner", "learner_id", unique=True, sqlite_where=GOES_ON, postgresql_where=GOES_ON
        ),
    )

    learner_id: Mapped[str] = mapped_column(ForeignKey("learners_learner.id"), index=True)
    volunteer_id: Mapped[str] = mapped_column(db.Id, index=True)
    staff_id: Mapped[str | None] = mapped_column(db.Id)
    language: Mapped[str]
    goal: Mapped[str] = mapped_column(default="")
    proposed_on: Mapped[date]
    mentor_said_on: Mapped[date | None]
    learner_said_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    ended_by: Mapped[str] = mapped_column(default="")
    by: Mapped[str]
    at: Mapped[datetime]


class Meeting(db.Base, db.Identified, db.ProviderOwned):
    """Mentor and learner have met. One a day: written down twice is written down once."""

    __tablename__ = "companions_meeting"
    __table_args__ = (
        UniqueConstraint("mentoring_id", "day"),
        CheckConstraint("minutes > 0", name="minutes"),
    )

    mentoring_id: Mapped[str] = mapped_column(ForeignKey("companions_mentoring.id"))
    day: Mapped[date]
    minutes: Mapped[int]
    at: Mapped[datetime]


class Handbook(db.Base, db.Identified, db.ProviderOwned):
    """Something to read for those who teach, plan, care or accompany: where it lies, or its text."""

    __tablename__ = "companions_handbook"

    title: Mapped[str]
    kind: Mapped[str]
    roles: Mapped[str]
    """Whom it is for: codes between commas, with one before and after."""
    language: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    body: Mapped[str] = mapped_column(default="")
    ended_on: Mapped[date | None]
    by: Mapped[str]
    at: Mapped[datetime]
