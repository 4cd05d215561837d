"""Where people live: a part of town, a village, a dormitory."""

import sqlalchemy as sa
from alembic import op

revision = "lms0034"
down_revision = "lms0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("learners_availability", sa.Column("area", sa.String(), server_default="", nullable=False))


def downgrade() -> None:
    """Take back."""
    op.drop_column("learners_availability", "area")
