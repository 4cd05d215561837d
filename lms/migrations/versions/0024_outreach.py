"""People who are in no programme and were met outside."""

import sqlalchemy as sa
from alembic import op

revision = "lms0024"
down_revision = "lms0023"
branch_labels = None
depends_on = None

TABLE = "casework_outreach"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        TABLE,
        sa.Column("centre_id", sa.String(length=20), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("name", "phone", "language", "sex", "met_at")),
        sa.Column("met_on", sa.Date(), nullable=False),
        sa.Column("links", sa.JSON(none_as_null=True), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("note", "outcome", "by")),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("learner_id", sa.String(length=20), nullable=True),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["centre_id"], ["organisations_centre.id"], name=f"fk_{TABLE}_centre_id"),
        sa.ForeignKeyConstraint(["learner_id"], ["learners_learner.id"], name=f"fk_{TABLE}_learner_id"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{TABLE}"),
    )
    for column in ("centre_id", "met_on", "learner_id", "provider_id"):
        op.create_index(f"ix_{TABLE}_{column}", TABLE, [column])


def downgrade() -> None:
    """Take back."""
    op.drop_table(TABLE)
