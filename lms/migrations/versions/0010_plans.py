"""The individual plan: goals, steps, versions, confirmations."""

revision = "lms0010"
down_revision = "lms0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""


def downgrade() -> None:
    """Undo."""
