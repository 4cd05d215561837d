"""Certificates, and the keys that sign them."""

import sqlalchemy as sa
from alembic import op

from lms.kernel import db

revision = "curricula0005"
down_revision = "curricula0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "curricula_signing_key",
        sa.Column("private_pem", sa.String(), nullable=False),
        sa.Column("public_jwk", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("made_at", db.Instant(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_curricula_signing_key")),
        sa.UniqueConstraint("provider_id", "made_at", name=op.f("uq_curricula_signing_key_provider_id_made_at")),
    )
    with op.batch_alter_table("curricula_signing_key", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_curricula_signing_key_provider_id"), ["provider_id"], unique=False)

    op.create_table(
        "curricula_certificate",
        sa.Column("learner_id", sa.String(length=20), nullable=False),
        sa.Column("centre_id", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("module_key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("programme", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=True),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("provider_name", sa.String(), nullable=False),
        sa.Column("centre_name", sa.String(), nullable=False),
        sa.Column("signed_by", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("issued_at", db.Instant(timezone=True), nullable=False),
        sa.Column("issued_by", sa.String(), nullable=False),
        sa.Column("revoked_at", db.Instant(timezone=True), nullable=True),
        sa.Column("revoked_by", sa.String(), nullable=False),
        sa.Column("revoked_reason", sa.String(), nullable=False),
        sa.Column("replaced_by", sa.String(length=20), nullable=True),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint("revoked_at IS NULL OR revoked_reason <> ''", name=op.f("ck_curricula_certificate_reason")),
        sa.CheckConstraint("minutes >= 0", name=op.f("ck_curricula_certificate_minutes")),
        sa.ForeignKeyConstraint(
            ["centre_id"], ["organisations_centre.id"], name=op.f("fk_curricula_certificate_centre_id")
        ),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learners_learner.id"], name=op.f("fk_curricula_certificate_learner_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_curricula_certificate")),
        sa.UniqueConstraint("code", name=op.f("uq_curricula_certificate_code")),
        sa.UniqueConstraint("provider_id", "serial", name=op.f("uq_curricula_certificate_provider_id_serial")),
    )
    with op.batch_alter_table("curricula_certificate", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_curricula_certificate_centre_id"), ["centre_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_curricula_certificate_learner_id"), ["learner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_curricula_certificate_provider_id"), ["provider_id"], unique=False)
        batch_op.create_index(
            "uq_curricula_certificate_valid",
            ["learner_id", "module_key", "kind", "on_day"],
            unique=True,
            sqlite_where=sa.text("revoked_at IS NULL"),
            postgresql_where=sa.text("revoked_at IS NULL"),
        )


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("curricula_certificate", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_curricula_certificate_valid",
            sqlite_where=sa.text("revoked_at IS NULL"),
            postgresql_where=sa.text("revoked_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_curricula_certificate_provider_id"))
        batch_op.drop_index(batch_op.f("ix_curricula_certificate_learner_id"))
        batch_op.drop_index(batch_op.f("ix_curricula_certificate_centre_id"))

    op.drop_table("curricula_certificate")
    with op.batch_alter_table("curricula_signing_key", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_curricula_signing_key_provider_id"))

    op.drop_table("curricula_signing_key")
