"""Where people live: a part of town, a village, a dormitory. Meetings where children are looked after."""

import sqlalchemy as sa
from alembic import op

revision = "lms0034"
down_revision = "lms0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("learners_availability", sa.Column("area", sa.String(), server_default="", nullable=False))
    op.add_column("casework_event", sa.Column("care", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("casework_event", schema=None) as batch_op:
        batch_op.drop_column("care")
    op.drop_column("learners_availability", "area")
