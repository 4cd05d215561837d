"""Employers: whose rota they send, what came of it, outlines of modules and comments on them."""

import sqlalchemy as sa
from alembic import op

from lms.kernel import db

revision = "curricula0015"
down_revision = "curricula0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "curricula_module_outline",
        sa.Column("centre_id", sa.String(length=20), nullable=False),
        sa.Column("module_key", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("lines", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["centre_id"], ["organisations_centre.id"], name=op.f("fk_curricula_module_outline_centre_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_curricula_module_outline")),
        sa.UniqueConstraint(
            "centre_id", "module_key", "number", name=op.f("uq_curricula_module_outline_centre_id_module_key_number")
        ),
    )
    with op.batch_alter_table("curricula_module_outline", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_curricula_module_outline_provider_id"), ["provider_id"], unique=False)

    op.create_table(
        "curricula_employment",
        sa.Column("learner_id", sa.String(length=20), nullable=False),
        sa.Column("centre_id", sa.String(length=20), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("known_as", sa.String(), nullable=False),
        sa.Column("called", sa.String(), nullable=False),
        sa.Column("consent", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.Column("ended_at", db.Instant(timezone=True), nullable=True),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["centre_id"], ["organisations_centre.id"], name=op.f("fk_curricula_employment_centre_id")
        ),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learners_learner.id"], name=op.f("fk_curricula_employment_learner_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_curricula_employment")),
    )
    with op.batch_alter_table("curricula_employment", schema=None) as batch_op:
        batch_op.create_index(
            "ix_curricula_employment_called",
            ["centre_id", "organisation", "called"],
            unique=True,
            sqlite_where=sa.text("ended_at is null"),
            postgresql_where=sa.text("ended_at is null"),
        )
        batch_op.create_index(batch_op.f("ix_curricula_employment_learner_id"), ["learner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_curricula_employment_provider_id"), ["provider_id"], unique=False)

    op.create_table(
        "curricula_outline_comment",
        sa.Column("outline_id", sa.String(length=20), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answered_by", sa.String(), nullable=False),
        sa.Column("answered_at", db.Instant(timezone=True), nullable=True),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["outline_id"], ["curricula_module_outline.id"], name=op.f("fk_curricula_outline_comment_outline_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_curricula_outline_comment")),
    )
    with op.batch_alter_table("curricula_outline_comment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_curricula_outline_comment_outline_id"), ["outline_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_curricula_outline_comment_provider_id"), ["provider_id"], unique=False)

    op.create_table(
        "curricula_employer_rota",
        sa.Column("employment_id", sa.String(length=20), nullable=False),
        sa.Column("learner_id", sa.String(length=20), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("shifts", sa.Integer(), nullable=False),
        sa.Column("pattern", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.Column("taken_back_at", db.Instant(timezone=True), nullable=True),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["employment_id"], ["curricula_employment.id"], name=op.f("fk_curricula_employer_rota_employment_id")
        ),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learners_learner.id"], name=op.f("fk_curricula_employer_rota_learner_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_curricula_employer_rota")),
    )
    with op.batch_alter_table("curricula_employer_rota", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_curricula_employer_rota_employment_id"), ["employment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_curricula_employer_rota_learner_id"), ["learner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_curricula_employer_rota_provider_id"), ["provider_id"], unique=False)


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("curricula_employer_rota", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_curricula_employer_rota_provider_id"))
        batch_op.drop_index(batch_op.f("ix_curricula_employer_rota_learner_id"))
        batch_op.drop_index(batch_op.f("ix_curricula_employer_rota_employment_id"))

    op.drop_table("curricula_employer_rota")
    with op.batch_alter_table("curricula_outline_comment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_curricula_outline_comment_provider_id"))
        batch_op.drop_index(batch_op.f("ix_curricula_outline_comment_outline_id"))

    op.drop_table("curricula_outline_comment")
    with op.batch_alter_table("curricula_employment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_curricula_employment_provider_id"))
        batch_op.drop_index(batch_op.f("ix_curricula_employment_learner_id"))
        batch_op.drop_index(
            "ix_curricula_employment_called",
            sqlite_where=sa.text("ended_at is null"),
            postgresql_where=sa.text("ended_at is null"),
        )

    op.drop_table("curricula_employment")
    with op.batch_alter_table("curricula_module_outline", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_curricula_module_outline_provider_id"))

    op.drop_table("curricula_module_outline")
