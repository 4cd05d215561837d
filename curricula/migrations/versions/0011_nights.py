"""Nothing yet."""

revision = "curricula0011"
down_revision = "curricula0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""


def downgrade() -> None:
    """Take back."""
