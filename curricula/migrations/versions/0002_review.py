"""Review: probabilities beside the states."""

revision = "curricula0002"
down_revision = "curricula0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""


def downgrade() -> None:
    """Undo."""
