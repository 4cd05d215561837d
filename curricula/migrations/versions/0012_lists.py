"""Nothing yet."""

revision = "curricula0012"
down_revision = "curricula0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""


def downgrade() -> None:
    """Take back."""
