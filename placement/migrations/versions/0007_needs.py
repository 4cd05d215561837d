"""Assessments of needs and strengths."""

import sqlalchemy as sa
from alembic import op

from lms.kernel import db

revision = "placement0007"
down_revision = "placement0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "placement_needs_assessment",
        sa.Column("learner_id", sa.String(length=20), nullable=False),
        sa.Column("centre_id", sa.String(length=20), nullable=False),
        sa.Column("funder_id", sa.String(length=20), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("strengths", sa.JSON(), nullable=False),
        sa.Column("needs", sa.JSON(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learners_learner.id"], name=op.f("fk_placement_needs_assessment_learner_id")
        ),
        sa.ForeignKeyConstraint(
            ["centre_id"], ["organisations_centre.id"], name=op.f("fk_placement_needs_assessment_centre_id")
        ),
        sa.ForeignKeyConstraint(
            ["funder_id"], ["organisations_funder.id"], name=op.f("fk_placement_needs_assessment_funder_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement_needs_assessment")),
    )
    with op.batch_alter_table("placement_needs_assessment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_placement_needs_assessment_learner_id"), ["learner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_placement_needs_assessment_provider_id"), ["provider_id"], unique=False)


def downgrade() -> None:
    """Take back."""
    op.drop_table("placement_needs_assessment")
