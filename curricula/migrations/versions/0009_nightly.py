"""The nightly review: what each finding rests on and when time alone may change it; how much a review looked at."""

import sqlalchemy as sa
from alembic import op

from lms.kernel import db

revision = "curricula0009"
down_revision = "curricula0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("curricula_finding", schema=None) as batch_op:
        batch_op.add_column(sa.Column("digest", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("look_again_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("asked_at", db.Instant(timezone=True), nullable=True))
    with op.batch_alter_table("curricula_review_run", schema=None) as batch_op:
        batch_op.add_column(sa.Column("whole", sa.Boolean(), server_default=sa.true(), nullable=False))
        batch_op.add_column(sa.Column("looked", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("basis", sa.String(), server_default="", nullable=False))


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("curricula_review_run", schema=None) as batch_op:
        for name in ("basis", "looked", "whole"):
            batch_op.drop_column(name)
    with op.batch_alter_table("curricula_finding", schema=None) as batch_op:
        for name in ("asked_at", "look_again_on", "digest"):
            batch_op.drop_column(name)
