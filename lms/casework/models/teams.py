"""The team around a person, and organisations that help."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel import db


class TeamMember(db.Base, db.Identified, db.ProviderOwned):
    """Somebody of the staff belongs to the team of a case, with a profession, from a day to a day."""

    __tablename__ = "casework_team_member"
    __table_args__ = (UniqueConstraint("learner_id", "staff_id"),)

    learner_id: Mapped[str] = mapped_column(ForeignKey("learners_learner.id"), index=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("organisations_staff.id"), index=True)
    profession: Mapped[str]
    since: Mapped[date]
    until: Mapped[date | None]


class TeamNote(db.Base, db.Identified, db.ProviderOwned):
    """A note of a team: read by the profession that wrote it and by those that it let."""

    __tablename__ = "casework_team_note"

    learner_id: Mapped[str] = mapped_column(ForeignKey("learners_learner.id"), index=True)
    profession: Mapped[str]
    readers: Mapped[list[str]]
    text: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]


class Organisation(db.Base, db.Identified, db.ProviderOwned):
    """Somebody outside who helps: which services are theirs, and whom to ask there."""

    __tablename__ = "casework_organisation"
    __table_args__ = (UniqueConstraint("provider_id", "name"),)

    name: Mapped[str]
    sector: Mapped[str]
    services: Mapped[dict[str, Any]]
    """By service, whether they are responsible or support."""
    contact: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    place: Mapped[str] = mapped_column(default="")
    postcode: Mapped[str] = mapped_column(default="", server_default="")
    papers: Mapped[str] = mapped_column(default="", server_default="")
    """What somebody shows to get help: none, name, status. Empty where nobody knows."""
    languages: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    target: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    """Whom it is for: codes of `lms.learners.domain.targets`. Empty where nobody said."""
    cost: Mapped[str] = mapped_column(default="", server_default="")
    price: Mapped[str] = mapped_column(default="", server_default="")
    source: Mapped[str] = mapped_column(default="", server_default="")
    """Who says all this: an address, an office, a leaflet."""
    checked_on: Mapped[date | None]
    """The day on which somebody last asked whether it is so."""
    shown: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether everybody finds it, without signing in."""
    ended_on: Mapped[date | None]
    by: Mapped[str]


class TextCheck(db.Base, db.Identified, db.ProviderOwned):
    """Somebody read a text that ships with the product and found that it is still so: which, and on which day."""

    __tablename__ = "casework_text_check"
    __table_args__ = (UniqueConstraint("provider_id", "text"),)

    text: Mapped[str]
    checked_on: Mapped[date]
    by: Mapped[str]
