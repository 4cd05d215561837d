"""Tables of what employers take part in: whose rota they send, what came of it, outlines of modules and words about them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel import db

IN_FORCE = text("ended_at is null")


class Employment(db.Base, db.Identified, db.ProviderOwned):
    """A learner agrees that an employer sends her shifts. `known_as` is what its rota calls her."""

    __tablename__ = "curricula_employment"
    __table_args__ = (
        Index(
            "ix_curricula_employment_called",
            "centre_id",
            "organisation",
            "called",
            unique=True,
            sqlite_where=IN_FORCE,
            postgresql_where=IN_FORCE,
        ),
    )

    learner_id: Mapped[str] = mapped_column(ForeignKey("learners_learner.id"), index=True)
    centre_id: Mapped[str] = mapped_column(ForeignKey("organisations_centre.id"))
    organisation: Mapped[str]
    known_as: Mapped[str]
    called: Mapped[str]
    """`known_as` as it is compared: one person at one employer."""
    consent: Mapped[str]
    """How she agreed: on her own page, aloud or on paper."""
    by: Mapped[str]
    at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class EmployerRota(db.Base, db.Identified, db.ProviderOwned):
    """The shifts of one person that an employer sent, as a season of her week, and whether she took them back."""

    __tablename__ = "curricula_employer_rota"
    __audit__ = "explicit"

    employment_id: Mapped[str] = mapped_column(ForeignKey("curricula_employment.id"), index=True)
    learner_id: Mapped[str] = mapped_column(ForeignKey("learners_learner.id"), index=True)
    first_on: Mapped[date]
    last_on: Mapped[date]
    shifts: Mapped[int]
    pattern: Mapped[dict[str, Any]]
    at: Mapped[datetime]
    taken_back_at: Mapped[datetime | None]


class ModuleOutline(db.Base, db.Identified, db.ProviderOwned):
    """One version of what a module teaches at a centre, line by line. An earlier version stays as it was."""

    __tablename__ = "curricula_module_outline"
    __table_args__ = (UniqueConstraint("centre_id", "module_key", "number"),)

    centre_id: Mapped[str] = mapped_column(ForeignKey("organisations_centre.id"))
    module_key: Mapped[str]
    number: Mapped[int]
    lines: Mapped[list[Any]]
    reason: Mapped[str] = mapped_column(default="")
    """What changed and why; empty for the first version."""
    shared: Mapped[bool] = mapped_column(default=False)
    """Whether employers read it and may comment on it."""
    by: Mapped[str]
    at: Mapped[datetime]


class OutlineComment(db.Base, db.Identified, db.ProviderOwned):
    """What an employer says about one version of an outline, and what the provider answers."""

    __tablename__ = "curricula_outline_comment"

    outline_id: Mapped[str] = mapped_column(ForeignKey("curricula_module_outline.id"), index=True)
    organisation: Mapped[str]
    text: Mapped[str]
    at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(default="")
    answered_by: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None]
