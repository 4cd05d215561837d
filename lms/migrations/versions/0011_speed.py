"""Indexes and counts for the pages of every day."""

from alembic import op

revision = "lms0011"
down_revision = "lms0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    if op.get_bind().dialect.name == "sqlite":
        _say_how_little_a_provider_narrows()


def downgrade() -> None:
    """Undo."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("delete from sqlite_stat1 where idx like 'ix_%_provider_id' or idx = 'ix_courses_session_day'")


def _say_how_little_a_provider_narrows() -> None:
    """SQLite takes an index without statistics for one that leaves ten rows: of two it often takes the provider's, and
    reads all that the provider owns. PostgreSQL counts by itself.
    """
    op.execute("analyze sqlite_master")
    op.execute(
        "insert into sqlite_stat1 (tbl, idx, stat) select tbl_name, name, '1000000 1000000' from sqlite_master"
        " where type = 'index' and name like 'ix_%_provider_id'"
        " and name not in (select idx from sqlite_stat1 where idx is not null)"
    )
    op.execute(
        "insert into sqlite_stat1 (tbl, idx, stat)"
        " values ('courses_session', 'ix_courses_session_day', '1000000 1000000 100')"
    )
