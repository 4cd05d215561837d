"""Cases of recognition."""

import sqlalchemy as sa
from alembic import op

from lms.kernel import db

revision = "curricula0008"
down_revision = "curricula0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "curricula_recognition_case",
        sa.Column("learner_id", sa.String(length=20), nullable=False),
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("profession", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("still_asked", sa.String(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("done", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("there", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("advice", sa.String(), nullable=False),
        sa.Column("notes", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learners_learner.id"], name=op.f("fk_curricula_recognition_case_learner_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_curricula_recognition_case")),
    )
    with op.batch_alter_table("curricula_recognition_case", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_curricula_recognition_case_learner_id"), ["learner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_curricula_recognition_case_provider_id"), ["provider_id"], unique=False)


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("curricula_recognition_case", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_curricula_recognition_case_provider_id"))
        batch_op.drop_index(batch_op.f("ix_curricula_recognition_case_learner_id"))

    op.drop_table("curricula_recognition_case")
