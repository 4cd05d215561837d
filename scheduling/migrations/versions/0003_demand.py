"""What a timetable is asked for, and what goes wrong in its weeks."""

revision = "scheduling0003"
down_revision = "scheduling0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""


def downgrade() -> None:
    """Undo."""
