"""Numbers that nobody calls; languages that staff speak, and what else brings them close to learners."""

import sqlalchemy as sa
from alembic import op

revision = "lms0029"
down_revision = "lms0028"
branch_labels = None
depends_on = None

LISTS = ("languages", "background")


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("learners_person", schema=None) as batch_op:
        batch_op.add_column(sa.Column("no_calls", sa.Boolean(), server_default=sa.false(), nullable=False))
    for name in LISTS:
        column = sa.Column(name, sa.JSON(none_as_null=True), nullable=False, server_default=sa.text("'[]'"))
        op.add_column("organisations_staff", column)


def downgrade() -> None:
    """Take back."""
    for name in reversed(LISTS):
        op.drop_column("organisations_staff", name)
    with op.batch_alter_table("learners_person", schema=None) as batch_op:
        batch_op.drop_column("no_calls")
