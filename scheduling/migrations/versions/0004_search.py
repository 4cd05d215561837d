"""A search may begin with a draft, whose locks it keeps."""

import sqlalchemy as sa
from alembic import op

revision = "scheduling0004"
down_revision = "scheduling0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("scheduling_run", schema=None) as batch_op:
        batch_op.add_column(sa.Column("draft_id", sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column("draft_version", sa.Integer(), nullable=True))


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("scheduling_run", schema=None) as batch_op:
        batch_op.drop_column("draft_version")
        batch_op.drop_column("draft_id")
