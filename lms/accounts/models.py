"""Tables of people who sign in, their roles, their sessions and cards, and the audit."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel import db


class User(db.Base, db.Identified, db.System):
    """Somebody who can sign in. A learner may have neither e-mail nor password: she has a card."""

    __tablename__ = "accounts_user"

    name: Mapped[str]
    email: Mapped[str | None] = mapped_column(unique=True)
    password_hash: Mapped[str | None]
    totp_secret: Mapped[str | None]
    totp_confirmed_at: Mapped[datetime | None]
    totp_last_step: Mapped[int] = mapped_column(default=0)
    locale: Mapped[str] = mapped_column(default="en")
    theme: Mapped[str] = mapped_column(default="system")
    active: Mapped[bool] = mapped_column(default=True)
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]


class Membership(db.Base, db.Identified, db.System):
    """One role of one user with one provider. An observer's provider is the body that may see its region's aggregates."""

    __tablename__ = "accounts_membership"
    __table_args__ = (UniqueConstraint("user_id", "provider_id", "role", "learner_id"),)

    user_id: Mapped[str] = mapped_column(ForeignKey("accounts_user.id"), index=True)
    provider_id: Mapped[str] = mapped_column(db.Id, index=True)
    role: Mapped[str]
    centre_id: Mapped[str | None] = mapped_column(db.Id)
    staff_id: Mapped[str | None] = mapped_column(db.Id)
    learner_id: Mapped[str | None] = mapped_column(db.Id, index=True)
    person_id: Mapped[str | None] = mapped_column(db.Id)
    active: Mapped[bool] = mapped_column(default=True)
    named_rights: Mapped[str] = mapped_column(default="")
    """Codes of the rights that this person was named for, between commas, with one before and after."""


class SignIn(db.Base, db.Identified, db.System):
    """A person's session on one device. The cookie holds the token, this row its hash: ending the row ends the session."""

    __tablename__ = "accounts_sign_in"

    token_hash: Mapped[str] = mapped_column(unique=True)
    membership_id: Mapped[str] = mapped_column(ForeignKey("accounts_membership.id"), index=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("accounts_user.id"), index=True)
    way: Mapped[str]
    second_factor: Mapped[bool] = mapped_column(default=False)
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    device: Mapped[str] = mapped_column(default="")


class OneUseLink(db.Base, db.Identified, db.System):
    """An invitation or a password reset: works once, for a short time."""

    __tablename__ = "accounts_one_use_link"

    token_hash: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("accounts_user.id"))
    purpose: Mapped[str]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Card(db.Base, db.Identified, db.System):
    """A printed card with a QR code that signs a learner in. Revocable; only the hash of its token is kept."""

    __tablename__ = "accounts_card"

    token_hash: Mapped[str] = mapped_column(unique=True)
    membership_id: Mapped[str] = mapped_column(ForeignKey("accounts_membership.id"), index=True)
    made_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]


class ApiToken(db.Base, db.Identified, db.System):
    """A bearer token of a program, with the rights of one role at one provider."""

    __tablename__ = "accounts_api_token"

    token_hash: Mapped[str] = mapped_column(unique=True)
    provider_id: Mapped[str] = mapped_column(db.Id)
    role: Mapped[str]
    name: Mapped[str]
    made_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class AuditEntry(db.Base, db.Identified, db.ProviderOwned):
    """Who did what to what, when and why. Rows are added, never changed."""

    __tablename__ = "accounts_audit_entry"
    __append_only__ = True
    __table_args__ = (Index("ix_accounts_audit_entry_subject", "subject_kind", "subject_id"),)

    provider_id: Mapped[str | None] = mapped_column(db.Id, index=True)  # type: ignore[assignment]
    at: Mapped[datetime] = mapped_column(index=True)
    user_id: Mapped[str | None] = mapped_column(db.Id)
    actor: Mapped[str]
    action: Mapped[str]
    subject_kind: Mapped[str]
    subject_id: Mapped[str]
    changes: Mapped[dict[str, Any] | None]
    reason: Mapped[str | None]
