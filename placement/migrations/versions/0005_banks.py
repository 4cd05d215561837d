"""Banks of a provider, the life of an item, parameter sets, studies, and what raters practise on."""

import sqlalchemy as sa
from alembic import op

from lms.kernel import db

revision = "placement0005"
down_revision = "placement0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "placement_bank",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("base", sa.String(), nullable=False),
        sa.Column("used", sa.String(), nullable=False),
        sa.Column("edition_id", sa.String(), nullable=False),
        sa.Column("about", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint("used in ('', 'instead', 'beside')", name=op.f("ck_placement_bank_used")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement_bank")),
        sa.UniqueConstraint("provider_id", "key", name=op.f("uq_placement_bank_provider_id_key")),
    )
    with op.batch_alter_table("placement_bank", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_placement_bank_provider_id"), ["provider_id"], unique=False)

    op.create_table(
        "placement_study",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("found", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement_study")),
    )
    with op.batch_alter_table("placement_study", schema=None) as batch_op:
        batch_op.create_index("ix_placement_study_about", ["kind", "about"], unique=False)
        batch_op.create_index(batch_op.f("ix_placement_study_provider_id"), ["provider_id"], unique=False)

    op.create_table(
        "placement_upload",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement_upload")),
    )
    with op.batch_alter_table("placement_upload", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_placement_upload_provider_id"), ["provider_id"], unique=False)

    op.create_table(
        "placement_edition",
        sa.Column("bank_id", sa.String(length=20), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("rows", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("about", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("beside", sa.String(), nullable=False),
        sa.Column("parameter_set_id", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["bank_id"], ["placement_bank.id"], name=op.f("fk_placement_edition_bank_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement_edition")),
        sa.UniqueConstraint("bank_id", "number", name=op.f("uq_placement_edition_bank_id_number")),
    )
    with op.batch_alter_table("placement_edition", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_placement_edition_provider_id"), ["provider_id"], unique=False)

    op.create_table(
        "placement_item",
        sa.Column("bank_id", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("row", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("review", sa.String(), nullable=False),
        sa.Column("reviewed_by", sa.String(), nullable=False),
        sa.Column("reviewed_at", db.Instant(timezone=True), nullable=True),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint("review in ('open', 'confirmed', 'corrected')", name=op.f("ck_placement_item_review")),
        sa.ForeignKeyConstraint(
            ["bank_id"], ["placement_bank.id"], name=op.f("fk_placement_item_bank_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement_item")),
        sa.UniqueConstraint("bank_id", "key", name=op.f("uq_placement_item_bank_id_key")),
    )
    with op.batch_alter_table("placement_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_placement_item_provider_id"), ["provider_id"], unique=False)

    op.create_table(
        "placement_medium",
        sa.Column("bank_id", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["bank_id"], ["placement_bank.id"], name=op.f("fk_placement_medium_bank_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement_medium")),
        sa.UniqueConstraint("bank_id", "name", name=op.f("uq_placement_medium_bank_id_name")),
    )
    with op.batch_alter_table("placement_medium", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_placement_medium_provider_id"), ["provider_id"], unique=False)

    op.create_table(
        "placement_parameter_set",
        sa.Column("bank_id", sa.String(length=20), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("found", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("facts", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["bank_id"], ["placement_bank.id"], name=op.f("fk_placement_parameter_set_bank_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement_parameter_set")),
        sa.UniqueConstraint("bank_id", "number", name=op.f("uq_placement_parameter_set_bank_id_number")),
    )
    with op.batch_alter_table("placement_parameter_set", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_placement_parameter_set_provider_id"), ["provider_id"], unique=False)

    op.create_table(
        "placement_item_version",
        sa.Column("item_id", sa.String(length=20), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("row", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("deed", sa.String(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["placement_item.id"], name=op.f("fk_placement_item_version_item_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement_item_version")),
        sa.UniqueConstraint("item_id", "number", name=op.f("uq_placement_item_version_item_id_number")),
    )
    with op.batch_alter_table("placement_item_version", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_placement_item_version_provider_id"), ["provider_id"], unique=False)

    op.create_table(
        "placement_benchmark",
        sa.Column("work_id", sa.String(length=20), nullable=False),
        sa.Column("centre_id", sa.String(length=20), nullable=False),
        sa.Column("scores", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["centre_id"], ["organisations_centre.id"], name=op.f("fk_placement_benchmark_centre_id")
        ),
        sa.ForeignKeyConstraint(
            ["work_id"], ["placement_work.id"], name=op.f("fk_placement_benchmark_work_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement_benchmark")),
        sa.UniqueConstraint("work_id", name=op.f("uq_placement_benchmark_work_id")),
    )
    with op.batch_alter_table("placement_benchmark", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_placement_benchmark_centre_id"), ["centre_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_placement_benchmark_provider_id"), ["provider_id"], unique=False)

    op.create_table(
        "placement_practice_rating",
        sa.Column("benchmark_id", sa.String(length=20), nullable=False),
        sa.Column("rater_id", sa.String(), nullable=False),
        sa.Column("scores", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["benchmark_id"],
            ["placement_benchmark.id"],
            name=op.f("fk_placement_practice_rating_benchmark_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement_practice_rating")),
        sa.UniqueConstraint(
            "benchmark_id", "rater_id", name=op.f("uq_placement_practice_rating_benchmark_id_rater_id")
        ),
    )
    with op.batch_alter_table("placement_practice_rating", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_placement_practice_rating_provider_id"), ["provider_id"], unique=False)

    with op.batch_alter_table("placement_rating", schema=None) as batch_op:
        batch_op.add_column(sa.Column("leads", sa.Boolean(), nullable=False, server_default=sa.false()))

    with op.batch_alter_table("placement_sitting_rules", schema=None) as batch_op:
        batch_op.add_column(sa.Column("lead_id", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("fair_scores", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("placement_sitting_rules", schema=None) as batch_op:
        batch_op.drop_column("fair_scores")
        batch_op.drop_column("lead_id")

    with op.batch_alter_table("placement_rating", schema=None) as batch_op:
        batch_op.drop_column("leads")

    with op.batch_alter_table("placement_practice_rating", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_placement_practice_rating_provider_id"))

    op.drop_table("placement_practice_rating")
    with op.batch_alter_table("placement_benchmark", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_placement_benchmark_provider_id"))
        batch_op.drop_index(batch_op.f("ix_placement_benchmark_centre_id"))

    op.drop_table("placement_benchmark")
    with op.batch_alter_table("placement_item_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_placement_item_version_provider_id"))

    op.drop_table("placement_item_version")
    with op.batch_alter_table("placement_parameter_set", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_placement_parameter_set_provider_id"))

    op.drop_table("placement_parameter_set")
    with op.batch_alter_table("placement_medium", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_placement_medium_provider_id"))

    op.drop_table("placement_medium")
    with op.batch_alter_table("placement_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_placement_item_provider_id"))

    op.drop_table("placement_item")
    with op.batch_alter_table("placement_edition", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_placement_edition_provider_id"))

    op.drop_table("placement_edition")
    with op.batch_alter_table("placement_upload", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_placement_upload_provider_id"))

    op.drop_table("placement_upload")
    with op.batch_alter_table("placement_study", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_placement_study_provider_id"))
        batch_op.drop_index("ix_placement_study_about")

    op.drop_table("placement_study")
    with op.batch_alter_table("placement_bank", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_placement_bank_provider_id"))

    op.drop_table("placement_bank")
