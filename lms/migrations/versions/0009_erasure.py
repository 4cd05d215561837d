"""Erasure and files of a person."""

revision = "lms0009"
down_revision = "lms0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""


def downgrade() -> None:
    """Undo."""
