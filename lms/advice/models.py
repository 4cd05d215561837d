"""Tables of advice: centres whose open places everybody may see, who wants to hear of one, and how far people come."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint
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
