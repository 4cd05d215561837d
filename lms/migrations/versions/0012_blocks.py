"""Blocks: definitions, usages, units and the state of each learner in them."""

revision = "lms0012"
down_revision = "lms0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""


def downgrade() -> None:
    """Undo."""
