"""Copies of papers that people brought along."""

import sqlalchemy as sa
from alembic import op

from lms.kernel import db

revision = "placement0004"
down_revision = "placement0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "placement_paper_file",
        sa.Column("record_id", sa.String(length=20), nullable=False),
        sa.Column("learner_id", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learners_learner.id"], name=op.f("fk_placement_paper_file_learner_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["record_id"],
            ["placement_earlier_record.id"],
            name=op.f("fk_placement_paper_file_record_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement_paper_file")),
        sa.UniqueConstraint("record_id", name=op.f("uq_placement_paper_file_record_id")),
    )
    with op.batch_alter_table("placement_paper_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_placement_paper_file_learner_id"), ["learner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_placement_paper_file_provider_id"), ["provider_id"], unique=False)


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("placement_paper_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_placement_paper_file_provider_id"))
        batch_op.drop_index(batch_op.f("ix_placement_paper_file_learner_id"))

    op.drop_table("placement_paper_file")
