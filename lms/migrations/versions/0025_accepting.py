"""Plans handed to another provider: until when it answers, and what it said."""

import sqlalchemy as sa
from alembic import op

revision = "lms0025"
down_revision = "lms0024"
branch_labels = None
depends_on = None

TEXTS = ("answer", "answered_by", "said")


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("casework_hand_over", schema=None) as batch_op:
        batch_op.add_column(sa.Column("from_staff_id", sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column("to_learner_id", sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column("answer_by", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("answered_on", sa.Date(), nullable=True))
        for name in TEXTS:
            batch_op.add_column(sa.Column(name, sa.String(), server_default="", nullable=False))
        batch_op.create_index("ix_casework_hand_over_to_learner_id", ["to_learner_id"], unique=False)


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("casework_hand_over", schema=None) as batch_op:
        batch_op.drop_index("ix_casework_hand_over_to_learner_id")
        for name in (*reversed(TEXTS), "answered_on", "answer_by", "to_learner_id", "from_staff_id"):
            batch_op.drop_column(name)
