"""Erasure and files of a person."""

import sqlalchemy as sa
from alembic import op

from lms.kernel import db

revision = "lms0009"
down_revision = "lms0008"
branch_labels = None
depends_on = None

FORGET = """
create function onward_forget(erasure text, learners text[], subjects text[], users text[], names text[], hours boolean)
returns void language plpgsql security definer set search_path = public, pg_temp as $$
declare name text;
begin
    -- The application's role can neither change nor delete these tables. What it may is this, for somebody who is
    -- being erased, and it leaves the row of the erasure behind.
    if not exists (select 1 from exchange_erasure e where e.id = erasure and e.subject_id = any(learners)) then
        raise exception 'nobody is being erased';
    end if;
    delete from learners_level_record where learner_id = any(learners);
    if hours then
        delete from courses_ledger_entry where learner_id = any(learners);
    else
        update courses_ledger_entry set reason = '', "by" = '' where learner_id = any(learners);
    end if;
    update accounts_audit_entry set changes = null, reason = null
        where subject_id = any(subjects) and action <> 'erase' and action <> 'ask_erasure';
    update accounts_audit_entry set actor = '—' where user_id = any(users);
    foreach name in array names loop
        update accounts_audit_entry set changes = null where strpos(changes::text, name) > 0;
        update accounts_audit_entry set reason = replace(reason, name, '—') where strpos(reason, name) > 0;
        update accounts_audit_entry set actor = '—' where actor = name and user_id is null;
    end loop;
end $$
"""


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "exchange_erasure",
        sa.Column("subject_id", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("asked_at", db.Instant(timezone=True), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("stopped_at", db.Instant(timezone=True), nullable=True),
        sa.Column("stopped_by", sa.String(), nullable=False),
        sa.Column("done_at", db.Instant(timezone=True), nullable=True),
        sa.Column("deleted", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("kept", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("kept_until", sa.Date(), nullable=True),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint("state in ('asked', 'stopped', 'done', 'ended')", name="ck_exchange_erasure_state"),
        sa.PrimaryKeyConstraint("id", name="pk_exchange_erasure"),
    )
    op.create_index("ix_exchange_erasure_provider_id", "exchange_erasure", ["provider_id"])
    asked = sa.text("state = 'asked'")
    op.create_index(
        "uq_exchange_erasure_asked",
        "exchange_erasure",
        ["subject_id"],
        unique=True,
        sqlite_where=asked,
        postgresql_where=asked,
    )
    op.add_column("learners_learner", sa.Column("erased_at", db.Instant(timezone=True), nullable=True))
    if op.get_bind().dialect.name == "postgresql":
        op.execute(FORGET)


def downgrade() -> None:
    """Undo."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("drop function onward_forget(text, text[], text[], text[], text[], boolean)")
    op.drop_column("learners_learner", "erased_at")
    op.drop_table("exchange_erasure")
