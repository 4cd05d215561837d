"""Scales of tests, pieces of work, outlines of courses elsewhere."""

import sqlalchemy as sa
from alembic import op

from lms.kernel import db

revision = "curricula0004"
down_revision = "curricula0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "curricula_scale",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("lowest", sa.Double(), nullable=False),
        sa.Column("highest", sa.Double(), nullable=False),
        sa.Column("reached", sa.Double(), nullable=False),
        sa.Column("standard_error", sa.Double(), nullable=False),
        sa.Column("forms", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint("lowest < highest", name=op.f("ck_curricula_scale_ends")),
        sa.CheckConstraint("standard_error > 0", name=op.f("ck_curricula_scale_error")),
        sa.PrimaryKeyConstraint("id", name="pk_curricula_scale"),
        sa.UniqueConstraint("provider_id", "key", name="uq_curricula_scale_provider_id_key"),
    )
    op.create_table(
        "curricula_work",
        sa.Column("learner_id", sa.String(length=20), nullable=False),
        sa.Column("skill", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("mime", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("consent", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["learner_id"], ["learners_learner.id"], name="fk_curricula_work_learner_id"),
        sa.PrimaryKeyConstraint("id", name="pk_curricula_work"),
    )
    op.create_table(
        "curricula_outline",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("units", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_curricula_outline"),
        sa.UniqueConstraint("provider_id", "name", name="uq_curricula_outline_provider_id_name"),
    )
    op.create_index("ix_curricula_work_learner_id", "curricula_work", ["learner_id"])
    for table in TABLES:
        op.create_index(f"ix_{table}_provider_id", table, ["provider_id"])


TABLES = ("curricula_scale", "curricula_work", "curricula_outline")


def downgrade() -> None:
    """Undo."""
    for table in TABLES:
        op.drop_table(table)
