"""First tables of scheduling."""

import sqlalchemy as sa
from alembic import op

from lms.kernel import db

revision = "scheduling0001"
down_revision = None
branch_labels = ("scheduling",)
depends_on = "lms0001"


def upgrade() -> None:
    """Apply."""

    op.create_table(
        "scheduling_run",
        sa.Column("centre_id", sa.String(length=20), nullable=False),
        sa.Column("term_id", sa.String(length=20), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("job_id", sa.String(length=20), nullable=True),
        sa.Column("seconds", sa.Integer(), nullable=True),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("asked_at", db.Instant(timezone=True), nullable=False),
        sa.Column("ended_at", db.Instant(timezone=True), nullable=True),
        sa.Column("learners", sa.Integer(), nullable=False),
        sa.Column("figures", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("checks", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("plan", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("missing", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("publication_id", sa.String(length=20), nullable=True),
        sa.Column("trouble", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("published_at", db.Instant(timezone=True), nullable=True),
        sa.Column("published_by", sa.String(), nullable=False),
        sa.Column("refused", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scheduling_run")),
    )
    with op.batch_alter_table("scheduling_run", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_scheduling_run_centre_id"), ["centre_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_scheduling_run_provider_id"), ["provider_id"], unique=False)


def downgrade() -> None:
    """Take back."""

    with op.batch_alter_table("scheduling_run", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_scheduling_run_provider_id"))
        batch_op.drop_index(batch_op.f("ix_scheduling_run_centre_id"))

    op.drop_table("scheduling_run")
