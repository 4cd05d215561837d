"""Sections: series, modes, changes that can be undone, mixed and twin groups; no overlap of a room or a teacher."""

import sqlalchemy as sa
from alembic import op

from lms.kernel import db

revision = "lms0007"
down_revision = "lms0006"
branch_labels = None
depends_on = None

HELD_BY = {"room": "room_id", "teacher": "teacher_id"}


def upgrade() -> None:
    """Apply."""
    _columns()
    _tables()
    _no_overlap()


def _columns() -> None:
    # Every step leaves the SQLite tables where they are: rows of other tables point at them.
    with op.batch_alter_table("organisations_centre") as batch:
        batch.add_column(sa.Column("holiday_region", sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table("organisations_closure") as batch:
        batch.add_column(sa.Column("kind", sa.String(), nullable=False, server_default="own"))
        batch.add_column(sa.Column("active", sa.Boolean(), nullable=False, server_default=sa.true()))
    with op.batch_alter_table("courses_section") as batch:
        batch.add_column(sa.Column("mode", sa.String(), nullable=False, server_default="room"))
        batch.add_column(sa.Column("link", sa.String(), nullable=False, server_default=""))
        batch.add_column(sa.Column("minutes", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("twin_key", sa.String(length=20), nullable=True))
        batch.add_column(sa.Column("entry_weekdays", sa.JSON(none_as_null=True), nullable=False, server_default="[]"))
        batch.add_column(sa.Column("entry_until", sa.Date(), nullable=True))
        batch.add_column(sa.Column("copied_from", sa.String(length=20), nullable=True))
        batch.create_index("ix_courses_section_twin_key", ["twin_key"])
    with op.batch_alter_table("courses_meeting") as batch:
        batch.add_column(sa.Column("every", sa.Integer(), nullable=False, server_default="1"))
        batch.add_column(sa.Column("anchor", sa.Date(), nullable=True))
    with op.batch_alter_table("courses_session") as batch:
        batch.add_column(sa.Column("kind", sa.String(), nullable=False, server_default="planned"))
        batch.add_column(sa.Column("planned_day", sa.Date(), nullable=True))
        batch.add_column(sa.Column("mode", sa.String(), nullable=False, server_default="room"))
        batch.add_column(sa.Column("reason", sa.String(), nullable=False, server_default=""))
        batch.add_column(sa.Column("sequence", sa.Integer(), nullable=False, server_default="0"))
        batch.add_column(sa.Column("changed_at", db.Instant(timezone=True), nullable=True))
        for kind, column in HELD_BY.items():
            batch.drop_index(f"uq_courses_session_{kind}")
            batch.create_index(f"ix_courses_session_{kind}", [column, "starts_at"])
        batch.drop_index("ix_courses_session_teacher_id")


def _tables() -> None:
    op.create_table(
        "courses_change",
        sa.Column("section_id", sa.String(length=20), nullable=False),
        sa.Column("deed", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.Column("before", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("after", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("undone_at", db.Instant(timezone=True), nullable=True),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["section_id"], ["courses_section.id"], name="fk_courses_change_section_id"),
        sa.PrimaryKeyConstraint("id", name="pk_courses_change"),
    )
    op.create_table(
        "courses_subgroup",
        sa.Column("section_id", sa.String(length=20), nullable=False),
        sa.Column("course_id", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["section_id"], ["courses_section.id"], name="fk_courses_subgroup_section_id"),
        sa.ForeignKeyConstraint(["course_id"], ["courses_course.id"], name="fk_courses_subgroup_course_id"),
        sa.PrimaryKeyConstraint("id", name="pk_courses_subgroup"),
        sa.UniqueConstraint("section_id", "name", name="uq_courses_subgroup_section_id_name"),
    )
    op.create_table(
        "courses_subgroup_member",
        sa.Column("section_id", sa.String(length=20), nullable=False),
        sa.Column("learner_id", sa.String(length=20), nullable=False),
        sa.Column("subgroup_id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["section_id"], ["courses_section.id"], name="fk_courses_subgroup_member_section_id"),
        sa.ForeignKeyConstraint(["learner_id"], ["learners_learner.id"], name="fk_courses_subgroup_member_learner_id"),
        sa.ForeignKeyConstraint(
            ["subgroup_id"], ["courses_subgroup.id"], name="fk_courses_subgroup_member_subgroup_id"
        ),
        sa.PrimaryKeyConstraint("section_id", "learner_id", name="pk_courses_subgroup_member"),
    )
    op.create_table(
        "courses_visit",
        sa.Column("session_id", sa.String(length=20), nullable=False),
        sa.Column("enrolment_id", sa.String(length=20), nullable=False),
        sa.Column("learner_id", sa.String(length=20), nullable=False),
        sa.Column("instead_of", sa.String(length=20), nullable=True),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["courses_session.id"], name="fk_courses_visit_session_id"),
        sa.ForeignKeyConstraint(["enrolment_id"], ["courses_enrolment.id"], name="fk_courses_visit_enrolment_id"),
        sa.ForeignKeyConstraint(["learner_id"], ["learners_learner.id"], name="fk_courses_visit_learner_id"),
        sa.ForeignKeyConstraint(["instead_of"], ["courses_session.id"], name="fk_courses_visit_instead_of"),
        sa.PrimaryKeyConstraint("id", name="pk_courses_visit"),
        sa.UniqueConstraint("session_id", "enrolment_id", name="uq_courses_visit_session_id_enrolment_id"),
        sa.UniqueConstraint("instead_of", "enrolment_id", name="uq_courses_visit_instead_of_enrolment_id"),
    )
    for table, columns in NEW_INDEXES.items():
        for column in columns:
            op.create_index(f"ix_{table}_{column}", table, [column])


NEW_INDEXES = {
    "courses_change": ("section_id", "provider_id"),
    "courses_subgroup": ("section_id", "provider_id"),
    "courses_subgroup_member": ("subgroup_id", "provider_id"),
    "courses_visit": ("session_id", "enrolment_id", "learner_id", "provider_id"),
}


def _no_overlap() -> None:
    """A room or a teacher holds one session at a time: the database decides, whoever asks at the same moment."""
    if op.get_bind().dialect.name == "postgresql":
        # A range of one text value: equality for GiST without any extension.
        op.execute('create type courses_key as range (subtype = text, collation = "C")')
        for kind, column in HELD_BY.items():
            op.execute(
                f"alter table courses_session add constraint ex_courses_session_{kind} exclude using gist"
                f" (courses_key({column}, {column}, '[]') with &&, tstzrange(starts_at, ends_at) with &&)"
                f" where (state <> 'cancelled' and {column} is not null)"
            )
        return
    for kind, column in HELD_BY.items():
        for event in ("insert", f"update of {column}, starts_at, ends_at, state"):
            # Sessions end on the day they begin: whatever overlaps began at most a day before.
            op.execute(
                f"create trigger ex_courses_session_{kind}_{event.split()[0]} before {event} on courses_session"  # noqa: S608
                f" when new.state <> 'cancelled' and new.{column} is not null begin"
                f" select raise(abort, 'ex_courses_session_{kind}') where exists (select 1 from courses_session other"
                f" where other.{column} = new.{column} and other.starts_at < new.ends_at"
                " and other.starts_at > datetime(new.starts_at, '-1 day') and other.ends_at > new.starts_at"
                " and other.state <> 'cancelled' and other.id <> new.id); end"
            )


def downgrade() -> None:
    """Take back."""
    postgresql = op.get_bind().dialect.name == "postgresql"
    for kind in HELD_BY:
        if postgresql:
            op.execute(f"alter table courses_session drop constraint ex_courses_session_{kind}")
            continue
        for event in ("insert", "update"):
            op.execute(f"drop trigger ex_courses_session_{kind}_{event}")
    if postgresql:
        op.execute("drop type courses_key")
    for table in ("courses_visit", "courses_subgroup_member", "courses_subgroup", "courses_change"):
        op.drop_table(table)
    with op.batch_alter_table("courses_session") as batch:
        for kind, column in HELD_BY.items():
            batch.drop_index(f"ix_courses_session_{kind}")
            held = sa.text(f"state <> 'cancelled' and {column} is not null")
            batch.create_index(
                f"uq_courses_session_{kind}",
                [column, "starts_at"],
                unique=True,
                sqlite_where=held,
                postgresql_where=held,
            )
        batch.create_index("ix_courses_session_teacher_id", ["teacher_id"])
    op.drop_index("ix_courses_section_twin_key", "courses_section")
    for table, columns in ADDED.items():
        for column in columns:
            op.drop_column(table, column)


ADDED = {
    "courses_session": ("kind", "planned_day", "mode", "reason", "sequence", "changed_at"),
    "courses_meeting": ("every", "anchor"),
    "courses_section": ("mode", "link", "minutes", "twin_key", "entry_weekdays", "entry_until", "copied_from"),
    "organisations_closure": ("kind", "active"),
    "organisations_centre": ("holiday_region",),
}
