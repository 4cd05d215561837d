"""Tables of examinations: the dates that a centre announces, and who is charged for those who sat them."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel import db


class Sitting(db.Base, db.Identified, db.ProviderOwned):
    """One day on which an examination of a programme is held. No fee means that it is not known; 0 is free.

    The fee is what a learner pays. Where a body pays, the class whose register says who sat it is named, too.
    """

    __tablename__ = "curricula_sitting"
    __table_args__ = (
        CheckConstraint("fee_cents >= 0", name="fee"),
        CheckConstraint("payer_cents >= 0", name="payer_cents"),
        CheckConstraint(
            "(payer_id is null) = (section_id is null) and (payer_id is null) = (payer_cents is null)", name="payer"
        ),
        # A class sits an examination once a day: nobody is charged for it twice.
        UniqueConstraint("section_id", "day", "programme", "examination"),
    )

    centre_id: Mapped[str] = mapped_column(ForeignKey("organisations_centre.id"), index=True)
    programme: Mapped[str]
    examination: Mapped[str]
    day: Mapped[date]
    place: Mapped[str]
    sign_up_by: Mapped[date | None]
    fee_cents: Mapped[int | None]
    currency: Mapped[str]
    section_id: Mapped[str | None] = mapped_column(ForeignKey("courses_section.id"))
    payer_id: Mapped[str | None] = mapped_column(ForeignKey("organisations_funder.id"))
    payer_cents: Mapped[int | None]
    by: Mapped[str]
    at: Mapped[datetime]


class ExaminationCharge(db.Base, db.Identified, db.ProviderOwned):
    """One person who sat an examination, charged to its payer. A correction is a counter-entry, rows never change."""

    __tablename__ = "curricula_examination_charge"
    __table_args__ = (
        UniqueConstraint("sitting_id", "learner_id", "version"),
        CheckConstraint("people in (1, -1)", name="people"),
        Index("ix_curricula_examination_charge_month", "month", "payer_id"),
    )

    sitting_id: Mapped[str] = mapped_column(ForeignKey("curricula_sitting.id"))
    learner_id: Mapped[str] = mapped_column(ForeignKey("learners_learner.id"), index=True)
    payer_id: Mapped[str] = mapped_column(ForeignKey("organisations_funder.id"))
    version: Mapped[int]
    """0 for the first charge; what takes it back and what charges it again follow under the next numbers."""
    month: Mapped[date]
    """First day of the month it counts in: that of the examination, or the payer's next open one."""
    people: Mapped[int]
    """1 for a charge, -1 for what takes it back."""
    cents: Mapped[int]
    currency: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]
