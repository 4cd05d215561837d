"""Evidence, credits and certificates."""

revision = "curricula0004"
down_revision = "curricula0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""


def downgrade() -> None:
    """Undo."""
