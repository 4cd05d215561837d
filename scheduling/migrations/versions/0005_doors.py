"""Nothing yet."""

revision = "scheduling0005"
down_revision = "scheduling0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""


def downgrade() -> None:
    """Take back."""
