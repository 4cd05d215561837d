"""Banks of a provider, the life of an item, parameter sets and ratings."""

revision = "placement0005"
down_revision = "placement0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""


def downgrade() -> None:
    """Undo."""
