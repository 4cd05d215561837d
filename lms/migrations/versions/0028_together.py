"""Places in meetings say whether they were booked."""

import sqlalchemy as sa
from alembic import op

revision = "lms0028"
down_revision = "lms0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("casework_event_place", schema=None) as batch_op:
        batch_op.add_column(sa.Column("booked", sa.Boolean(), server_default=sa.true(), nullable=False))


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("casework_event_place", schema=None) as batch_op:
        batch_op.drop_column("booked")
