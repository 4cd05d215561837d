"""Nothing yet."""

revision = "scheduling0004"
down_revision = "scheduling0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""


def downgrade() -> None:
    """Take back."""
