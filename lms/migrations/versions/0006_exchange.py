"""Exchange."""

import sqlalchemy as sa
from alembic import op

from lms.kernel import db

revision = "lms0006"
down_revision = "lms0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "exchange_feed",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.String(length=20), nullable=False),
        sa.Column("learner_id", sa.String(length=20), nullable=True),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("made_at", db.Instant(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(length=20), nullable=False),
        sa.Column("revoked_at", db.Instant(timezone=True), nullable=True),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["learner_id"], ["learners_learner.id"], name="fk_exchange_feed_learner_id"),
        sa.PrimaryKeyConstraint("id", name="pk_exchange_feed"),
        sa.UniqueConstraint("token_hash", name="uq_exchange_feed_token_hash"),
    )
    for column in ("subject_id", "learner_id", "provider_id"):
        op.create_index(f"ix_exchange_feed_{column}", "exchange_feed", [column])


def downgrade() -> None:
    """Take back."""
    op.drop_table("exchange_feed")
