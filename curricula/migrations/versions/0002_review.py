"""Review: numbers of its rule with dates, and what its model learnt."""

import sqlalchemy as sa
from alembic import op

from lms.kernel import db

revision = "curricula0002"
down_revision = "curricula0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "curricula_review_rule",
        sa.Column("holds_from", sa.Date(), nullable=False),
        sa.Column("numbers", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_curricula_review_rule")),
        sa.UniqueConstraint("provider_id", "holds_from", name=op.f("uq_curricula_review_rule_provider_id_holds_from")),
    )
    op.create_table(
        "curricula_gain_history",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("learners", sa.Integer(), nullable=False),
        sa.Column("model", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_curricula_gain_history")),
        sa.UniqueConstraint("provider_id", "day", name=op.f("uq_curricula_gain_history_provider_id_day")),
    )
    for table in ("curricula_review_rule", "curricula_gain_history"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.create_index(batch_op.f(f"ix_{table}_provider_id"), ["provider_id"], unique=False)


def downgrade() -> None:
    """Undo."""
    for table in ("curricula_gain_history", "curricula_review_rule"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_index(batch_op.f(f"ix_{table}_provider_id"))
        op.drop_table(table)
