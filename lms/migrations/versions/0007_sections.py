"""Sections."""

revision = "lms0007"
down_revision = "lms0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""


def downgrade() -> None:
    """Take back."""
