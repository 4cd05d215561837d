"""First tables."""

import sqlalchemy as sa
from alembic import op

from lms.kernel import db

revision = "placement0001"
down_revision = None
branch_labels = ("placement",)
depends_on = "lms0001"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "placement_exposure",
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.Column("bank", sa.String(), nullable=False),
        sa.Column("measure", sa.String(), nullable=False),
        sa.Column("item_key", sa.String(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("provider_id", "bank", "measure", "item_key", name=op.f("pk_placement_exposure")),
    )
    op.create_table(
        "placement_interview",
        sa.Column("learner_id", sa.String(length=20), nullable=False),
        sa.Column("answers", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("incomplete", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learners_learner.id"], name=op.f("fk_placement_interview_learner_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement_interview")),
        sa.UniqueConstraint("learner_id", name=op.f("uq_placement_interview_learner_id")),
    )
    with op.batch_alter_table("placement_interview", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_placement_interview_provider_id"), ["provider_id"], unique=False)

    op.create_table(
        "placement_result",
        sa.Column("learner_id", sa.String(length=20), nullable=False),
        sa.Column("track", sa.String(), nullable=False),
        sa.Column("probability", sa.Double(), nullable=False),
        sa.Column("runner_up", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("recommendation", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("levels", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("literacy", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("bank", sa.String(), nullable=False),
        sa.Column("bank_version", sa.String(), nullable=False),
        sa.Column("decided_with", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.Column("decided_at", db.Instant(timezone=True), nullable=True),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["learner_id"], ["learners_learner.id"], name=op.f("fk_placement_result_learner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement_result")),
    )
    with op.batch_alter_table("placement_result", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_placement_result_learner_id"), ["learner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_placement_result_provider_id"), ["provider_id"], unique=False)
        batch_op.create_index(
            "uq_placement_result_waiting",
            ["learner_id"],
            unique=True,
            sqlite_where=sa.text("decided_at is null"),
            postgresql_where=sa.text("decided_at is null"),
        )

    op.create_table(
        "placement_decision",
        sa.Column("result_id", sa.String(length=20), nullable=False),
        sa.Column("track", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["result_id"], ["placement_result.id"], name=op.f("fk_placement_decision_result_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement_decision")),
        sa.UniqueConstraint("result_id", name=op.f("uq_placement_decision_result_id")),
    )
    with op.batch_alter_table("placement_decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_placement_decision_provider_id"), ["provider_id"], unique=False)

    op.create_table(
        "placement_sitting",
        sa.Column("learner_id", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("bank", sa.String(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("by_assistant", sa.Boolean(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=True),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("result_id", sa.String(length=20), nullable=True),
        sa.Column("started_at", db.Instant(timezone=True), nullable=False),
        sa.Column("touched_at", db.Instant(timezone=True), nullable=False),
        sa.Column("ended_at", db.Instant(timezone=True), nullable=True),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint("status in ('open', 'waiting', 'ended')", name=op.f("ck_placement_sitting_status")),
        sa.ForeignKeyConstraint(["learner_id"], ["learners_learner.id"], name=op.f("fk_placement_sitting_learner_id")),
        sa.ForeignKeyConstraint(["result_id"], ["placement_result.id"], name=op.f("fk_placement_sitting_result_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement_sitting")),
    )
    with op.batch_alter_table("placement_sitting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_placement_sitting_learner_id"), ["learner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_placement_sitting_provider_id"), ["provider_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_placement_sitting_result_id"), ["result_id"], unique=False)
        batch_op.create_index(
            "uq_placement_sitting_open",
            ["learner_id"],
            unique=True,
            sqlite_where=sa.text("status = 'open'"),
            postgresql_where=sa.text("status = 'open'"),
        )


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("placement_sitting", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_placement_sitting_open",
            sqlite_where=sa.text("status = 'open'"),
            postgresql_where=sa.text("status = 'open'"),
        )
        batch_op.drop_index(batch_op.f("ix_placement_sitting_result_id"))
        batch_op.drop_index(batch_op.f("ix_placement_sitting_provider_id"))
        batch_op.drop_index(batch_op.f("ix_placement_sitting_learner_id"))

    op.drop_table("placement_sitting")
    with op.batch_alter_table("placement_decision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_placement_decision_provider_id"))

    op.drop_table("placement_decision")
    with op.batch_alter_table("placement_result", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_placement_result_waiting",
            sqlite_where=sa.text("decided_at is null"),
            postgresql_where=sa.text("decided_at is null"),
        )
        batch_op.drop_index(batch_op.f("ix_placement_result_provider_id"))
        batch_op.drop_index(batch_op.f("ix_placement_result_learner_id"))

    op.drop_table("placement_result")
    with op.batch_alter_table("placement_interview", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_placement_interview_provider_id"))

    op.drop_table("placement_interview")
    op.drop_table("placement_exposure")
