"""Indexes that a longer one holds already, or that nobody asks by, cost each mark and each charge more than they give."""

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
    ("courses_ledger_entry", "provider_id"),
)
MONTH = "ix_courses_ledger_entry_month"


def upgrade() -> None:
    """Apply."""
    for table, column in GONE:
        op.drop_index(f"ix_{table}_{column}", table_name=table)
    op.drop_index(MONTH, table_name="courses_ledger_entry")
    op.create_index(MONTH, "courses_ledger_entry", ["provider_id", "month"])


def downgrade() -> None:
    """Take back."""
    op.drop_index(MONTH, table_name="courses_ledger_entry")
    op.create_index(MONTH, "courses_ledger_entry", ["funder_id", "month"])
    for table, column in reversed(GONE):
        op.create_index(f"ix_{table}_{column}", table, [column])
