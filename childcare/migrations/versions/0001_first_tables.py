"""First tables of childcare."""

import sqlalchemy as sa
from alembic import op

from lms.kernel import db

revision = "childcare0001"
down_revision = None
branch_labels = ("childcare",)
depends_on = "lms0001"


def upgrade() -> None:
    """Apply."""

    op.create_table(
        "childcare_child_record",
        sa.Column("child_id", sa.String(length=20), nullable=False),
        sa.Column("allergies", sa.String(), nullable=False),
        sa.Column("medicine", sa.String(), nullable=False),
        sa.Column("may_collect", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("picture", sa.String(), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("child_id", name=op.f("pk_childcare_child_record")),
    )
    with op.batch_alter_table("childcare_child_record", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_childcare_child_record_provider_id"), ["provider_id"], unique=False)

    op.create_table(
        "childcare_group",
        sa.Column("centre_id", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("picture", sa.String(), nullable=False),
        sa.Column("from_months", sa.Integer(), nullable=False),
        sa.Column("to_months", sa.Integer(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("square_metres", sa.Integer(), nullable=True),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint("places > 0", name=op.f("ck_childcare_group_places")),
        sa.ForeignKeyConstraint(["centre_id"], ["organisations_centre.id"], name=op.f("fk_childcare_group_centre_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_childcare_group")),
        sa.UniqueConstraint("centre_id", "name", name=op.f("uq_childcare_group_centre_id_name")),
    )
    with op.batch_alter_table("childcare_group", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_childcare_group_centre_id"), ["centre_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_childcare_group_provider_id"), ["provider_id"], unique=False)

    op.create_table(
        "childcare_hours",
        sa.Column("centre_id", sa.String(length=20), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint("starts < ends", name=op.f("ck_childcare_hours_times")),
        sa.ForeignKeyConstraint(["centre_id"], ["organisations_centre.id"], name=op.f("fk_childcare_hours_centre_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_childcare_hours")),
    )
    with op.batch_alter_table("childcare_hours", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_childcare_hours_centre_id"), ["centre_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_childcare_hours_provider_id"), ["provider_id"], unique=False)

    op.create_table(
        "childcare_booking",
        sa.Column("enrolment_id", sa.String(length=20), nullable=False),
        sa.Column("learner_id", sa.String(length=20), nullable=False),
        sa.Column("session_id", sa.String(length=20), nullable=False),
        sa.Column("child_id", sa.String(length=20), nullable=False),
        sa.Column("group_id", sa.String(length=20), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.Column("arrived_at", db.Instant(timezone=True), nullable=True),
        sa.Column("left_at", db.Instant(timezone=True), nullable=True),
        sa.Column("collected_by", sa.String(), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["childcare_group.id"], name=op.f("fk_childcare_booking_group_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_childcare_booking")),
        sa.UniqueConstraint("session_id", "child_id", name=op.f("uq_childcare_booking_session_id_child_id")),
    )
    with op.batch_alter_table("childcare_booking", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_childcare_booking_child_id"), ["child_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_childcare_booking_day"), ["day"], unique=False)
        batch_op.create_index(batch_op.f("ix_childcare_booking_enrolment_id"), ["enrolment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_childcare_booking_learner_id"), ["learner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_childcare_booking_provider_id"), ["provider_id"], unique=False)

    op.create_table(
        "childcare_half_hour",
        sa.Column("group_id", sa.String(length=20), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint("taken >= 0 and taken <= places", name=op.f("ck_childcare_half_hour_places")),
        sa.ForeignKeyConstraint(["group_id"], ["childcare_group.id"], name=op.f("fk_childcare_half_hour_group_id")),
        sa.PrimaryKeyConstraint("group_id", "day", "number", name=op.f("pk_childcare_half_hour")),
    )
    with op.batch_alter_table("childcare_half_hour", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_childcare_half_hour_provider_id"), ["provider_id"], unique=False)


def downgrade() -> None:
    """Take back."""

    with op.batch_alter_table("childcare_half_hour", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_childcare_half_hour_provider_id"))

    op.drop_table("childcare_half_hour")
    with op.batch_alter_table("childcare_booking", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_childcare_booking_provider_id"))
        batch_op.drop_index(batch_op.f("ix_childcare_booking_learner_id"))
        batch_op.drop_index(batch_op.f("ix_childcare_booking_enrolment_id"))
        batch_op.drop_index(batch_op.f("ix_childcare_booking_day"))
        batch_op.drop_index(batch_op.f("ix_childcare_booking_child_id"))

    op.drop_table("childcare_booking")
    with op.batch_alter_table("childcare_hours", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_childcare_hours_provider_id"))
        batch_op.drop_index(batch_op.f("ix_childcare_hours_centre_id"))

    op.drop_table("childcare_hours")
    with op.batch_alter_table("childcare_group", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_childcare_group_provider_id"))
        batch_op.drop_index(batch_op.f("ix_childcare_group_centre_id"))

    op.drop_table("childcare_group")
    with op.batch_alter_table("childcare_child_record", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_childcare_child_record_provider_id"))

    op.drop_table("childcare_child_record")
