"""Tests in parts: the examination a scale is a part of, and the skills that the part measures."""

import sqlalchemy as sa
from alembic import op

revision = "curricula0012"
down_revision = "curricula0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("curricula_scale", schema=None) as batch_op:
        batch_op.add_column(sa.Column("test", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("skills", sa.JSON(), server_default="[]", nullable=False))


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("curricula_scale", schema=None) as batch_op:
        for name in ("skills", "test"):
            batch_op.drop_column(name)
