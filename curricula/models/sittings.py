"""Table of the dates of examinations that a centre announces."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel import db


class Sitting(db.Base, db.Identified, db.ProviderOwned):
    """One day on which an examination of a programme is held. No fee means that it is not known; 0 is free."""

    __tablename__ = "curricula_sitting"
    __table_args__ = (CheckConstraint("fee_cents >= 0", name="fee"),)

    centre_id: Mapped[str] = mapped_column(ForeignKey("organisations_centre.id"), index=True)
    programme: Mapped[str]
    examination: Mapped[str]
    day: Mapped[date]
    place: Mapped[str]
    sign_up_by: Mapped[date | None]
    fee_cents: Mapped[int | None]
    currency: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]
