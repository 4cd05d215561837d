"""Indexes that a longer one holds already, or that nobody asks by, cost each mark more than they give."""

from alembic import op

revision = "lms0026"
down_revision = "lms0025"
branch_labels = None
depends_on = None

GONE = (
    ("courses_session", "provider_id"),
    ("courses_session", "section_id"),
    ("courses_mark", "provider_id"),
    ("courses_mark_batch", "provider_id"),
    ("courses_apology", "session_id"),
    ("courses_visit", "session_id"),
)


def upgrade() -> None:
    """Apply."""
    for table, column in GONE:
        op.drop_index(f"ix_{table}_{column}", table_name=table)


def downgrade() -> None:
    """Take back."""
    for table, column in reversed(GONE):
        op.create_index(f"ix_{table}_{column}", table, [column])
