"""Tables of eligibility: bases and kinds of services are a provider's own data, what is written about somebody is theirs."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel import db


class Basis(db.Base, db.Identified, db.ProviderOwned):
    """On what somebody is eligible, by which rule since when, for how long."""

    __tablename__ = "eligibility_basis"
    __table_args__ = (UniqueConstraint("provider_id", "name"),)

    name: Mapped[str]
    reason: Mapped[str]
    """The programme, rule or decision that says so."""
    since: Mapped[date]
    months: Mapped[int | None]
    """How long somebody stays eligible; none without an end."""
    age_from: Mapped[int | None]
    age_to: Mapped[int | None]
    """Whole years, both included. They say only who is asked, never who is eligible."""
    ended_on: Mapped[date | None]
    by: Mapped[str]


class Kind(db.Base, db.Identified, db.ProviderOwned):
    """A kind of supplementary service: tutoring, counselling, transport."""

    __tablename__ = "eligibility_kind"
    __table_args__ = (UniqueConstraint("provider_id", "name"),)

    name: Mapped[str]
    ended_on: Mapped[date | None]
    by: Mapped[str]


class Record(db.Base, db.Identified, db.PersonOwned):
    """Somebody looked: eligible on a basis since a day, or on none. The newest one counts, older ones stay.

    Belongs to the person and goes along to another centre and, with consent, to another provider: so it keeps the words of
    the basis beside its id. `child_id` is empty for the person's own.
    """

    __tablename__ = "eligibility_record"

    person_id: Mapped[str] = mapped_column(ForeignKey("learners_person.person_id"), index=True)
    child_id: Mapped[str | None] = mapped_column(ForeignKey("learners_child.id"), index=True)
    of_provider: Mapped[str] = mapped_column(db.Id)
    basis_id: Mapped[str] = mapped_column(db.Id, default="")
    basis: Mapped[str] = mapped_column(default="")
    since: Mapped[date]
    until: Mapped[date | None]
    reason: Mapped[str]
    """What shows it."""
    end_reason: Mapped[str] = mapped_column(default="")
    by: Mapped[str]
    at: Mapped[datetime]


class Received(db.Base, db.Identified, db.PersonOwned):
    """A service that somebody received on a day, by which provider at which centre."""

    __tablename__ = "eligibility_received"
    __table_args__ = (
        CheckConstraint("minutes is null or minutes > 0", name="minutes"),
        Index("ix_eligibility_received_day", "of_provider", "day"),
    )

    person_id: Mapped[str] = mapped_column(ForeignKey("learners_person.person_id"), index=True)
    child_id: Mapped[str | None] = mapped_column(ForeignKey("learners_child.id"), index=True)
    of_provider: Mapped[str] = mapped_column(db.Id)
    centre_id: Mapped[str] = mapped_column(db.Id)
    kind_id: Mapped[str] = mapped_column(db.Id)
    kind: Mapped[str]
    day: Mapped[date]
    minutes: Mapped[int | None]
    note: Mapped[str] = mapped_column(default="")
    by: Mapped[str]
    at: Mapped[datetime]
