"""Hour ledger."""

revision = "lms0004"
down_revision = "lms0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""


def downgrade() -> None:
    """Take back."""
