"""Indexes and counts for the pages of every day."""

revision = "lms0011"
down_revision = "lms0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""


def downgrade() -> None:
    """Undo."""
