"""Enrolment."""

revision = "lms0003"
down_revision = "lms0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""


def downgrade() -> None:
    """Take back."""
