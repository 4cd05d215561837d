"""What somebody works as, as a code that job portals know."""

import sqlalchemy as sa
from alembic import op

revision = "lms0037"
down_revision = "lms0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("learners_person", sa.Column("occupation_code", sa.String(), server_default="", nullable=False))


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("learners_person", schema=None) as batch_op:
        batch_op.drop_column("occupation_code")
