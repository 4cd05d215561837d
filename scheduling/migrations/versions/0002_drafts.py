"""Drafts that are edited by hand: locks, history and validity."""

revision = "scheduling0002"
down_revision = "scheduling0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""


def downgrade() -> None:
    """Undo."""
