"""Rules of regions and providers."""

revision = "curricula0003"
down_revision = "curricula0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""


def downgrade() -> None:
    """Undo."""
