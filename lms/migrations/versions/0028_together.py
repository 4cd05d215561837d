"""Booked places apart from drop-ins; organisations, services and times of steps; certificates; teams."""

import sqlalchemy as sa
from alembic import op

from lms.kernel import db

revision = "lms0028"
down_revision = "lms0027"
branch_labels = None
depends_on = None

TABLE, PAPERS = "casework_organisation", "casework_credential"
MEMBER, NOTE = "casework_team_member", "casework_team_note"
INDEXES = (
    *((MEMBER, column) for column in ("learner_id", "staff_id", "provider_id")),
    *((NOTE, column) for column in ("learner_id", "provider_id")),
)
TEXTS = ("name", "sector", "contact", "phone", "email", "place", "by")


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("casework_event_place", schema=None) as batch_op:
        batch_op.add_column(sa.Column("booked", sa.Boolean(), server_default=sa.true(), nullable=False))
    op.create_table(
        TABLE,
        sa.Column("services", sa.JSON(none_as_null=True), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in TEXTS),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("id", name=f"pk_{TABLE}"),
        sa.UniqueConstraint("provider_id", "name", name=f"uq_{TABLE}_provider_id_name"),
    )
    op.create_index(f"ix_{TABLE}_provider_id", TABLE, ["provider_id"])
    op.create_table(
        PAPERS,
        sa.Column("person_id", sa.String(length=20), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("kind", "title", "state", "country", "by")),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["learners_person.person_id"], name=f"fk_{PAPERS}_person_id"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{PAPERS}"),
    )
    op.create_index(f"ix_{PAPERS}_person_id", PAPERS, ["person_id"])
    op.create_table(
        MEMBER,
        *(sa.Column(name, sa.String(length=20), nullable=False) for name in ("learner_id", "staff_id")),
        sa.Column("profession", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["learner_id"], ["learners_learner.id"], name=f"fk_{MEMBER}_learner_id"),
        sa.ForeignKeyConstraint(["staff_id"], ["organisations_staff.id"], name=f"fk_{MEMBER}_staff_id"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{MEMBER}"),
        sa.UniqueConstraint("learner_id", "staff_id", name=f"uq_{MEMBER}_learner_id_staff_id"),
    )
    op.create_table(
        NOTE,
        sa.Column("learner_id", sa.String(length=20), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("profession", "text", "by")),
        sa.Column("readers", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["learner_id"], ["learners_learner.id"], name=f"fk_{NOTE}_learner_id"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{NOTE}"),
    )
    for table, column in INDEXES:
        op.create_index(f"ix_{table}_{column}", table, [column])
    with op.batch_alter_table("casework_step", schema=None) as batch_op:
        batch_op.add_column(sa.Column("service", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("organisation_id", sa.String(length=20), server_default="", nullable=False))
        batch_op.add_column(sa.Column("starts", sa.Time(), nullable=True))
        batch_op.add_column(sa.Column("ends", sa.Time(), nullable=True))
        batch_op.add_column(sa.Column("first_on", sa.Date(), nullable=True))


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("casework_step", schema=None) as batch_op:
        for name in ("first_on", "ends", "starts", "organisation_id", "service"):
            batch_op.drop_column(name)
    op.drop_table(NOTE)
    op.drop_table(MEMBER)
    op.drop_table(PAPERS)
    op.drop_table(TABLE)
    with op.batch_alter_table("casework_event_place", schema=None) as batch_op:
        batch_op.drop_column("booked")
