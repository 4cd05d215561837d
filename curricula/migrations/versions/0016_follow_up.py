"""How people are after their course: when a programme asks, what was asked and answered."""

import sqlalchemy as sa
from alembic import op

from lms.kernel import db

revision = "curricula0016"
down_revision = "curricula0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "curricula_follow_up_rule",
        sa.Column("programme", sa.String(), nullable=False),
        sa.Column("months", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_curricula_follow_up_rule")),
        sa.UniqueConstraint("provider_id", "programme", name=op.f("uq_curricula_follow_up_rule_provider_id_programme")),
    )
    with op.batch_alter_table("curricula_follow_up_rule", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_curricula_follow_up_rule_provider_id"), ["provider_id"], unique=False)

    op.create_table(
        "curricula_follow_up",
        sa.Column("learner_id", sa.String(length=20), nullable=False),
        sa.Column("centre_id", sa.String(length=20), nullable=False),
        sa.Column("programme", sa.String(), nullable=False),
        sa.Column("module_key", sa.String(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=False),
        sa.Column("finished", sa.Boolean(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=True),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.Column("called_on", sa.Date(), nullable=True),
        sa.Column("answers", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("closed", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint("calls >= 0", name=op.f("ck_curricula_follow_up_calls")),
        sa.ForeignKeyConstraint(
            ["centre_id"], ["organisations_centre.id"], name=op.f("fk_curricula_follow_up_centre_id")
        ),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learners_learner.id"], name=op.f("fk_curricula_follow_up_learner_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_curricula_follow_up")),
        sa.UniqueConstraint(
            "learner_id", "ended_on", "months", name=op.f("uq_curricula_follow_up_learner_id_ended_on_months")
        ),
        sa.UniqueConstraint("token_hash", name=op.f("uq_curricula_follow_up_token_hash")),
    )
    with op.batch_alter_table("curricula_follow_up", schema=None) as batch_op:
        for name in ("centre_id", "learner_id", "provider_id"):
            batch_op.create_index(batch_op.f(f"ix_curricula_follow_up_{name}"), [name], unique=False)


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("curricula_follow_up", schema=None) as batch_op:
        for name in ("provider_id", "learner_id", "centre_id"):
            batch_op.drop_index(batch_op.f(f"ix_curricula_follow_up_{name}"))

    op.drop_table("curricula_follow_up")
    with op.batch_alter_table("curricula_follow_up_rule", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_curricula_follow_up_rule_provider_id"))

    op.drop_table("curricula_follow_up_rule")
