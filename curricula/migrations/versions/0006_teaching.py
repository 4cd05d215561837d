"""How courses for work are taught."""

import sqlalchemy as sa
from alembic import op

from lms.kernel import db

revision = "curricula0006"
down_revision = "curricula0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "curricula_course_teaching",
        sa.Column("course_id", sa.String(length=20), nullable=False),
        sa.Column("minutes", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("expert", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"], ["courses_course.id"], name=op.f("fk_curricula_course_teaching_course_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_curricula_course_teaching")),
        sa.UniqueConstraint("course_id", name=op.f("uq_curricula_course_teaching_course_id")),
    )
    with op.batch_alter_table("curricula_course_teaching", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_curricula_course_teaching_provider_id"), ["provider_id"], unique=False)


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("curricula_course_teaching", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_curricula_course_teaching_provider_id"))

    op.drop_table("curricula_course_teaching")
