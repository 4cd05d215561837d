"""Seats: what the enrolment desk asks for."""

revision = "lms0008"
down_revision = "lms0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""


def downgrade() -> None:
    """Undo."""
