"""First tables of curricula."""

import sqlalchemy as sa
from alembic import op

from lms.kernel import db

revision = "curricula0001"
down_revision = None
branch_labels = ("curricula",)
depends_on = "lms0001"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "curricula_review_run",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.Column("learners", sa.Integer(), nullable=False),
        sa.Column("next_steps", sa.Integer(), nullable=False),
        sa.Column("counts", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_curricula_review_run")),
    )
    with op.batch_alter_table("curricula_review_run", schema=None) as batch_op:
        batch_op.create_index("ix_curricula_review_run_day", ["provider_id", "day"], unique=False)
        batch_op.create_index(batch_op.f("ix_curricula_review_run_provider_id"), ["provider_id"], unique=False)

    op.create_table(
        "curricula_assessment",
        sa.Column("learner_id", sa.String(length=20), nullable=False),
        sa.Column("skill", sa.String(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("standard_error", sa.Double(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("scale", sa.String(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("attended_minutes", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint("attended_minutes >= 0", name=op.f("ck_curricula_assessment_minutes")),
        sa.CheckConstraint("standard_error > 0", name=op.f("ck_curricula_assessment_error")),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learners_learner.id"], name=op.f("fk_curricula_assessment_learner_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_curricula_assessment")),
        sa.UniqueConstraint("learner_id", "skill", "day", name=op.f("uq_curricula_assessment_learner_id_skill_day")),
    )
    with op.batch_alter_table("curricula_assessment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_curricula_assessment_learner_id"), ["learner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_curricula_assessment_provider_id"), ["provider_id"], unique=False)

    op.create_table(
        "curricula_effort",
        sa.Column("learner_id", sa.String(length=20), nullable=False),
        sa.Column("said_by", sa.String(), nullable=False),
        sa.Column("effort", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["learner_id"], ["learners_learner.id"], name=op.f("fk_curricula_effort_learner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_curricula_effort")),
        sa.UniqueConstraint("learner_id", "said_by", "day", name=op.f("uq_curricula_effort_learner_id_said_by_day")),
    )
    with op.batch_alter_table("curricula_effort", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_curricula_effort_learner_id"), ["learner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_curricula_effort_provider_id"), ["provider_id"], unique=False)

    op.create_table(
        "curricula_finding",
        sa.Column("learner_id", sa.String(length=20), nullable=False),
        sa.Column("centre_id", sa.String(length=20), nullable=False),
        sa.Column("section_id", sa.String(length=20), nullable=True),
        sa.Column("teacher_id", sa.String(length=20), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("found_on", sa.Date(), nullable=False),
        sa.Column("review_day", sa.Date(), nullable=False),
        sa.Column("ratio", sa.Double(), nullable=True),
        sa.Column("facts", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("hints", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("actions", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.Column("confirmed_by", sa.String(), nullable=False),
        sa.Column("confirmed_at", db.Instant(timezone=True), nullable=True),
        sa.Column("chosen", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("snoozed_reason", sa.String(), nullable=False),
        sa.Column("snoozed_at", db.Instant(timezone=True), nullable=True),
        sa.Column("closed_at", db.Instant(timezone=True), nullable=True),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["centre_id"], ["organisations_centre.id"], name=op.f("fk_curricula_finding_centre_id")
        ),
        sa.ForeignKeyConstraint(["learner_id"], ["learners_learner.id"], name=op.f("fk_curricula_finding_learner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_curricula_finding")),
        sa.UniqueConstraint("learner_id", "review_day", name=op.f("uq_curricula_finding_learner_id_review_day")),
    )
    with op.batch_alter_table("curricula_finding", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_curricula_finding_learner_id"), ["learner_id"], unique=False)
        batch_op.create_index("ix_curricula_finding_open", ["provider_id", "closed_at", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_curricula_finding_provider_id"), ["provider_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_curricula_finding_section_id"), ["section_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_curricula_finding_teacher_id"), ["teacher_id"], unique=False)


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("curricula_finding", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_curricula_finding_teacher_id"))
        batch_op.drop_index(batch_op.f("ix_curricula_finding_section_id"))
        batch_op.drop_index(batch_op.f("ix_curricula_finding_provider_id"))
        batch_op.drop_index("ix_curricula_finding_open")
        batch_op.drop_index(batch_op.f("ix_curricula_finding_learner_id"))

    op.drop_table("curricula_finding")
    with op.batch_alter_table("curricula_effort", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_curricula_effort_provider_id"))
        batch_op.drop_index(batch_op.f("ix_curricula_effort_learner_id"))

    op.drop_table("curricula_effort")
    with op.batch_alter_table("curricula_assessment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_curricula_assessment_provider_id"))
        batch_op.drop_index(batch_op.f("ix_curricula_assessment_learner_id"))

    op.drop_table("curricula_assessment")
    with op.batch_alter_table("curricula_review_run", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_curricula_review_run_provider_id"))
        batch_op.drop_index("ix_curricula_review_run_day")

    op.drop_table("curricula_review_run")
