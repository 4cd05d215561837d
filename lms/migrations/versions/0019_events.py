"""Meetings beside the course, and who comes."""

import sqlalchemy as sa
from alembic import op

from lms.kernel import db

revision = "lms0019"
down_revision = "lms0018"
branch_labels = None
depends_on = None

EVENT, PLACE = "casework_event", "casework_event_place"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        EVENT,
        sa.Column("centre_id", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("host_id", sa.String(length=20), nullable=True),
        sa.Column("seats", sa.Integer(), nullable=True),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("newcomers", sa.Integer(), nullable=False),
        sa.Column("series", sa.String(length=20), nullable=False),
        sa.Column("cancelled_at", db.Instant(timezone=True), nullable=True),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint("taken >= 0 and (seats is null or taken <= seats)", name=f"ck_{EVENT}_seats"),
        sa.CheckConstraint("newcomers >= 0", name=f"ck_{EVENT}_newcomers"),
        sa.ForeignKeyConstraint(["centre_id"], ["organisations_centre.id"], name=f"fk_{EVENT}_centre_id"),
        sa.ForeignKeyConstraint(["host_id"], ["organisations_staff.id"], name=f"fk_{EVENT}_host_id"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{EVENT}"),
    )
    op.create_index("ix_casework_event_day", EVENT, ["provider_id", "day"])
    op.create_table(
        PLACE,
        sa.Column("event_id", sa.String(length=20), nullable=False),
        sa.Column("learner_id", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], [f"{EVENT}.id"], name=f"fk_{PLACE}_event_id"),
        sa.ForeignKeyConstraint(["learner_id"], ["learners_learner.id"], name=f"fk_{PLACE}_learner_id"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{PLACE}"),
        sa.UniqueConstraint("event_id", "learner_id", name=f"uq_{PLACE}_event_id_learner_id"),
    )
    for table, columns in ((EVENT, ("centre_id", "provider_id")), (PLACE, ("event_id", "learner_id", "provider_id"))):
        for column in columns:
            op.create_index(f"ix_{table}_{column}", table, [column])


def downgrade() -> None:
    """Take back."""
    op.drop_table(PLACE)
    op.drop_table(EVENT)
