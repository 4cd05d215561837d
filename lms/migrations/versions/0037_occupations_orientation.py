"""What somebody works as, as a code that job portals know; orientation; counselling; reception; trainings."""

import sqlalchemy as sa
from alembic import op

from lms.kernel import db

revision = "lms0037"
down_revision = "lms0036"
branch_labels = None
depends_on = None

HEARD = "advice_orientation_heard"
SERIES, CLINICAL = "wellbeing_series", "wellbeing_clinical"
RECEPTION, TRAINING = "casework_reception", "organisations_staff_training"


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
    op.create_table(
        RECEPTION,
        *(_key(name) for name in ("id", "provider_id", "learner_id")),
        sa.Column("points", sa.JSON(none_as_null=True), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("note", "by")),
        sa.Column("begun_on", sa.Date(), nullable=False),
        sa.Column("handed_on", sa.Date(), nullable=True),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["learner_id"], ["learners_learner.id"], name=f"fk_{RECEPTION}_learner_id"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{RECEPTION}"),
        sa.UniqueConstraint("learner_id", name=f"uq_{RECEPTION}_learner_id"),
    )
    op.create_table(
        TRAINING,
        *(_key(name) for name in ("id", "provider_id", "staff_id")),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("topic", "place", "learnt", "by")),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["organisations_staff.id"], name=f"fk_{TRAINING}_staff_id"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{TRAINING}"),
    )
    op.create_index(f"ix_{TRAINING}_staff_id", TRAINING, ["staff_id"])
    for table in (HEARD, SERIES, CLINICAL, RECEPTION, TRAINING):
        op.create_index(f"ix_{table}_provider_id", table, ["provider_id"])


def downgrade() -> None:
    """Take back."""
    for table in (TRAINING, RECEPTION, CLINICAL, SERIES, HEARD):
        op.drop_table(table)
    with op.batch_alter_table("learners_person", schema=None) as batch_op:
        batch_op.drop_column("occupation_code")
