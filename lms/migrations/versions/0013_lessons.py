"""Nothing yet."""

revision = "lms0013"
down_revision = "lms0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""


def downgrade() -> None:
    """Take back."""
