"""Rules of regions and providers."""

import sqlalchemy as sa
from alembic import op

from lms.kernel import db

revision = "curricula0003"
down_revision = "curricula0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "curricula_pack_edition",
        sa.Column("programme", sa.String(), nullable=False),
        sa.Column("layer", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("files", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("set_by", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.Column("holds_from", sa.Date(), nullable=True),
        sa.Column("taken_by", sa.String(), nullable=False),
        sa.Column("taken_at", db.Instant(timezone=True), nullable=True),
        sa.Column("put_aside_by", sa.String(), nullable=False),
        sa.Column("put_aside_at", db.Instant(timezone=True), nullable=True),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_curricula_pack_edition")),
        sa.UniqueConstraint(
            "provider_id",
            "programme",
            "layer",
            "number",
            name=op.f("uq_curricula_pack_edition_provider_id_programme_layer_number"),
        ),
    )
    with op.batch_alter_table("curricula_pack_edition", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_curricula_pack_edition_provider_id"), ["provider_id"], unique=False)


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("curricula_pack_edition", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_curricula_pack_edition_provider_id"))
    op.drop_table("curricula_pack_edition")
