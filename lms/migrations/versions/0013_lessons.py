"""Units say their language and skills; answers wait for a teacher's points."""

import sqlalchemy as sa
from alembic import op

from lms.kernel import db

revision = "lms0013"
down_revision = "lms0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("blocks_unit", sa.Column("language", sa.String(), nullable=False, server_default=""))
    op.add_column("blocks_unit", sa.Column("skills", sa.JSON(none_as_null=True), nullable=False, server_default="[]"))
    op.add_column("courses_block_result", sa.Column("waits_since", db.Instant(timezone=True), nullable=True))
    op.create_index("ix_courses_block_result_waits_since", "courses_block_result", ["waits_since"])


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_courses_block_result_waits_since", "courses_block_result")
    with op.batch_alter_table("courses_block_result") as table:
        table.drop_column("waits_since")
    with op.batch_alter_table("blocks_unit") as table:
        table.drop_column("skills")
        table.drop_column("language")
