"""First tables of the host."""

import sqlalchemy as sa
from alembic import op

from lms.kernel import db

revision = "lms0001"
down_revision = None
branch_labels = ("lms",)
depends_on = None


def upgrade() -> None:
    """Apply."""

    op.create_table(
        "accounts_api_token",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("made_at", db.Instant(timezone=True), nullable=False),
        sa.Column("revoked_at", db.Instant(timezone=True), nullable=True),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts_api_token")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_accounts_api_token_token_hash")),
    )
    op.create_table(
        "accounts_audit_entry",
        sa.Column("provider_id", sa.String(length=20), nullable=True),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.Column("user_id", sa.String(length=20), nullable=True),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject_kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.Column("changes", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts_audit_entry")),
    )
    with op.batch_alter_table("accounts_audit_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_accounts_audit_entry_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_accounts_audit_entry_provider_id"), ["provider_id"], unique=False)
        batch_op.create_index("ix_accounts_audit_entry_subject", ["subject_kind", "subject_id"], unique=False)

    op.create_table(
        "accounts_user",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.Column("totp_secret", sa.String(), nullable=True),
        sa.Column("totp_confirmed_at", db.Instant(timezone=True), nullable=True),
        sa.Column("totp_last_step", sa.Integer(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("theme", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_until", db.Instant(timezone=True), nullable=True),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts_user")),
        sa.UniqueConstraint("email", name=op.f("uq_accounts_user_email")),
    )
    op.create_table(
        "exchange_batch",
        sa.Column("centre_id", sa.String(length=20), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("mended", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("left_out", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("uploaded_at", db.Instant(timezone=True), nullable=False),
        sa.Column("uploaded_by", sa.String(), nullable=False),
        sa.Column("imported_at", db.Instant(timezone=True), nullable=True),
        sa.Column("outcome", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange_batch")),
    )
    with op.batch_alter_table("exchange_batch", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exchange_batch_provider_id"), ["provider_id"], unique=False)

    op.create_table(
        "kernel_job",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=True),
        sa.Column("arguments", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("due_at", db.Instant(timezone=True), nullable=False),
        sa.Column("started_at", db.Instant(timezone=True), nullable=True),
        sa.Column("heartbeat_at", db.Instant(timezone=True), nullable=True),
        sa.Column("ended_at", db.Instant(timezone=True), nullable=True),
        sa.Column("progress", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("result", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("trouble", sa.String(), nullable=True),
        sa.Column("stop_wanted", sa.Boolean(), nullable=False),
        sa.Column("unique_key", sa.String(), nullable=True),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kernel_job")),
        sa.UniqueConstraint("unique_key", name=op.f("uq_kernel_job_unique_key")),
    )
    with op.batch_alter_table("kernel_job", schema=None) as batch_op:
        batch_op.create_index("ix_kernel_job_due", ["state", "due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_kernel_job_provider_id"), ["provider_id"], unique=False)

    op.create_table(
        "kernel_submission",
        sa.Column("key", sa.String(length=20), nullable=False),
        sa.Column("location", sa.String(), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_kernel_submission")),
    )
    with op.batch_alter_table("kernel_submission", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_kernel_submission_at"), ["at"], unique=False)

    op.create_table(
        "learners_merge",
        sa.Column("kept_id", sa.String(length=20), nullable=False),
        sa.Column("merged_id", sa.String(length=20), nullable=False),
        sa.Column("before", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.Column("undone_at", db.Instant(timezone=True), nullable=True),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learners_merge")),
    )
    with op.batch_alter_table("learners_merge", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_learners_merge_provider_id"), ["provider_id"], unique=False)

    op.create_table(
        "learners_not_twice",
        sa.Column("first_id", sa.String(length=20), nullable=False),
        sa.Column("second_id", sa.String(length=20), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learners_not_twice")),
        sa.UniqueConstraint("first_id", "second_id", name=op.f("uq_learners_not_twice_first_id_second_id")),
    )
    with op.batch_alter_table("learners_not_twice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_learners_not_twice_provider_id"), ["provider_id"], unique=False)

    op.create_table(
        "learners_person",
        sa.Column("person_id", sa.String(length=20), nullable=False),
        sa.Column("given_name", sa.String(), nullable=False),
        sa.Column("family_name", sa.String(), nullable=False),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column("sex", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("first_language", sa.String(), nullable=False),
        sa.Column("other_languages", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("schooling_years", sa.Integer(), nullable=True),
        sa.Column("literacy", sa.String(), nullable=False),
        sa.Column("script", sa.String(), nullable=False),
        sa.Column("occupation", sa.String(), nullable=False),
        sa.Column("household_id", sa.String(length=20), nullable=True),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_learners_person")),
    )
    with op.batch_alter_table("learners_person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_learners_person_household_id"), ["household_id"], unique=False)

    op.create_table(
        "messages_outgoing",
        sa.Column("provider_id", sa.String(length=20), nullable=True),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.Column("sent_at", db.Instant(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("trouble", sa.String(), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages_outgoing")),
    )
    with op.batch_alter_table("messages_outgoing", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_messages_outgoing_provider_id"), ["provider_id"], unique=False)

    op.create_table(
        "messages_task",
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("staff_id", sa.String(length=20), nullable=True),
        sa.Column("learner_id", sa.String(length=20), nullable=True),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("facts", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("link", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.Column("done_at", db.Instant(timezone=True), nullable=True),
        sa.Column("done_by", sa.String(), nullable=False),
        sa.Column("unique_key", sa.String(), nullable=True),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages_task")),
        sa.UniqueConstraint("unique_key", name=op.f("uq_messages_task_unique_key")),
    )
    with op.batch_alter_table("messages_task", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_messages_task_learner_id"), ["learner_id"], unique=False)
        batch_op.create_index("ix_messages_task_open", ["provider_id", "role", "done_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_messages_task_provider_id"), ["provider_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_messages_task_staff_id"), ["staff_id"], unique=False)

    op.create_table(
        "organisations_centre",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("street", sa.String(), nullable=False),
        sa.Column("transport", sa.String(), nullable=False),
        sa.Column("entrance", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations_centre")),
    )
    with op.batch_alter_table("organisations_centre", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_organisations_centre_provider_id"), ["provider_id"], unique=False)

    op.create_table(
        "organisations_funder",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations_funder")),
    )
    with op.batch_alter_table("organisations_funder", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_organisations_funder_provider_id"), ["provider_id"], unique=False)

    op.create_table(
        "organisations_provider",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("programmes", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations_provider")),
    )
    op.create_table(
        "accounts_membership",
        sa.Column("user_id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("centre_id", sa.String(length=20), nullable=True),
        sa.Column("staff_id", sa.String(length=20), nullable=True),
        sa.Column("learner_id", sa.String(length=20), nullable=True),
        sa.Column("person_id", sa.String(length=20), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["accounts_user.id"], name=op.f("fk_accounts_membership_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts_membership")),
        sa.UniqueConstraint(
            "user_id",
            "provider_id",
            "role",
            "learner_id",
            name=op.f("uq_accounts_membership_user_id_provider_id_role_learner_id"),
        ),
    )
    with op.batch_alter_table("accounts_membership", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_accounts_membership_learner_id"), ["learner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_accounts_membership_provider_id"), ["provider_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_accounts_membership_user_id"), ["user_id"], unique=False)

    op.create_table(
        "accounts_one_use_link",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(length=20), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("expires_at", db.Instant(timezone=True), nullable=False),
        sa.Column("used_at", db.Instant(timezone=True), nullable=True),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["accounts_user.id"], name=op.f("fk_accounts_one_use_link_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts_one_use_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_accounts_one_use_link_token_hash")),
    )
    op.create_table(
        "casework_plan",
        sa.Column("person_id", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("goal", sa.String(), nullable=False),
        sa.Column("facts", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_at", db.Instant(timezone=True), nullable=False),
        sa.Column("staff_agreed_at", db.Instant(timezone=True), nullable=True),
        sa.Column("person_agreed_at", db.Instant(timezone=True), nullable=True),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["learners_person.person_id"], name=op.f("fk_casework_plan_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_casework_plan")),
        sa.UniqueConstraint("person_id", "version", name=op.f("uq_casework_plan_person_id_version")),
    )
    with op.batch_alter_table("casework_plan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_casework_plan_person_id"), ["person_id"], unique=False)

    op.create_table(
        "courses_course",
        sa.Column("centre_id", sa.String(length=20), nullable=False),
        sa.Column("programme", sa.String(), nullable=False),
        sa.Column("module_key", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("track", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("section_min", sa.Integer(), nullable=False),
        sa.Column("section_max", sa.Integer(), nullable=False),
        sa.Column("funder_id", sa.String(length=20), nullable=True),
        sa.Column("qualification", sa.String(), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["centre_id"], ["organisations_centre.id"], name=op.f("fk_courses_course_centre_id")),
        sa.ForeignKeyConstraint(["funder_id"], ["organisations_funder.id"], name=op.f("fk_courses_course_funder_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_courses_course")),
        sa.UniqueConstraint("centre_id", "module_key", name=op.f("uq_courses_course_centre_id_module_key")),
    )
    with op.batch_alter_table("courses_course", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_courses_course_centre_id"), ["centre_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_courses_course_provider_id"), ["provider_id"], unique=False)

    op.create_table(
        "learners_child",
        sa.Column("person_id", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("birth_date", sa.Date(), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["learners_person.person_id"], name=op.f("fk_learners_child_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learners_child")),
    )
    with op.batch_alter_table("learners_child", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_learners_child_person_id"), ["person_id"], unique=False)

    op.create_table(
        "learners_learner",
        sa.Column("person_id", sa.String(length=20), nullable=False),
        sa.Column("centre_id", sa.String(length=20), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("picture", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("consent_at", db.Instant(timezone=True), nullable=True),
        sa.Column("goal", sa.String(), nullable=False),
        sa.Column("interpreter", sa.String(), nullable=False),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("step_free", sa.Boolean(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("track_recommended", sa.String(), nullable=False),
        sa.Column("track", sa.String(), nullable=False),
        sa.Column("track_reason", sa.String(), nullable=False),
        sa.Column("track_by", sa.String(), nullable=False),
        sa.Column("track_at", db.Instant(timezone=True), nullable=True),
        sa.Column("merged_into", sa.String(length=20), nullable=True),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint("until is null or until >= since", name=op.f("ck_learners_learner_dates")),
        sa.ForeignKeyConstraint(["centre_id"], ["organisations_centre.id"], name=op.f("fk_learners_learner_centre_id")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["learners_person.person_id"], name=op.f("fk_learners_learner_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learners_learner")),
        sa.UniqueConstraint("provider_id", "number", name=op.f("uq_learners_learner_provider_id_number")),
    )
    with op.batch_alter_table("learners_learner", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_learners_learner_centre_id"), ["centre_id"], unique=False)
        batch_op.create_index("ix_learners_learner_person", ["person_id", "provider_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_learners_learner_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_learners_learner_provider_id"), ["provider_id"], unique=False)

    op.create_table(
        "organisations_closure",
        sa.Column("centre_id", sa.String(length=20), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["centre_id"], ["organisations_centre.id"], name=op.f("fk_organisations_closure_centre_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations_closure")),
        sa.UniqueConstraint("centre_id", "day", name=op.f("uq_organisations_closure_centre_id_day")),
    )
    with op.batch_alter_table("organisations_closure", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_organisations_closure_centre_id"), ["centre_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_organisations_closure_provider_id"), ["provider_id"], unique=False)

    op.create_table(
        "organisations_room",
        sa.Column("centre_id", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("floor", sa.Integer(), nullable=False),
        sa.Column("step_free", sa.Boolean(), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint("capacity > 0", name=op.f("ck_organisations_room_capacity")),
        sa.ForeignKeyConstraint(
            ["centre_id"], ["organisations_centre.id"], name=op.f("fk_organisations_room_centre_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations_room")),
        sa.UniqueConstraint("centre_id", "name", name=op.f("uq_organisations_room_centre_id_name")),
    )
    with op.batch_alter_table("organisations_room", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_organisations_room_centre_id"), ["centre_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_organisations_room_provider_id"), ["provider_id"], unique=False)

    op.create_table(
        "organisations_staff",
        sa.Column("centre_id", sa.String(length=20), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("picture", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("meetings_a_week", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["centre_id"], ["organisations_centre.id"], name=op.f("fk_organisations_staff_centre_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations_staff")),
    )
    with op.batch_alter_table("organisations_staff", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_organisations_staff_centre_id"), ["centre_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_organisations_staff_provider_id"), ["provider_id"], unique=False)

    op.create_table(
        "organisations_term",
        sa.Column("centre_id", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint("starts_on < ends_on", name=op.f("ck_organisations_term_dates")),
        sa.ForeignKeyConstraint(
            ["centre_id"], ["organisations_centre.id"], name=op.f("fk_organisations_term_centre_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations_term")),
    )
    with op.batch_alter_table("organisations_term", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_organisations_term_centre_id"), ["centre_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_organisations_term_provider_id"), ["provider_id"], unique=False)

    op.create_table(
        "accounts_card",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("membership_id", sa.String(length=20), nullable=False),
        sa.Column("made_at", db.Instant(timezone=True), nullable=False),
        sa.Column("revoked_at", db.Instant(timezone=True), nullable=True),
        sa.Column("used_at", db.Instant(timezone=True), nullable=True),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["accounts_membership.id"], name=op.f("fk_accounts_card_membership_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts_card")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_accounts_card_token_hash")),
    )
    with op.batch_alter_table("accounts_card", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_accounts_card_membership_id"), ["membership_id"], unique=False)

    op.create_table(
        "accounts_sign_in",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("membership_id", sa.String(length=20), nullable=False),
        sa.Column("user_id", sa.String(length=20), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("second_factor", sa.Boolean(), nullable=False),
        sa.Column("started_at", db.Instant(timezone=True), nullable=False),
        sa.Column("seen_at", db.Instant(timezone=True), nullable=False),
        sa.Column("expires_at", db.Instant(timezone=True), nullable=False),
        sa.Column("ended_at", db.Instant(timezone=True), nullable=True),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["accounts_membership.id"], name=op.f("fk_accounts_sign_in_membership_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["accounts_user.id"], name=op.f("fk_accounts_sign_in_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts_sign_in")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_accounts_sign_in_token_hash")),
    )
    with op.batch_alter_table("accounts_sign_in", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_accounts_sign_in_membership_id"), ["membership_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_accounts_sign_in_user_id"), ["user_id"], unique=False)

    op.create_table(
        "casework_assignment",
        sa.Column("learner_id", sa.String(length=20), nullable=False),
        sa.Column("staff_id", sa.String(length=20), nullable=False),
        sa.Column("from_date", sa.Date(), nullable=False),
        sa.Column("to_date", sa.Date(), nullable=True),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learners_learner.id"], name=op.f("fk_casework_assignment_learner_id")
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["organisations_staff.id"], name=op.f("fk_casework_assignment_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_casework_assignment")),
        sa.UniqueConstraint(
            "learner_id", "staff_id", "from_date", name=op.f("uq_casework_assignment_learner_id_staff_id_from_date")
        ),
    )
    with op.batch_alter_table("casework_assignment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_casework_assignment_learner_id"), ["learner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_casework_assignment_provider_id"), ["provider_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_casework_assignment_staff_id"), ["staff_id"], unique=False)

    op.create_table(
        "casework_check_in",
        sa.Column("learner_id", sa.String(length=20), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("held_at", db.Instant(timezone=True), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["learner_id"], ["learners_learner.id"], name=op.f("fk_casework_check_in_learner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_casework_check_in")),
    )
    with op.batch_alter_table("casework_check_in", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_casework_check_in_learner_id"), ["learner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_casework_check_in_provider_id"), ["provider_id"], unique=False)

    op.create_table(
        "casework_step",
        sa.Column("person_id", sa.String(length=20), nullable=False),
        sa.Column("plan_id", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("icon", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["learners_person.person_id"], name=op.f("fk_casework_step_person_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["casework_plan.id"], name=op.f("fk_casework_step_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_casework_step")),
    )
    with op.batch_alter_table("casework_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_casework_step_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_casework_step_plan_id"), ["plan_id"], unique=False)

    op.create_table(
        "courses_section",
        sa.Column("course_id", sa.String(length=20), nullable=False),
        sa.Column("centre_id", sa.String(length=20), nullable=False),
        sa.Column("term_id", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("room_id", sa.String(length=20), nullable=True),
        sa.Column("teacher_id", sa.String(length=20), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint("taken >= 0 and taken <= seats", name=op.f("ck_courses_section_seats")),
        sa.ForeignKeyConstraint(["centre_id"], ["organisations_centre.id"], name=op.f("fk_courses_section_centre_id")),
        sa.ForeignKeyConstraint(["course_id"], ["courses_course.id"], name=op.f("fk_courses_section_course_id")),
        sa.ForeignKeyConstraint(["room_id"], ["organisations_room.id"], name=op.f("fk_courses_section_room_id")),
        sa.ForeignKeyConstraint(["teacher_id"], ["organisations_staff.id"], name=op.f("fk_courses_section_teacher_id")),
        sa.ForeignKeyConstraint(["term_id"], ["organisations_term.id"], name=op.f("fk_courses_section_term_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_courses_section")),
    )
    with op.batch_alter_table("courses_section", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_courses_section_centre_id"), ["centre_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_courses_section_course_id"), ["course_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_courses_section_provider_id"), ["provider_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_courses_section_term_id"), ["term_id"], unique=False)

    op.create_table(
        "learners_availability",
        sa.Column("learner_id", sa.String(length=20), nullable=False),
        sa.Column("shift", sa.String(), nullable=False),
        sa.Column("rotation_anchor", sa.Date(), nullable=True),
        sa.Column("travel_minutes", sa.Integer(), nullable=False),
        sa.Column("rest_hours", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learners_learner.id"], name=op.f("fk_learners_availability_learner_id")
        ),
        sa.PrimaryKeyConstraint("learner_id", name=op.f("pk_learners_availability")),
    )
    with op.batch_alter_table("learners_availability", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_learners_availability_provider_id"), ["provider_id"], unique=False)

    op.create_table(
        "learners_level_record",
        sa.Column("learner_id", sa.String(length=20), nullable=False),
        sa.Column("skill", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("score", sa.Double(), nullable=True),
        sa.Column("standard_error", sa.Double(), nullable=True),
        sa.Column("attended_minutes", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learners_learner.id"], name=op.f("fk_learners_level_record_learner_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learners_level_record")),
    )
    with op.batch_alter_table("learners_level_record", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_learners_level_record_learner_id"), ["learner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_learners_level_record_provider_id"), ["provider_id"], unique=False)

    op.create_table(
        "organisations_qualification",
        sa.Column("staff_id", sa.String(length=20), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("paper", sa.String(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["organisations_staff.id"], name=op.f("fk_organisations_qualification_staff_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations_qualification")),
        sa.UniqueConstraint("staff_id", "subject", name=op.f("uq_organisations_qualification_staff_id_subject")),
    )
    with op.batch_alter_table("organisations_qualification", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_organisations_qualification_provider_id"), ["provider_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_organisations_qualification_staff_id"), ["staff_id"], unique=False)

    op.create_table(
        "organisations_staff_hours",
        sa.Column("staff_id", sa.String(length=20), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint("starts < ends", name=op.f("ck_organisations_staff_hours_times")),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["organisations_staff.id"], name=op.f("fk_organisations_staff_hours_staff_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations_staff_hours")),
    )
    with op.batch_alter_table("organisations_staff_hours", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_organisations_staff_hours_provider_id"), ["provider_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_organisations_staff_hours_staff_id"), ["staff_id"], unique=False)

    op.create_table(
        "courses_completion",
        sa.Column("learner_id", sa.String(length=20), nullable=False),
        sa.Column("module_key", sa.String(), nullable=False),
        sa.Column("section_id", sa.String(length=20), nullable=True),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["learner_id"], ["learners_learner.id"], name=op.f("fk_courses_completion_learner_id")),
        sa.ForeignKeyConstraint(["section_id"], ["courses_section.id"], name=op.f("fk_courses_completion_section_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_courses_completion")),
        sa.UniqueConstraint(
            "learner_id", "module_key", "on_day", name=op.f("uq_courses_completion_learner_id_module_key_on_day")
        ),
    )
    with op.batch_alter_table("courses_completion", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_courses_completion_learner_id"), ["learner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_courses_completion_provider_id"), ["provider_id"], unique=False)

    op.create_table(
        "courses_enrolment",
        sa.Column("section_id", sa.String(length=20), nullable=False),
        sa.Column("learner_id", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("from_date", sa.Date(), nullable=False),
        sa.Column("to_date", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["learner_id"], ["learners_learner.id"], name=op.f("fk_courses_enrolment_learner_id")),
        sa.ForeignKeyConstraint(["section_id"], ["courses_section.id"], name=op.f("fk_courses_enrolment_section_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_courses_enrolment")),
    )
    with op.batch_alter_table("courses_enrolment", schema=None) as batch_op:
        batch_op.create_index("ix_courses_enrolment_learner", ["learner_id", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_courses_enrolment_provider_id"), ["provider_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_courses_enrolment_section_id"), ["section_id"], unique=False)
        batch_op.create_index(
            "uq_courses_enrolment_seat",
            ["section_id", "learner_id"],
            unique=True,
            sqlite_where=sa.text("state in ('offered', 'enrolled', 'paused')"),
            postgresql_where=sa.text("state in ('offered', 'enrolled', 'paused')"),
        )

    op.create_table(
        "courses_meeting",
        sa.Column("section_id", sa.String(length=20), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint("starts < ends", name=op.f("ck_courses_meeting_times")),
        sa.ForeignKeyConstraint(["section_id"], ["courses_section.id"], name=op.f("fk_courses_meeting_section_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_courses_meeting")),
    )
    with op.batch_alter_table("courses_meeting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_courses_meeting_provider_id"), ["provider_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_courses_meeting_section_id"), ["section_id"], unique=False)

    op.create_table(
        "courses_session",
        sa.Column("section_id", sa.String(length=20), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.Column("starts_at", db.Instant(timezone=True), nullable=False),
        sa.Column("ends_at", db.Instant(timezone=True), nullable=False),
        sa.Column("room_id", sa.String(length=20), nullable=True),
        sa.Column("teacher_id", sa.String(length=20), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("marked_at", db.Instant(timezone=True), nullable=True),
        sa.Column("marked_by", sa.String(), nullable=True),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["room_id"], ["organisations_room.id"], name=op.f("fk_courses_session_room_id")),
        sa.ForeignKeyConstraint(["section_id"], ["courses_section.id"], name=op.f("fk_courses_session_section_id")),
        sa.ForeignKeyConstraint(["teacher_id"], ["organisations_staff.id"], name=op.f("fk_courses_session_teacher_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_courses_session")),
        sa.UniqueConstraint("section_id", "starts_at", name=op.f("uq_courses_session_section_id_starts_at")),
    )
    with op.batch_alter_table("courses_session", schema=None) as batch_op:
        batch_op.create_index("ix_courses_session_day", ["provider_id", "day"], unique=False)
        batch_op.create_index(batch_op.f("ix_courses_session_provider_id"), ["provider_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_courses_session_section_id"), ["section_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_courses_session_teacher_id"), ["teacher_id"], unique=False)
        batch_op.create_index(
            "uq_courses_session_room",
            ["room_id", "starts_at"],
            unique=True,
            sqlite_where=sa.text("state <> 'cancelled' and room_id is not null"),
            postgresql_where=sa.text("state <> 'cancelled' and room_id is not null"),
        )
        batch_op.create_index(
            "uq_courses_session_teacher",
            ["teacher_id", "starts_at"],
            unique=True,
            sqlite_where=sa.text("state <> 'cancelled' and teacher_id is not null"),
            postgresql_where=sa.text("state <> 'cancelled' and teacher_id is not null"),
        )

    op.create_table(
        "courses_apology",
        sa.Column("session_id", sa.String(length=20), nullable=False),
        sa.Column("learner_id", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["learner_id"], ["learners_learner.id"], name=op.f("fk_courses_apology_learner_id")),
        sa.ForeignKeyConstraint(["session_id"], ["courses_session.id"], name=op.f("fk_courses_apology_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_courses_apology")),
        sa.UniqueConstraint("session_id", "learner_id", name=op.f("uq_courses_apology_session_id_learner_id")),
    )
    with op.batch_alter_table("courses_apology", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_courses_apology_learner_id"), ["learner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_courses_apology_provider_id"), ["provider_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_courses_apology_session_id"), ["session_id"], unique=False)

    op.create_table(
        "courses_ledger_entry",
        sa.Column("session_id", sa.String(length=20), nullable=False),
        sa.Column("learner_id", sa.String(length=20), nullable=False),
        sa.Column("funder_id", sa.String(length=20), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("unit_minutes", sa.Integer(), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["funder_id"], ["organisations_funder.id"], name=op.f("fk_courses_ledger_entry_funder_id")
        ),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learners_learner.id"], name=op.f("fk_courses_ledger_entry_learner_id")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["courses_session.id"], name=op.f("fk_courses_ledger_entry_session_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_courses_ledger_entry")),
        sa.UniqueConstraint(
            "session_id", "learner_id", "version", name=op.f("uq_courses_ledger_entry_session_id_learner_id_version")
        ),
    )
    with op.batch_alter_table("courses_ledger_entry", schema=None) as batch_op:
        batch_op.create_index("ix_courses_ledger_entry_funder", ["funder_id", "day"], unique=False)
        batch_op.create_index(batch_op.f("ix_courses_ledger_entry_learner_id"), ["learner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_courses_ledger_entry_provider_id"), ["provider_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_courses_ledger_entry_session_id"), ["session_id"], unique=False)

    op.create_table(
        "courses_mark",
        sa.Column("session_id", sa.String(length=20), nullable=False),
        sa.Column("enrolment_id", sa.String(length=20), nullable=False),
        sa.Column("learner_id", sa.String(length=20), nullable=False),
        sa.Column("attendance", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("arrived", sa.Time(), nullable=True),
        sa.Column("left", sa.Time(), nullable=True),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint("minutes >= 0", name=op.f("ck_courses_mark_minutes")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["courses_enrolment.id"], name=op.f("fk_courses_mark_enrolment_id")),
        sa.ForeignKeyConstraint(["learner_id"], ["learners_learner.id"], name=op.f("fk_courses_mark_learner_id")),
        sa.ForeignKeyConstraint(["session_id"], ["courses_session.id"], name=op.f("fk_courses_mark_session_id")),
        sa.PrimaryKeyConstraint("session_id", "enrolment_id", name=op.f("pk_courses_mark")),
    )
    with op.batch_alter_table("courses_mark", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_courses_mark_learner_id"), ["learner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_courses_mark_provider_id"), ["provider_id"], unique=False)


def downgrade() -> None:
    """Take back."""

    with op.batch_alter_table("courses_mark", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_courses_mark_provider_id"))
        batch_op.drop_index(batch_op.f("ix_courses_mark_learner_id"))

    op.drop_table("courses_mark")
    with op.batch_alter_table("courses_ledger_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_courses_ledger_entry_session_id"))
        batch_op.drop_index(batch_op.f("ix_courses_ledger_entry_provider_id"))
        batch_op.drop_index(batch_op.f("ix_courses_ledger_entry_learner_id"))
        batch_op.drop_index("ix_courses_ledger_entry_funder")

    op.drop_table("courses_ledger_entry")
    with op.batch_alter_table("courses_apology", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_courses_apology_session_id"))
        batch_op.drop_index(batch_op.f("ix_courses_apology_provider_id"))
        batch_op.drop_index(batch_op.f("ix_courses_apology_learner_id"))

    op.drop_table("courses_apology")
    with op.batch_alter_table("courses_session", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_courses_session_teacher",
            sqlite_where=sa.text("state <> 'cancelled' and teacher_id is not null"),
            postgresql_where=sa.text("state <> 'cancelled' and teacher_id is not null"),
        )
        batch_op.drop_index(
            "uq_courses_session_room",
            sqlite_where=sa.text("state <> 'cancelled' and room_id is not null"),
            postgresql_where=sa.text("state <> 'cancelled' and room_id is not null"),
        )
        batch_op.drop_index(batch_op.f("ix_courses_session_teacher_id"))
        batch_op.drop_index(batch_op.f("ix_courses_session_section_id"))
        batch_op.drop_index(batch_op.f("ix_courses_session_provider_id"))
        batch_op.drop_index("ix_courses_session_day")

    op.drop_table("courses_session")
    with op.batch_alter_table("courses_meeting", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_courses_meeting_section_id"))
        batch_op.drop_index(batch_op.f("ix_courses_meeting_provider_id"))

    op.drop_table("courses_meeting")
    with op.batch_alter_table("courses_enrolment", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_courses_enrolment_seat",
            sqlite_where=sa.text("state in ('offered', 'enrolled', 'paused')"),
            postgresql_where=sa.text("state in ('offered', 'enrolled', 'paused')"),
        )
        batch_op.drop_index(batch_op.f("ix_courses_enrolment_section_id"))
        batch_op.drop_index(batch_op.f("ix_courses_enrolment_provider_id"))
        batch_op.drop_index("ix_courses_enrolment_learner")

    op.drop_table("courses_enrolment")
    with op.batch_alter_table("courses_completion", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_courses_completion_provider_id"))
        batch_op.drop_index(batch_op.f("ix_courses_completion_learner_id"))

    op.drop_table("courses_completion")
    with op.batch_alter_table("organisations_staff_hours", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organisations_staff_hours_staff_id"))
        batch_op.drop_index(batch_op.f("ix_organisations_staff_hours_provider_id"))

    op.drop_table("organisations_staff_hours")
    with op.batch_alter_table("organisations_qualification", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organisations_qualification_staff_id"))
        batch_op.drop_index(batch_op.f("ix_organisations_qualification_provider_id"))

    op.drop_table("organisations_qualification")
    with op.batch_alter_table("learners_level_record", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_learners_level_record_provider_id"))
        batch_op.drop_index(batch_op.f("ix_learners_level_record_learner_id"))

    op.drop_table("learners_level_record")
    with op.batch_alter_table("learners_availability", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_learners_availability_provider_id"))

    op.drop_table("learners_availability")
    with op.batch_alter_table("courses_section", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_courses_section_term_id"))
        batch_op.drop_index(batch_op.f("ix_courses_section_provider_id"))
        batch_op.drop_index(batch_op.f("ix_courses_section_course_id"))
        batch_op.drop_index(batch_op.f("ix_courses_section_centre_id"))

    op.drop_table("courses_section")
    with op.batch_alter_table("casework_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_casework_step_plan_id"))
        batch_op.drop_index(batch_op.f("ix_casework_step_person_id"))

    op.drop_table("casework_step")
    with op.batch_alter_table("casework_check_in", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_casework_check_in_provider_id"))
        batch_op.drop_index(batch_op.f("ix_casework_check_in_learner_id"))

    op.drop_table("casework_check_in")
    with op.batch_alter_table("casework_assignment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_casework_assignment_staff_id"))
        batch_op.drop_index(batch_op.f("ix_casework_assignment_provider_id"))
        batch_op.drop_index(batch_op.f("ix_casework_assignment_learner_id"))

    op.drop_table("casework_assignment")
    with op.batch_alter_table("accounts_sign_in", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_accounts_sign_in_user_id"))
        batch_op.drop_index(batch_op.f("ix_accounts_sign_in_membership_id"))

    op.drop_table("accounts_sign_in")
    with op.batch_alter_table("accounts_card", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_accounts_card_membership_id"))

    op.drop_table("accounts_card")
    with op.batch_alter_table("organisations_term", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organisations_term_provider_id"))
        batch_op.drop_index(batch_op.f("ix_organisations_term_centre_id"))

    op.drop_table("organisations_term")
    with op.batch_alter_table("organisations_staff", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organisations_staff_provider_id"))
        batch_op.drop_index(batch_op.f("ix_organisations_staff_centre_id"))

    op.drop_table("organisations_staff")
    with op.batch_alter_table("organisations_room", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organisations_room_provider_id"))
        batch_op.drop_index(batch_op.f("ix_organisations_room_centre_id"))

    op.drop_table("organisations_room")
    with op.batch_alter_table("organisations_closure", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organisations_closure_provider_id"))
        batch_op.drop_index(batch_op.f("ix_organisations_closure_centre_id"))

    op.drop_table("organisations_closure")
    with op.batch_alter_table("learners_learner", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_learners_learner_provider_id"))
        batch_op.drop_index(batch_op.f("ix_learners_learner_person_id"))
        batch_op.drop_index("ix_learners_learner_person")
        batch_op.drop_index(batch_op.f("ix_learners_learner_centre_id"))

    op.drop_table("learners_learner")
    with op.batch_alter_table("learners_child", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_learners_child_person_id"))

    op.drop_table("learners_child")
    with op.batch_alter_table("courses_course", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_courses_course_provider_id"))
        batch_op.drop_index(batch_op.f("ix_courses_course_centre_id"))

    op.drop_table("courses_course")
    with op.batch_alter_table("casework_plan", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_casework_plan_person_id"))

    op.drop_table("casework_plan")
    op.drop_table("accounts_one_use_link")
    with op.batch_alter_table("accounts_membership", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_accounts_membership_user_id"))
        batch_op.drop_index(batch_op.f("ix_accounts_membership_provider_id"))
        batch_op.drop_index(batch_op.f("ix_accounts_membership_learner_id"))

    op.drop_table("accounts_membership")
    op.drop_table("organisations_provider")
    with op.batch_alter_table("organisations_funder", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organisations_funder_provider_id"))

    op.drop_table("organisations_funder")
    with op.batch_alter_table("organisations_centre", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organisations_centre_provider_id"))

    op.drop_table("organisations_centre")
    with op.batch_alter_table("messages_task", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_messages_task_staff_id"))
        batch_op.drop_index(batch_op.f("ix_messages_task_provider_id"))
        batch_op.drop_index("ix_messages_task_open")
        batch_op.drop_index(batch_op.f("ix_messages_task_learner_id"))

    op.drop_table("messages_task")
    with op.batch_alter_table("messages_outgoing", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_messages_outgoing_provider_id"))

    op.drop_table("messages_outgoing")
    with op.batch_alter_table("learners_person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_learners_person_household_id"))

    op.drop_table("learners_person")
    with op.batch_alter_table("learners_not_twice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_learners_not_twice_provider_id"))

    op.drop_table("learners_not_twice")
    with op.batch_alter_table("learners_merge", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_learners_merge_provider_id"))

    op.drop_table("learners_merge")
    with op.batch_alter_table("kernel_submission", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_kernel_submission_at"))

    op.drop_table("kernel_submission")
    with op.batch_alter_table("kernel_job", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_kernel_job_provider_id"))
        batch_op.drop_index("ix_kernel_job_due")

    op.drop_table("kernel_job")
    with op.batch_alter_table("exchange_batch", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exchange_batch_provider_id"))

    op.drop_table("exchange_batch")
    op.drop_table("accounts_user")
    with op.batch_alter_table("accounts_audit_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_accounts_audit_entry_subject")
        batch_op.drop_index(batch_op.f("ix_accounts_audit_entry_provider_id"))
        batch_op.drop_index(batch_op.f("ix_accounts_audit_entry_at"))

    op.drop_table("accounts_audit_entry")
    op.drop_table("accounts_api_token")
