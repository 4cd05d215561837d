"""The nightly review goes on from the night before: lessons kept beside each finding; what a review did and how long it took."""

import sqlalchemy as sa
from alembic import op

revision = "curricula0011"
down_revision = "curricula0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("curricula_finding", schema=None) as batch_op:
        batch_op.add_column(sa.Column("entered_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("expected", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("attended", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("answers", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("lessons", sa.LargeBinary(), nullable=True))
    with op.batch_alter_table("curricula_review_run", schema=None) as batch_op:
        batch_op.add_column(sa.Column("counted", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("seconds", sa.Double(), nullable=True))
    with op.batch_alter_table("curricula_gain_history", schema=None) as batch_op:
        batch_op.add_column(sa.Column("became", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("curricula_gain_history", schema=None) as batch_op:
        batch_op.drop_column("became")
    with op.batch_alter_table("curricula_review_run", schema=None) as batch_op:
        for name in ("seconds", "counted"):
            batch_op.drop_column(name)
    with op.batch_alter_table("curricula_finding", schema=None) as batch_op:
        for name in ("lessons", "answers", "attended", "expected", "entered_on"):
            batch_op.drop_column(name)
