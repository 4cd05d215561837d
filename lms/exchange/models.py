"""Tables of registration sheets on their way in, and of what goes out to funders."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel import db

_ASKED = text("state = 'asked'")


class Batch(db.Base, db.Identified, db.ProviderOwned):
    """An uploaded sheet: its bytes, what was mended or left out, and what became of it."""

    __tablename__ = "exchange_batch"
    # What was mended is personal data: the audit names the deed, the row is emptied in the end.
    __audit__ = "explicit"

    centre_id: Mapped[str] = mapped_column(db.Id)
    file_name: Mapped[str]
    content: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Emptied when the sheet was taken in or given up: the file holds personal data."""
    digest: Mapped[str]
    mended: Mapped[dict[str, Any]] = mapped_column(default=dict)
    left_out: Mapped[list[Any]] = mapped_column(default=list)
    uploaded_at: Mapped[datetime]
    uploaded_by: Mapped[str]
    imported_at: Mapped[datetime | None]
    outcome: Mapped[dict[str, Any] | None]


class ExportForm(db.Base, db.ProviderOwned):
    """The columns that one funder wants: a definition in TOML that the provider edits."""

    __tablename__ = "exchange_export_form"

    funder_id: Mapped[str] = mapped_column(ForeignKey("organisations_funder.id"), primary_key=True)
    definition: Mapped[str] = mapped_column(Text)
    by: Mapped[str]
    at: Mapped[datetime]


class Export(db.Base, db.Identified, db.ProviderOwned):
    """A file that was made for a funder: who, when, which month, and the digest of its bytes."""

    __tablename__ = "exchange_export"
    __audit__ = "explicit"

    funder_id: Mapped[str] = mapped_column(ForeignKey("organisations_funder.id"), index=True)
    month: Mapped[date]
    format: Mapped[str]
    rows: Mapped[int]
    refused: Mapped[int]
    minutes: Mapped[int]
    digest: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]


class Feed(db.Base, db.Identified, db.ProviderOwned):
    """A private calendar address of a person, a section, a room or a teacher. Only the hash of its token is kept."""

    __tablename__ = "exchange_feed"

    token_hash: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    """learner, teacher, room or section."""
    subject_id: Mapped[str] = mapped_column(db.Id, index=True)
    """Id of the teacher, room or section; of a learner it stands in learner_id."""
    learner_id: Mapped[str | None] = mapped_column(ForeignKey("learners_learner.id"), index=True)
    locale: Mapped[str] = mapped_column(default="en")
    made_at: Mapped[datetime]
    made_by: Mapped[str]
    user_id: Mapped[str] = mapped_column(db.Id)
    """Who made it and can end it."""
    revoked_at: Mapped[datetime | None]


class Erasure(db.Base, db.Identified, db.ProviderOwned):
    """Somebody is to be erased, or was: asked, stopped, done, ended. It knows her by the key of her record only."""

    __tablename__ = "exchange_erasure"
    __audit__ = "explicit"
    __table_args__ = (
        Index("uq_exchange_erasure_asked", "subject_id", unique=True, sqlite_where=_ASKED, postgresql_where=_ASKED),
        CheckConstraint("state in ('asked', 'stopped', 'done', 'ended')", name="state"),
    )

    subject_id: Mapped[str] = mapped_column(db.Id)
    state: Mapped[str] = mapped_column(default="asked")
    """`ended` when what stayed for the funder is gone, too."""
    reason: Mapped[str]
    asked_at: Mapped[datetime]
    asked_by: Mapped[str]
    due_on: Mapped[date]
    stopped_at: Mapped[datetime | None]
    stopped_by: Mapped[str] = mapped_column(default="")
    done_at: Mapped[datetime | None]
    deleted: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Rows that went, by table."""
    kept: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Rows that stay without her, by table."""
    kept_until: Mapped[date | None]
