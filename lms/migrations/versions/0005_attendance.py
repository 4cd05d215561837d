"""Attendance."""

import sqlalchemy as sa
from alembic import op

from lms.kernel import db

revision = "lms0005"
down_revision = "lms0004"
branch_labels = None
depends_on = None

OWN = "provider_id"


def _owned(*columns: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(length=20), nullable=False) for name in (*columns, OWN)]


def _key(table: str, *pairs: tuple[str, str]) -> list[sa.ForeignKeyConstraint]:
    return [sa.ForeignKeyConstraint([name], [other], name=op.f(f"fk_{table}_{name}")) for name, other in pairs]


SESSION, LEARNER = ("session_id", "courses_session.id"), ("learner_id", "learners_learner.id")
ENROLMENT, SECTION = ("enrolment_id", "courses_enrolment.id"), ("section_id", "courses_section.id")
INDEXED = {
    "courses_mark_batch": (),
    "courses_substitute": ("staff_id",),
    "courses_self_check": (),
    "courses_attendance_rule": (),
    "courses_alert_step": (),
    "courses_alert": ("learner_id", "section_id"),
}


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("courses_mark", schema=None) as batch_op:
        batch_op.add_column(sa.Column("decided_at", db.Instant(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "courses_mark_batch",
        *_owned("session_id"),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.Column("outcome", sa.JSON(none_as_null=True), nullable=False),
        *_key("courses_mark_batch", SESSION),
        sa.PrimaryKeyConstraint("session_id", "key", name=op.f("pk_courses_mark_batch")),
        sa.UniqueConstraint("session_id", "number", name=op.f("uq_courses_mark_batch_session_id_number")),
    )
    op.create_table(
        "courses_substitute",
        *_owned("id", "session_id", "staff_id"),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        *_key("courses_substitute", SESSION, ("staff_id", "organisations_staff.id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_courses_substitute")),
        sa.UniqueConstraint("session_id", name=op.f("uq_courses_substitute_session_id")),
    )
    op.create_table(
        "courses_self_check",
        *_owned("session_id"),
        sa.Column("secret", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.Column("closed_at", db.Instant(timezone=True), nullable=True),
        *_key("courses_self_check", SESSION),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_courses_self_check")),
    )
    op.create_table(
        "courses_attendance_rule",
        *_owned("id"),
        sa.Column("programme", sa.String(), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("window_weeks", sa.Integer(), nullable=False),
        sa.Column("excused_outside", sa.Boolean(), nullable=False),
        sa.Column("asks_arrival", sa.Boolean(), nullable=False),
        sa.CheckConstraint("percent between 1 and 100", name=op.f("ck_courses_attendance_rule_percent")),
        sa.CheckConstraint("window_weeks between 1 and 104", name=op.f("ck_courses_attendance_rule_window")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_courses_attendance_rule")),
        sa.UniqueConstraint(OWN, "programme", name=op.f("uq_courses_attendance_rule_provider_id_programme")),
    )
    op.create_table(
        "courses_alert_step",
        *_owned("id"),
        sa.Column("after", sa.Integer(), nullable=False),
        sa.Column("deed", sa.String(), nullable=False),
        sa.CheckConstraint("after between 1 and 60", name=op.f("ck_courses_alert_step_after")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_courses_alert_step")),
        sa.UniqueConstraint(OWN, "after", "deed", name=op.f("uq_courses_alert_step_provider_id_after_deed")),
    )
    op.create_table(
        "courses_alert",
        *_owned("id", "enrolment_id", "learner_id", "section_id", "session_id"),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("deed", sa.String(), nullable=False),
        sa.Column("after", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.Column("withdrawn_at", db.Instant(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.String(), nullable=False),
        *_key("courses_alert", ENROLMENT, LEARNER, SECTION, SESSION),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_courses_alert")),
    )
    op.create_index(
        "uq_courses_alert_standing",
        "courses_alert",
        ["enrolment_id", "kind", "session_id", "deed"],
        unique=True,
        sqlite_where=sa.text("withdrawn_at is null"),
        postgresql_where=sa.text("withdrawn_at is null"),
    )
    for table, columns in INDEXED.items():
        for column in (*columns, OWN):
            op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def downgrade() -> None:
    """Take back."""
    for table in reversed(INDEXED):
        op.drop_table(table)
    with op.batch_alter_table("courses_mark", schema=None) as batch_op:
        batch_op.drop_column("version")
        batch_op.drop_column("decided_at")
