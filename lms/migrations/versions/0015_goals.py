"""How far a goal is after each evidence that somebody put to it."""

import sqlalchemy as sa
from alembic import op

revision = "lms0015"
down_revision = "lms0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("casework_proof", schema=None) as batch_op:
        batch_op.add_column(sa.Column("stage", sa.String(), server_default="", nullable=False))


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("casework_proof", schema=None) as batch_op:
        batch_op.drop_column("stage")
