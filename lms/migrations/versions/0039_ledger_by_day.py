"""The ledger is found by day and by month of a provider: one index less for every charge."""

from alembic import op

revision = "lms0039"
down_revision = "lms0038"
branch_labels = None
depends_on = None

TABLE = "courses_ledger_entry"
BEFORE = {
    "ix_courses_ledger_entry_provider_id": ["provider_id"],
    "ix_courses_ledger_entry_funder": ["funder_id", "day"],
    "ix_courses_ledger_entry_month": ["funder_id", "month"],
}
AFTER = {
    "ix_courses_ledger_entry_day": ["day", "provider_id"],
    "ix_courses_ledger_entry_month": ["month", "provider_id"],
}


def _instead(of: dict[str, list[str]], these: dict[str, list[str]]) -> None:
    for name in of:
        op.drop_index(name, table_name=TABLE)
    for name, columns in these.items():
        op.create_index(name, TABLE, columns)


def upgrade() -> None:
    """Apply."""
    _instead(BEFORE, AFTER)


def downgrade() -> None:
    """Take back."""
    _instead(AFTER, BEFORE)
