"""What a timetable is asked for, and what goes wrong in its weeks."""

import sqlalchemy as sa
from alembic import op

from lms.kernel import db

revision = "scheduling0003"
down_revision = "scheduling0002"
branch_labels = None
depends_on = None

INDEXES = {
    "scheduling_setting": ("provider_id",),
    "scheduling_room_fact": ("provider_id",),
    "scheduling_course_fact": ("provider_id",),
    "scheduling_way": ("provider_id",),
    "scheduling_room_use": ("provider_id", "room_id"),
    "scheduling_trouble": ("provider_id", "centre_id", "staff_id", "room_id", "learner_id"),
    "scheduling_remedy": ("provider_id", "trouble_id", "session_id"),
}


def upgrade() -> None:
    """Apply."""
    _what_is_asked()
    _what_goes_wrong()
    for table, columns in INDEXES.items():
        with op.batch_alter_table(table, schema=None) as batch_op:
            for column in columns:
                batch_op.create_index(batch_op.f(f"ix_{table}_{column}"), [column], unique=False)


def _what_is_asked() -> None:
    op.create_table(
        "scheduling_setting",
        sa.Column("centre_id", sa.String(length=20), nullable=False),
        sa.Column("weights", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("soft", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("least_share", sa.Integer(), nullable=False),
        sa.Column("alone_under", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("changed_at", db.Instant(timezone=True), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("centre_id", name=op.f("pk_scheduling_setting")),
    )
    op.create_table(
        "scheduling_room_fact",
        sa.Column("room_id", sa.String(length=20), nullable=False),
        sa.Column("site", sa.String(), nullable=False),
        sa.Column("equipment", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("room_id", name=op.f("pk_scheduling_room_fact")),
    )
    op.create_table(
        "scheduling_course_fact",
        sa.Column("course_id", sa.String(length=20), nullable=False),
        sa.Column("equipment", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("twins", sa.Boolean(), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("course_id", name=op.f("pk_scheduling_course_fact")),
    )
    op.create_table(
        "scheduling_way",
        sa.Column("one", sa.String(), nullable=False),
        sa.Column("other", sa.String(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_scheduling_way_minutes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scheduling_way")),
        sa.UniqueConstraint("provider_id", "one", "other", name=op.f("uq_scheduling_way_provider_id_one_other")),
    )
    op.create_table(
        "scheduling_room_use",
        sa.Column("room_id", sa.String(length=20), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=True),
        sa.Column("last_on", sa.Date(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint("ends > starts", name=op.f("ck_scheduling_room_use_times")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scheduling_room_use")),
    )


def _what_goes_wrong() -> None:
    op.create_table(
        "scheduling_trouble",
        sa.Column("centre_id", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("staff_id", sa.String(length=20), nullable=True),
        sa.Column("room_id", sa.String(length=20), nullable=True),
        sa.Column("learner_id", sa.String(length=20), nullable=True),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("said_by", sa.String(), nullable=False),
        sa.Column("said_at", db.Instant(timezone=True), nullable=False),
        sa.Column("closed_at", db.Instant(timezone=True), nullable=True),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scheduling_trouble")),
    )
    op.create_table(
        "scheduling_remedy",
        sa.Column("trouble_id", sa.String(length=20), nullable=False),
        sa.Column("session_id", sa.String(length=20), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("facts", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("changes", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.Column("undone_at", db.Instant(timezone=True), nullable=True),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["trouble_id"],
            ["scheduling_trouble.id"],
            name=op.f("fk_scheduling_remedy_trouble_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scheduling_remedy")),
    )


def downgrade() -> None:
    """Undo."""
    for table, columns in reversed(INDEXES.items()):
        with op.batch_alter_table(table, schema=None) as batch_op:
            for column in columns:
                batch_op.drop_index(batch_op.f(f"ix_{table}_{column}"))
        op.drop_table(table)
