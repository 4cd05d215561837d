"""Dates of examinations: day, place, fee and the last day to sign up."""

import sqlalchemy as sa
from alembic import op

from lms.kernel import db

revision = "curricula0013"
down_revision = "curricula0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "curricula_sitting",
        sa.Column("centre_id", sa.String(length=20), nullable=False),
        sa.Column("programme", sa.String(), nullable=False),
        sa.Column("examination", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("sign_up_by", sa.Date(), nullable=True),
        sa.Column("fee_cents", sa.Integer(), nullable=True),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint("fee_cents >= 0", name=op.f("ck_curricula_sitting_fee")),
        sa.ForeignKeyConstraint(
            ["centre_id"], ["organisations_centre.id"], name=op.f("fk_curricula_sitting_centre_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_curricula_sitting")),
    )
    with op.batch_alter_table("curricula_sitting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_curricula_sitting_centre_id"), ["centre_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_curricula_sitting_provider_id"), ["provider_id"], unique=False)


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("curricula_sitting", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_curricula_sitting_provider_id"))
        batch_op.drop_index(batch_op.f("ix_curricula_sitting_centre_id"))
    op.drop_table("curricula_sitting")
