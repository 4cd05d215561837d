"""Nothing yet."""

revision = "childcare0003"
down_revision = "childcare0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""


def downgrade() -> None:
    """Take back."""
