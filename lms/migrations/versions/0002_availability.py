"""Weeks of learners."""

revision = "lms0002"
down_revision = "lms0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""


def downgrade() -> None:
    """Take back."""
