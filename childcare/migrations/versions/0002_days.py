"""The day of care: who came, who may collect, who is on duty, who waits."""

revision = "childcare0002"
down_revision = "childcare0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""


def downgrade() -> None:
    """Undo."""
