"""What learners practised in exercises."""

import sqlalchemy as sa
from alembic import op

from lms.kernel import db

revision = "curricula0010"
down_revision = "curricula0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "curricula_practice",
        sa.Column("learner_id", sa.String(length=20), nullable=False),
        sa.Column("usage_id", sa.String(length=20), nullable=False),
        sa.Column("unit_id", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("skills", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("share", sa.Double(), nullable=True),
        sa.Column("first_at", db.Instant(timezone=True), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["learner_id"], ["learners_learner.id"], name="fk_curricula_practice_learner_id"),
        sa.PrimaryKeyConstraint("id", name="pk_curricula_practice"),
        sa.UniqueConstraint("learner_id", "usage_id", name="uq_curricula_practice_learner_id_usage_id"),
    )
    op.create_index("ix_curricula_practice_provider_id", "curricula_practice", ["provider_id"])


def downgrade() -> None:
    """Take back."""
    op.drop_table("curricula_practice")
