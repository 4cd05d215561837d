"""Tables of what a provider counts as success, and of what a course costs and how much of it is speaking."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel import db


class Indicator(db.Base, db.Identified, db.ProviderOwned):
    """What one sign of success means from a day on. Versions stay: what is over is counted by what held then."""

    __tablename__ = "curricula_indicator"
    __table_args__ = (UniqueConstraint("provider_id", "key", "holds_from"),)

    key: Mapped[str]
    holds_from: Mapped[date]
    name: Mapped[str] = mapped_column(default="")
    measure: Mapped[str]
    number: Mapped[int]
    target: Mapped[int | None]
    counted: Mapped[bool] = mapped_column(default=True)
    reason: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]


class CourseFacts(db.Base, db.Identified, db.ProviderOwned):
    """What a course costs here, and how many of 100 lessons are speaking and listening. Empty is not known."""

    __tablename__ = "curricula_course_facts"
    __table_args__ = (
        CheckConstraint("price_cents >= 0", name="price"),
        CheckConstraint("oral_percent >= 0 and oral_percent <= 100", name="oral"),
    )

    course_id: Mapped[str] = mapped_column(ForeignKey("courses_course.id"), unique=True)
    price_cents: Mapped[int | None]
    currency: Mapped[str] = mapped_column(default="")
    oral_percent: Mapped[int | None]
    by: Mapped[str]
    at: Mapped[datetime]
