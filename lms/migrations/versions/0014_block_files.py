"""Files of a class that its blocks name: what they are called, what they are, and where their bytes lie."""

import sqlalchemy as sa
from alembic import op

from lms.kernel import db

revision = "lms0014"
down_revision = "lms0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "blocks_file",
        sa.Column("section_id", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("alt", sa.String(), nullable=False),
        sa.Column("changed_at", db.Instant(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["section_id"], ["courses_section.id"], name="fk_blocks_file_section_id"),
        sa.PrimaryKeyConstraint("id", name="pk_blocks_file"),
        sa.UniqueConstraint("section_id", "name", name="uq_blocks_file_section_id_name"),
    )
    op.create_index("ix_blocks_file_provider_id", "blocks_file", ["provider_id"])


def downgrade() -> None:
    """Take back."""
    op.drop_table("blocks_file")
