"""What somebody works as, as a code that job portals know; orientation; talks with the counsellor and who treats."""

import sqlalchemy as sa
from alembic import op

revision = "lms0037"
down_revision = "lms0036"
branch_labels = None
depends_on = None

HEARD = "advice_orientation_heard"
SERIES, CLINICAL = "wellbeing_series", "wellbeing_clinical"


def _key(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=20), nullable=False)


def upgrade() -> None:
    """Apply."""
    op.add_column("learners_person", sa.Column("occupation_code", sa.String(), server_default="", nullable=False))
    op.create_table(
        HEARD,
        *(_key(name) for name in ("id", "provider_id", "learner_id")),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["learner_id"], ["learners_learner.id"], name=f"fk_{HEARD}_learner_id"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{HEARD}"),
        sa.UniqueConstraint("learner_id", "unit", name=f"uq_{HEARD}_learner_id_unit"),
    )
    op.create_table(
        SERIES,
        *(_key(name) for name in ("id", "provider_id", "consent_id")),
        sa.Column("days", sa.JSON(none_as_null=True), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("interpreter", "by")),
        sa.Column("booked_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["consent_id"], ["wellbeing_consent.id"], name=f"fk_{SERIES}_consent_id"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{SERIES}"),
    )
    op.create_table(
        CLINICAL,
        *(_key(name) for name in ("id", "provider_id", "consent_id")),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["consent_id"], ["wellbeing_consent.id"], name=f"fk_{CLINICAL}_consent_id"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{CLINICAL}"),
    )
    for table in (HEARD, SERIES, CLINICAL):
        op.create_index(f"ix_{table}_provider_id", table, ["provider_id"])


def downgrade() -> None:
    """Take back."""
    for table in (CLINICAL, SERIES, HEARD):
        op.drop_table(table)
    with op.batch_alter_table("learners_person", schema=None) as batch_op:
        batch_op.drop_column("occupation_code")
