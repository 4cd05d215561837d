"""Nobody asks for charges by their budget alone: one index less for every charge."""

from alembic import op

revision = "lms0040"
down_revision = "lms0039"
branch_labels = None
depends_on = None

INDEX, TABLE = "ix_courses_ledger_entry_budget_id", "courses_ledger_entry"


def upgrade() -> None:
    """Apply."""
    op.drop_index(INDEX, table_name=TABLE)


def downgrade() -> None:
    """Take back."""
    op.create_index(INDEX, TABLE, ["budget_id"])
