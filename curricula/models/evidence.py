"""Tables of what shows learning besides checks: a centre's scales, pieces of work, outlines of courses elsewhere."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel import db


class Scale(db.Base, db.Identified, db.ProviderOwned):
    """The points of a module test or of an official examination, as its own papers say them."""

    __tablename__ = "curricula_scale"
    __table_args__ = (
        UniqueConstraint("provider_id", "key"),
        CheckConstraint("lowest < highest", name="ends"),
        CheckConstraint("standard_error > 0", name="error"),
    )

    key: Mapped[str]
    name: Mapped[str]
    kind: Mapped[str] = mapped_column(default="module")
    lowest: Mapped[float]
    highest: Mapped[float]
    reached: Mapped[float]
    standard_error: Mapped[float]
    forms: Mapped[list[str]] = mapped_column(default=list)
    test: Mapped[str] = mapped_column(default="")
    """Name of the examination that it is a part of; empty for a test in one piece."""
    skills: Mapped[list[str]] = mapped_column(default=list)
    """What the part measures; empty for every skill."""
    source: Mapped[str] = mapped_column(default="")


class Work(db.Base, db.Identified, db.ProviderOwned):
    """A photo, a recording or a file of somebody's work, tied to what she can do with it, kept with her consent."""

    __tablename__ = "curricula_work"
    __audit__ = "explicit"

    learner_id: Mapped[str] = mapped_column(ForeignKey("learners_learner.id"), index=True)
    skill: Mapped[str]
    level: Mapped[str]
    """Skill and level name the can-do sentence that it shows."""
    note: Mapped[str] = mapped_column(default="")
    day: Mapped[date]
    name: Mapped[str]
    mime: Mapped[str]
    size: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    consent: Mapped[str]
    """How she agreed that it is kept: aloud or on paper."""
    by: Mapped[str]
    at: Mapped[datetime]


class Outline(db.Base, db.Identified, db.ProviderOwned):
    """A course elsewhere and which modules here each of its units stands for."""

    __tablename__ = "curricula_outline"
    __table_args__ = (UniqueConstraint("provider_id", "name"),)

    name: Mapped[str]
    source: Mapped[str] = mapped_column(default="")
    units: Mapped[list[Any]] = mapped_column(default=list)
    """[unit there, module here or empty], in the order of the course."""
    by: Mapped[str]
    at: Mapped[datetime]
