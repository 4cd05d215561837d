"""Referrals: who was sent to which service outside, and what it answered."""

import sqlalchemy as sa
from alembic import op

from lms.kernel import db

revision = "lms0022"
down_revision = "lms0021"
branch_labels = None
depends_on = None

INDEXED = ("centre_id", "learner_id", "provider_id")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "referrals_referral",
        sa.Column("learner_id", sa.String(length=20), nullable=False),
        sa.Column("centre_id", sa.String(length=20), nullable=False),
        sa.Column("staff_id", sa.String(length=20), nullable=True),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("consent", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("said", sa.String(), nullable=False),
        sa.Column("attended_on", sa.Date(), nullable=True),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["centre_id"], ["organisations_centre.id"], name="fk_referrals_referral_centre_id"),
        sa.ForeignKeyConstraint(["learner_id"], ["learners_learner.id"], name="fk_referrals_referral_learner_id"),
        sa.PrimaryKeyConstraint("id", name="pk_referrals_referral"),
        sa.UniqueConstraint("token_hash", name="uq_referrals_referral_token_hash"),
    )
    for name in INDEXED:
        op.create_index(f"ix_referrals_referral_{name}", "referrals_referral", [name])


def downgrade() -> None:
    """Take back."""
    for name in INDEXED:
        op.drop_index(f"ix_referrals_referral_{name}", table_name="referrals_referral")
    op.drop_table("referrals_referral")
