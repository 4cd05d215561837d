"""Booked places apart from drop-ins; organisations, services and times of steps; certificates."""

import sqlalchemy as sa
from alembic import op

from lms.kernel import db

revision = "lms0028"
down_revision = "lms0026"
branch_labels = None
depends_on = None

TABLE, PAPERS = "casework_organisation", "casework_credential"
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
    op.drop_table(PAPERS)
    op.drop_table(TABLE)
    with op.batch_alter_table("casework_event_place", schema=None) as batch_op:
        batch_op.drop_column("booked")
