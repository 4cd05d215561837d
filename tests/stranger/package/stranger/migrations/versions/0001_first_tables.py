"""First tables of stranger."""

import sqlalchemy as sa
from alembic import op

revision = "stranger0001"
down_revision = None
branch_labels = ("stranger",)
depends_on = "lms0001"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "stranger_notice",
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("section_id", sa.String(length=20), nullable=True),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stranger_notice")),
    )
    op.create_index(op.f("ix_stranger_notice_section_id"), "stranger_notice", ["section_id"])
    op.create_index(op.f("ix_stranger_notice_provider_id"), "stranger_notice", ["provider_id"])


def downgrade() -> None:
    """Take back."""
    op.drop_table("stranger_notice")
