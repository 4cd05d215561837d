"""Nothing yet."""

revision = "curricula0010"
down_revision = "curricula0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""


def downgrade() -> None:
    """Take back."""
