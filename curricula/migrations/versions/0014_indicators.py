"""Signs of success by day, what a course costs, wishes for a working life, and CVs."""

import sqlalchemy as sa
from alembic import op

from lms.kernel import db

revision = "curricula0014"
down_revision = "curricula0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "curricula_indicator",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("holds_from", sa.Date(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("measure", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("target", sa.Integer(), nullable=True),
        sa.Column("counted", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_curricula_indicator")),
        sa.UniqueConstraint(
            "provider_id", "key", "holds_from", name=op.f("uq_curricula_indicator_provider_id_key_holds_from")
        ),
    )
    with op.batch_alter_table("curricula_indicator", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_curricula_indicator_provider_id"), ["provider_id"], unique=False)

    op.create_table(
        "curricula_course_facts",
        sa.Column("course_id", sa.String(length=20), nullable=False),
        sa.Column("price_cents", sa.Integer(), nullable=True),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("oral_percent", sa.Integer(), nullable=True),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint("price_cents >= 0", name=op.f("ck_curricula_course_facts_price")),
        sa.CheckConstraint("oral_percent >= 0 and oral_percent <= 100", name=op.f("ck_curricula_course_facts_oral")),
        sa.ForeignKeyConstraint(["course_id"], ["courses_course.id"], name=op.f("fk_curricula_course_facts_course_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_curricula_course_facts")),
        sa.UniqueConstraint("course_id", name=op.f("uq_curricula_course_facts_course_id")),
    )
    with op.batch_alter_table("curricula_course_facts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_curricula_course_facts_provider_id"), ["provider_id"], unique=False)

    op.create_table(
        "curricula_wish",
        sa.Column("learner_id", sa.String(length=20), nullable=False),
        sa.Column("wish", sa.String(), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["learner_id"], ["learners_learner.id"], name=op.f("fk_curricula_wish_learner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_curricula_wish")),
        sa.UniqueConstraint("learner_id", "wish", name=op.f("uq_curricula_wish_learner_id_wish")),
    )
    with op.batch_alter_table("curricula_wish", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_curricula_wish_provider_id"), ["provider_id"], unique=False)

    op.create_table(
        "curricula_cv",
        sa.Column("learner_id", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("sections", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["learner_id"], ["learners_learner.id"], name=op.f("fk_curricula_cv_learner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_curricula_cv")),
        sa.UniqueConstraint("learner_id", "language", name=op.f("uq_curricula_cv_learner_id_language")),
    )
    with op.batch_alter_table("curricula_cv", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_curricula_cv_provider_id"), ["provider_id"], unique=False)


def downgrade() -> None:
    """Take back."""
    for name in ("curricula_cv", "curricula_wish"):
        with op.batch_alter_table(name, schema=None) as batch_op:
            batch_op.drop_index(batch_op.f(f"ix_{name}_provider_id"))
        op.drop_table(name)
    with op.batch_alter_table("curricula_course_facts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_curricula_course_facts_provider_id"))
    op.drop_table("curricula_course_facts")
    with op.batch_alter_table("curricula_indicator", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_curricula_indicator_provider_id"))
    op.drop_table("curricula_indicator")
