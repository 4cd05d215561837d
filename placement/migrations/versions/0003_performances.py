"""What learners wrote and said, who scored it, how a centre tests."""

import sqlalchemy as sa
from alembic import op

from lms.kernel import db

revision = "placement0003"
down_revision = "placement0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "placement_sitting_rules",
        sa.Column("centre_id", sa.String(length=20), nullable=False),
        sa.Column("minutes", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("first_items", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("raters", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint("raters in (1, 2)", name=op.f("ck_placement_sitting_rules_raters")),
        sa.ForeignKeyConstraint(
            ["centre_id"], ["organisations_centre.id"], name=op.f("fk_placement_sitting_rules_centre_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement_sitting_rules")),
        sa.UniqueConstraint("centre_id", name=op.f("uq_placement_sitting_rules_centre_id")),
    )
    with op.batch_alter_table("placement_sitting_rules", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_placement_sitting_rules_provider_id"), ["provider_id"], unique=False)

    op.create_table(
        "placement_work",
        sa.Column("sitting_id", sa.String(length=20), nullable=False),
        sa.Column("learner_id", sa.String(length=20), nullable=False),
        sa.Column("bank", sa.String(), nullable=False),
        sa.Column("item_key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sound", sa.LargeBinary(), nullable=True),
        sa.Column("sound_type", sa.String(), nullable=False),
        sa.Column("given_at", db.Instant(timezone=True), nullable=False),
        sa.Column("points", sa.Integer(), nullable=True),
        sa.Column("rated_at", db.Instant(timezone=True), nullable=True),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learners_learner.id"], name=op.f("fk_placement_work_learner_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["sitting_id"], ["placement_sitting.id"], name=op.f("fk_placement_work_sitting_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement_work")),
        sa.UniqueConstraint("sitting_id", "item_key", name=op.f("uq_placement_work_sitting_id_item_key")),
    )
    with op.batch_alter_table("placement_work", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_placement_work_learner_id"), ["learner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_placement_work_provider_id"), ["provider_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_placement_work_rated_at"), ["rated_at"], unique=False)

    op.create_table(
        "placement_rating",
        sa.Column("work_id", sa.String(length=20), nullable=False),
        sa.Column("rater_id", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("scores", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["work_id"], ["placement_work.id"], name=op.f("fk_placement_rating_work_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement_rating")),
        sa.UniqueConstraint("work_id", "rater_id", name=op.f("uq_placement_rating_work_id_rater_id")),
    )
    with op.batch_alter_table("placement_rating", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_placement_rating_provider_id"), ["provider_id"], unique=False)


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("placement_rating", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_placement_rating_provider_id"))

    op.drop_table("placement_rating")
    with op.batch_alter_table("placement_work", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_placement_work_rated_at"))
        batch_op.drop_index(batch_op.f("ix_placement_work_provider_id"))
        batch_op.drop_index(batch_op.f("ix_placement_work_learner_id"))

    op.drop_table("placement_work")
    with op.batch_alter_table("placement_sitting_rules", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_placement_sitting_rules_provider_id"))

    op.drop_table("placement_sitting_rules")
