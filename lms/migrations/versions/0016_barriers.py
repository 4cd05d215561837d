"""What stands in somebody's way, said by picture, word or voice."""

import sqlalchemy as sa
from alembic import op

from lms.kernel import db

revision = "lms0016"
down_revision = "lms0015"
branch_labels = None
depends_on = None

TABLE = "casework_barrier_report"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        TABLE,
        sa.Column("learner_id", sa.String(length=20), nullable=False),
        sa.Column("barrier", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("sound", sa.LargeBinary(), nullable=True),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.Column("task_id", sa.String(length=20), nullable=True),
        sa.Column("answered_at", db.Instant(timezone=True), nullable=True),
        sa.Column("answered_by", sa.String(), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["learner_id"], ["learners_learner.id"], name=f"fk_{TABLE}_learner_id"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{TABLE}"),
    )
    for column in ("learner_id", "provider_id"):
        op.create_index(f"ix_{TABLE}_{column}", TABLE, [column])


def downgrade() -> None:
    """Take back."""
    op.drop_table(TABLE)
