"""Where a centre lies, as far as somebody has typed it."""

import sqlalchemy as sa
from alembic import op

revision = "lms0036"
down_revision = "lms0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("organisations_centre", sa.Column("latitude", sa.Double(), nullable=True))
    op.add_column("organisations_centre", sa.Column("longitude", sa.Double(), nullable=True))


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("organisations_centre", schema=None) as batch_op:
        batch_op.drop_column("longitude")
        batch_op.drop_column("latitude")
