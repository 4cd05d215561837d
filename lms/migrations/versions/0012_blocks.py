"""Blocks: definitions, usages, units and the state of each learner in them; results of blocks among the courses."""

import sqlalchemy as sa
from alembic import op

from lms.kernel import db

revision = "lms0012"
down_revision = "lms0011"
branch_labels = None
depends_on = None

TABLES = (
    "blocks_unit",
    "blocks_definition",
    "blocks_usage",
    "blocks_field_data",
    "blocks_kind",
    "courses_block_result",
)


def upgrade() -> None:
    """Apply."""
    _content()
    _state()
    for table in TABLES:
        op.create_index(f"ix_{table}_provider_id", table, ["provider_id"])


def _content() -> None:
    op.create_table(
        "blocks_unit",
        sa.Column("section_id", sa.String(length=20), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=True),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["section_id"], ["courses_section.id"], name="fk_blocks_unit_section_id"),
        sa.PrimaryKeyConstraint("id", name="pk_blocks_unit"),
    )
    op.create_index("ix_blocks_unit_section_id", "blocks_unit", ["section_id"])
    op.create_table(
        "blocks_definition",
        sa.Column("block_type", sa.String(), nullable=False),
        sa.Column("made_at", db.Instant(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_blocks_definition"),
    )
    op.create_table(
        "blocks_usage",
        sa.Column("definition_id", sa.String(length=20), nullable=False),
        sa.Column("unit_id", sa.String(length=20), nullable=True),
        sa.Column("parent_id", sa.String(length=20), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["definition_id"], ["blocks_definition.id"], name="fk_blocks_usage_definition_id"),
        sa.ForeignKeyConstraint(["unit_id"], ["blocks_unit.id"], name="fk_blocks_usage_unit_id"),
        sa.ForeignKeyConstraint(["parent_id"], ["blocks_usage.id"], name="fk_blocks_usage_parent_id"),
        sa.PrimaryKeyConstraint("id", name="pk_blocks_usage"),
    )
    for column in ("definition_id", "unit_id", "parent_id"):
        op.create_index(f"ix_blocks_usage_{column}", "blocks_usage", [column])


def _state() -> None:
    op.create_table(
        "blocks_field_data",
        sa.Column("family", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("block", sa.String(), nullable=False),
        sa.Column("learner_id", sa.String(length=20), nullable=True),
        sa.Column("user_id", sa.String(length=20), nullable=True),
        sa.Column("fields", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("changed_at", db.Instant(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["learner_id"], ["learners_learner.id"], name="fk_blocks_field_data_learner_id"),
        sa.PrimaryKeyConstraint("id", name="pk_blocks_field_data"),
    )
    for name, columns, where in OWNERS:
        op.create_index(
            f"uq_blocks_field_data_{name}",
            "blocks_field_data",
            ["provider_id", "block", "scope", "family", *columns],
            unique=True,
            sqlite_where=sa.text(where),
            postgresql_where=sa.text(where),
        )
    op.create_index("ix_blocks_field_data_learner_id", "blocks_field_data", ["learner_id"])
    op.create_table(
        "blocks_kind",
        sa.Column("family", sa.String(), nullable=False),
        sa.Column("block_type", sa.String(), nullable=False),
        sa.Column("distribution", sa.String(), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_blocks_kind"),
        sa.UniqueConstraint("provider_id", "family", "block_type", name="uq_blocks_kind_provider_id_family_block_type"),
    )
    op.create_table(
        "courses_block_result",
        sa.Column("learner_id", sa.String(length=20), nullable=False),
        sa.Column("usage_id", sa.String(length=20), nullable=False),
        sa.Column("section_id", sa.String(length=20), nullable=True),
        sa.Column("score", sa.Double(), nullable=True),
        sa.Column("maximum", sa.Double(), nullable=True),
        sa.Column("completion", sa.Double(), nullable=False),
        sa.Column("graded_at", db.Instant(timezone=True), nullable=True),
        sa.Column("completed_at", db.Instant(timezone=True), nullable=True),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["learner_id"], ["learners_learner.id"], name="fk_courses_block_result_learner_id"),
        sa.ForeignKeyConstraint(["section_id"], ["courses_section.id"], name="fk_courses_block_result_section_id"),
        sa.CheckConstraint("completion >= 0 and completion <= 1", name="ck_courses_block_result_completion"),
        sa.CheckConstraint("score is null or (score >= 0 and score <= maximum)", name="ck_courses_block_result_score"),
        sa.PrimaryKeyConstraint("id", name="pk_courses_block_result"),
        sa.UniqueConstraint("learner_id", "usage_id", name="uq_courses_block_result_learner_id_usage_id"),
    )
    for column in ("usage_id", "section_id"):
        op.create_index(f"ix_courses_block_result_{column}", "courses_block_result", [column])


OWNERS = (
    ("learner", ("learner_id",), "learner_id is not null"),
    ("user", ("user_id",), "user_id is not null"),
    ("nobody", (), "learner_id is null and user_id is null"),
)


def downgrade() -> None:
    """Undo."""
    for table in ("courses_block_result", "blocks_kind", "blocks_field_data", "blocks_usage"):
        op.drop_table(table)
    for table in ("blocks_definition", "blocks_unit"):
        op.drop_table(table)
