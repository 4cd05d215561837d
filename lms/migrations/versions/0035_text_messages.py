"""Text messages: whose letter it is, its long form for another way, each try, and who agreed to be written to so."""

import sqlalchemy as sa
from alembic import op

from lms.kernel import db

revision = "lms0035"
down_revision = "lms0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("learners_learner", schema=None) as batch_op:
        batch_op.add_column(sa.Column("texts_agreed_at", db.Instant(timezone=True), nullable=True))
    with op.batch_alter_table("messages_outgoing", schema=None) as batch_op:
        batch_op.add_column(sa.Column("learner_id", db.Id, nullable=True))
        batch_op.add_column(sa.Column("letter", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("after_id", db.Id, nullable=True))
        batch_op.add_column(
            sa.Column("log", sa.JSON(none_as_null=True), server_default=sa.text("'[]'"), nullable=False)
        )
        batch_op.add_column(sa.Column("not_before", db.Instant(timezone=True), nullable=True))
        batch_op.create_index("ix_messages_outgoing_learner_id", ["learner_id"])


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("messages_outgoing", schema=None) as batch_op:
        batch_op.drop_index("ix_messages_outgoing_learner_id")
        for name in ("not_before", "log", "after_id", "letter", "learner_id"):
            batch_op.drop_column(name)
    with op.batch_alter_table("learners_learner", schema=None) as batch_op:
        batch_op.drop_column("texts_agreed_at")
