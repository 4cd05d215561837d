"""Nothing yet."""

revision = "lms0014"
down_revision = "lms0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""


def downgrade() -> None:
    """Take back."""
