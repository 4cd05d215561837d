"""Tables of the socket: units of a section, what stands in them, the fields of blocks, and the kinds a provider allows."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel import db

_LEARNER = text("learner_id is not null")
_USER = text("user_id is not null")
_NOBODY = text("learner_id is null and user_id is null")
_KEY = ("provider_id", "block", "scope", "family")


class Unit(db.Base, db.Identified, db.ProviderOwned):
    """A page of blocks in a section's outline. Without a section it is the provider's own stock."""

    __tablename__ = "blocks_unit"

    section_id: Mapped[str | None] = mapped_column(ForeignKey("courses_section.id"), index=True)
    title: Mapped[str]
    position: Mapped[int] = mapped_column(default=0)
    opens_on: Mapped[date | None]
    """From this day on learners see it; never without one."""
    language: Mapped[str] = mapped_column(default="")
    """Of its title and of what stands in it: a browser reads it aloud in this voice. Empty where nobody said it."""
    level: Mapped[str] = mapped_column(default="")
    skills: Mapped[list[str]] = mapped_column(default=list)
    outcome: Mapped[str] = mapped_column(default="")
    """What a learner can do afterwards."""
    origin: Mapped[str] = mapped_column(default="")
    """Key of the shipped unit that it was taken from."""


class Definition(db.Base, db.Identified, db.ProviderOwned):
    """What a block says, apart from where it stands."""

    __tablename__ = "blocks_definition"

    block_type: Mapped[str]
    made_at: Mapped[datetime]


class Usage(db.Base, db.Identified, db.ProviderOwned):
    """A definition at a place: in a unit, or below another usage."""

    __tablename__ = "blocks_usage"

    definition_id: Mapped[str] = mapped_column(ForeignKey("blocks_definition.id"), index=True)
    unit_id: Mapped[str | None] = mapped_column(ForeignKey("blocks_unit.id"), index=True)
    """Every usage of a unit names it, also those further down."""
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("blocks_usage.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)


class FieldData(db.Base, db.Identified, db.ProviderOwned):
    """The fields of one scope of one block, for one learner, one user of the staff, or everybody."""

    __tablename__ = "blocks_field_data"
    # A class answers many times a minute. What people author is written to the audit by the service.
    __audit__ = "explicit"
    __table_args__ = (
        Index("uq_blocks_field_data_learner", *_KEY, "learner_id", unique=True, sqlite_where=_LEARNER, postgresql_where=_LEARNER),
        Index("uq_blocks_field_data_user", *_KEY, "user_id", unique=True, sqlite_where=_USER, postgresql_where=_USER),
        Index("uq_blocks_field_data_nobody", *_KEY, unique=True, sqlite_where=_NOBODY, postgresql_where=_NOBODY),
    )  # fmt: skip

    family: Mapped[str]
    """Entry point group: blocks and asides may share a name."""
    scope: Mapped[str]
    block: Mapped[str]
    """Id of the usage or definition, name of the type, or nothing, as the scope says."""
    learner_id: Mapped[str | None] = mapped_column(ForeignKey("learners_learner.id"), index=True)
    user_id: Mapped[str | None] = mapped_column(db.Id)
    fields: Mapped[dict[str, Any]]
    changed_at: Mapped[datetime]


class AllowedKind(db.Base, db.Identified, db.ProviderOwned):
    """A type of block of others, or an aside, that this provider lets run."""

    __tablename__ = "blocks_kind"
    __table_args__ = (UniqueConstraint("provider_id", "family", "block_type"),)

    family: Mapped[str]
    block_type: Mapped[str]
    distribution: Mapped[str]


class File(db.Base, db.Identified, db.ProviderOwned):
    """A picture, sound or other file of a class, which its blocks name as `/static/NAME`. Its bytes lie in the data folder."""

    __tablename__ = "blocks_file"
    __table_args__ = (UniqueConstraint("section_id", "name"),)

    section_id: Mapped[str] = mapped_column(ForeignKey("courses_section.id"))
    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    digest: Mapped[str]
    """SHA-256 of its bytes, which is also what they are called on the disk."""
    alt: Mapped[str] = mapped_column(default="")
    """What a picture shows, for whoever does not see it."""
    changed_at: Mapped[datetime]
