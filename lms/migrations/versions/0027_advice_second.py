"""Messages of a thread are counted."""

import sqlalchemy as sa
from alembic import op

revision = "lms0027"
down_revision = "lms0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("advice_message", sa.Column("place", sa.Integer(), server_default="0", nullable=False))


def downgrade() -> None:
    """Take back."""
    op.drop_column("advice_message", "place")
