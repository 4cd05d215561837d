"""Nothing yet."""

revision = "placement0006"
down_revision = "placement0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""


def downgrade() -> None:
    """Take back."""
