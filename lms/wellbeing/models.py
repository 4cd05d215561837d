"""Tables of how somebody is. No other table leads here, and no file of the office tells what stands in them."""

from datetime import date
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel import db


class Consent(db.Base, db.Identified, db.ProviderOwned):
    """Whether somebody wants to be asked, and since when. Explicit in the audit: others read what it writes by itself."""

    __tablename__ = "wellbeing_consent"
    __audit__ = "explicit"
    __confidential__ = True
    __table_args__ = (UniqueConstraint("learner_id"),)

    learner_id: Mapped[str] = mapped_column(ForeignKey("learners_learner.id"))
    given: Mapped[bool]
    on_day: Mapped[date]
    talk_since: Mapped[date | None]
    """Since when this person waits for the counsellor to call."""
    words: Mapped[str] = mapped_column(default="")
    """What the talk should be about."""


class Check(db.Base, db.Identified, db.ProviderOwned):
    """What somebody answered on a day. It hangs on the consent and goes with it."""

    __tablename__ = "wellbeing_check"
    __audit__ = "explicit"
    __confidential__ = True
    __table_args__ = (UniqueConstraint("consent_id", "day"),)

    consent_id: Mapped[str] = mapped_column(ForeignKey("wellbeing_consent.id"))
    day: Mapped[date]
    answers: Mapped[dict[str, Any]]


class Series(db.Base, db.Identified, db.ProviderOwned):
    """Talks that the counsellor holds with somebody. It hangs on the consent and goes with it."""

    __tablename__ = "wellbeing_series"
    __audit__ = "explicit"
    __confidential__ = True

    consent_id: Mapped[str] = mapped_column(ForeignKey("wellbeing_consent.id"))
    days: Mapped[list[Any]]
    """Dates as text, the first first."""
    interpreter: Mapped[str] = mapped_column(default="")
    """Into which language; empty where the person said that none is needed."""
    by: Mapped[str]
    booked_on: Mapped[date]
    ended_on: Mapped[date | None]


class ClinicalReferral(db.Base, db.Identified, db.ProviderOwned):
    """To whom somebody was sent for treatment, and on which day. There is no room for why."""

    __tablename__ = "wellbeing_clinical"
    __audit__ = "explicit"
    __confidential__ = True

    consent_id: Mapped[str] = mapped_column(ForeignKey("wellbeing_consent.id"))
    organisation: Mapped[str]
    on_day: Mapped[date]


class Contact(db.Base, db.Identified, db.ProviderOwned):
    """Who helps when somebody is not well."""

    __tablename__ = "wellbeing_contact"
    __table_args__ = (UniqueConstraint("provider_id", "name"),)

    name: Mapped[str]
    phone: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
