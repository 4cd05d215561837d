"""Exchange."""

revision = "lms0006"
down_revision = "lms0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""


def downgrade() -> None:
    """Take back."""
