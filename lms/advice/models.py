"""Tables of advice: centres whose open places everybody may see, who wants to hear of one, and how far people come."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel import db


class ShownCentre(db.Base, db.Identified, db.ProviderOwned):
    """A centre whose open places stand in the course finder, and the postcode by which it is found."""

    __tablename__ = "advice_shown_centre"

    centre_id: Mapped[str] = mapped_column(ForeignKey("organisations_centre.id"), unique=True)
    postcode: Mapped[str]


class Wish(db.Base, db.Identified, db.System):
    """Somebody without a sign-in wants to hear of a place. The row goes when somebody was asked to call, or after its day."""

    __tablename__ = "advice_wish"

    number: Mapped[str] = mapped_column(unique=True)
    reach: Mapped[str]
    locale: Mapped[str]
    teaches: Mapped[str] = mapped_column(default="")
    postcode: Mapped[str] = mapped_column(default="")
    times: Mapped[list[str]] = mapped_column(default=list)
    at: Mapped[datetime]
    until: Mapped[date]


class FinderCount(db.Base, db.Identified, db.System):
    """How often a step of the course finder was taken on a day, by language and by the site that sent people."""

    __tablename__ = "advice_finder_count"
    __table_args__ = (UniqueConstraint("day", "step", "locale", "hub"),)

    day: Mapped[date]
    step: Mapped[str]
    locale: Mapped[str]
    hub: Mapped[str] = mapped_column(default="")
    times: Mapped[int] = mapped_column(default=0)


class Point(db.Base, db.Identified, db.ProviderOwned):
    """A place of advice that everybody may find. The list comes from a sheet and is replaced as a whole."""

    __tablename__ = "advice_point"
    __audit__ = "explicit"
    __table_args__ = (UniqueConstraint("provider_id", "number"), Index("ix_advice_point_postcode", "postcode"))

    number: Mapped[str]
    name: Mapped[str]
    street: Mapped[str] = mapped_column(default="")
    postcode: Mapped[str]
    town: Mapped[str]
    phone: Mapped[str] = mapped_column(default="")
    hours: Mapped[str] = mapped_column(default="")
    languages: Mapped[str] = mapped_column(default="")
    """Codes between commas, with one before and after: `,ar,de,`."""


class DropIn(db.Base, db.Identified, db.ProviderOwned):
    """Somebody came to ask: about what, in which language, where to next. Nothing of who it was."""

    __tablename__ = "advice_drop_in"

    day: Mapped[date] = mapped_column(index=True)
    topic: Mapped[str]
    language: Mapped[str] = mapped_column(default="")
    referred_to: Mapped[str] = mapped_column(default="")
    by: Mapped[str]
    at: Mapped[datetime]


class Case(db.Base, db.Identified, db.ProviderOwned):
    """A thread of online advice. Who it is stays unknown: only a digest of the code is kept, and days instead of hours."""

    __tablename__ = "advice_case"
    __audit__ = "explicit"

    number: Mapped[str]
    """What staff call it by. The code cannot be guessed from it."""
    digest: Mapped[str] = mapped_column(unique=True)
    locale: Mapped[str]
    topic: Mapped[str] = mapped_column(default="other")
    opened_on: Mapped[date]
    last_on: Mapped[date] = mapped_column(index=True)
    waits: Mapped[bool] = mapped_column(default=True)
    """For an answer of ours."""
    learner_id: Mapped[str | None] = mapped_column(ForeignKey("learners_learner.id"), index=True)
    """Only the visitor makes this link, signed in as that learner."""


class Message(db.Base, db.Identified, db.ProviderOwned):
    """One message of a thread. `by` names staff; a visitor has no name."""

    __tablename__ = "advice_message"
    __audit__ = "explicit"

    case_id: Mapped[str] = mapped_column(ForeignKey("advice_case.id"), index=True)
    words: Mapped[str]
    by: Mapped[str] = mapped_column(default="")
    refer_to: Mapped[str] = mapped_column(default="")
    """Office, address and phone that the visitor is sent to."""
    day: Mapped[date]
