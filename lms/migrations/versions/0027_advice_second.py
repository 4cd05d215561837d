"""Messages of a thread are counted, courses and meetings say whom they are for."""

import sqlalchemy as sa
from alembic import op

revision = "lms0027"
down_revision = "lms0026"
branch_labels = None
depends_on = None

TARGETS = (("courses_course", "level"), ("casework_event", "everybody"))
"""What was meant so far."""


def upgrade() -> None:
    """Apply."""
    op.add_column("advice_message", sa.Column("place", sa.Integer(), server_default="0", nullable=False))
    for table, group in TARGETS:
        op.add_column(
            table, sa.Column("target", sa.JSON(none_as_null=True), server_default=f'["{group}"]', nullable=False)
        )


def downgrade() -> None:
    """Take back."""
    for table, _group in TARGETS:
        op.drop_column(table, "target")
    op.drop_column("advice_message", "place")
