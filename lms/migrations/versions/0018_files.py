"""One file from the first day to the time after a job: stages, contacts by method, how far somebody gets along alone."""

import sqlalchemy as sa
from alembic import op

from lms.kernel import db

revision = "lms0018"
down_revision = "lms0017"
branch_labels = None
depends_on = None

CONTACT = (
    ("method", sa.String(), ""),
    ("partner", sa.String(), "person"),
    ("who", sa.String(), ""),
    ("reached", sa.Boolean(), sa.true()),
    ("shared", sa.Boolean(), sa.false()),
    ("by", sa.String(), ""),
)
TABLES = ("casework_stage", "casework_situation")


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("casework_check_in", schema=None) as batch_op:
        for name, kind, usual in CONTACT:
            batch_op.add_column(sa.Column(name, kind, server_default=usual, nullable=False))
    op.create_table(
        "casework_stage",
        sa.Column("learner_id", sa.String(length=20), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["learner_id"], ["learners_learner.id"], name="fk_casework_stage_learner_id"),
        sa.PrimaryKeyConstraint("id", name="pk_casework_stage"),
    )
    op.create_table(
        "casework_situation",
        sa.Column("learner_id", sa.String(length=20), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("by_learner", sa.Boolean(), nullable=False),
        sa.Column("steps", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("notes", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["learner_id"], ["learners_learner.id"], name="fk_casework_situation_learner_id"),
        sa.PrimaryKeyConstraint("id", name="pk_casework_situation"),
    )
    for table in TABLES:
        for column in ("learner_id", "provider_id"):
            op.create_index(f"ix_{table}_{column}", table, [column])


def downgrade() -> None:
    """Take back."""
    for table in reversed(TABLES):
        op.drop_table(table)
    with op.batch_alter_table("casework_check_in", schema=None) as batch_op:
        for name, _kind, _usual in reversed(CONTACT):
            batch_op.drop_column(name)
