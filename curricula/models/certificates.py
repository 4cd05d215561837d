"""Tables of certificates and of the keys that sign them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel import db


class Certificate(db.Base, db.Identified, db.ProviderOwned):
    """One certificate, with what was true when it was issued. A later one may replace it; nothing is written over."""

    __tablename__ = "curricula_certificate"
    __audit__ = "explicit"
    __table_args__ = (
        UniqueConstraint("provider_id", "serial"),
        # One that holds for the same thing: two desks that press the button make one certificate.
        Index(
            "uq_curricula_certificate_valid",
            "learner_id",
            "module_key",
            "kind",
            "on_day",
            unique=True,
            sqlite_where=text("revoked_at IS NULL"),
            postgresql_where=text("revoked_at IS NULL"),
        ),
        CheckConstraint("minutes >= 0", name="minutes"),
        CheckConstraint("revoked_at IS NULL OR revoked_reason <> ''", name="reason"),
    )

    learner_id: Mapped[str] = mapped_column(ForeignKey("learners_learner.id"), index=True)
    centre_id: Mapped[str] = mapped_column(ForeignKey("organisations_centre.id"), index=True)
    kind: Mapped[str]
    module_key: Mapped[str]
    name: Mapped[str]
    title: Mapped[str]
    programme: Mapped[str]
    language: Mapped[str]
    level: Mapped[str] = mapped_column(default="")
    minutes: Mapped[int]
    from_day: Mapped[date | None]
    on_day: Mapped[date]
    provider_name: Mapped[str]
    centre_name: Mapped[str]
    signed_by: Mapped[str]
    locale: Mapped[str]
    """Language that the paper speaks."""
    code: Mapped[str] = mapped_column(unique=True)
    serial: Mapped[int]
    """Place in the provider's status lists."""
    issued_at: Mapped[datetime]
    issued_by: Mapped[str]
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[str] = mapped_column(default="")
    revoked_reason: Mapped[str] = mapped_column(default="")
    replaced_by: Mapped[str | None] = mapped_column(db.Id)


class SigningKey(db.Base, db.Identified, db.ProviderOwned):
    """A key pair that signs a provider's credentials; the newest signs, older ones are there to check by."""

    __tablename__ = "curricula_signing_key"
    __audit__ = "explicit"
    __table_args__ = (UniqueConstraint("provider_id", "made_at"),)

    private_pem: Mapped[str]
    """Encrypted with the installation's secret: a copy of the database alone signs nothing."""
    public_jwk: Mapped[dict[str, Any]]
    made_at: Mapped[datetime]
