"""What a centre decides by, records brought along, results decided again, talks and check-ins."""

import sqlalchemy as sa
from alembic import op

from lms.kernel import db

revision = "placement0002"
down_revision = "placement0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "placement_decision_rules",
        sa.Column("centre_id", sa.String(length=20), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("costs", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("cuts", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["centre_id"], ["organisations_centre.id"], name=op.f("fk_placement_decision_rules_centre_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement_decision_rules")),
        sa.UniqueConstraint("centre_id", "number", name=op.f("uq_placement_decision_rules_centre_id_number")),
    )
    with op.batch_alter_table("placement_decision_rules", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_placement_decision_rules_provider_id"), ["provider_id"], unique=False)

    op.create_table(
        "placement_redecision",
        sa.Column("centre_id", sa.String(length=20), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("looked_at", sa.Integer(), nullable=False),
        sa.Column("ended_at", db.Instant(timezone=True), nullable=True),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["centre_id"], ["organisations_centre.id"], name=op.f("fk_placement_redecision_centre_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement_redecision")),
    )
    with op.batch_alter_table("placement_redecision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_placement_redecision_centre_id"), ["centre_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_placement_redecision_provider_id"), ["provider_id"], unique=False)

    op.create_table(
        "placement_earlier_record",
        sa.Column("learner_id", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("skill", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("test", sa.String(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("issued", sa.Date(), nullable=False),
        sa.Column("before_arrival", sa.Boolean(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learners_learner.id"], name=op.f("fk_placement_earlier_record_learner_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement_earlier_record")),
    )
    with op.batch_alter_table("placement_earlier_record", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_placement_earlier_record_learner_id"), ["learner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_placement_earlier_record_provider_id"), ["provider_id"], unique=False)

    op.create_table(
        "placement_change",
        sa.Column("redecision_id", sa.String(length=20), nullable=False),
        sa.Column("result_id", sa.String(length=20), nullable=False),
        sa.Column("learner_id", sa.String(length=20), nullable=False),
        sa.Column("before", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("after", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("causes", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answered_by", sa.String(), nullable=False),
        sa.Column("answered_at", db.Instant(timezone=True), nullable=True),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint("answer in ('', 'taken', 'left', 'outdated')", name=op.f("ck_placement_change_answer")),
        sa.ForeignKeyConstraint(["learner_id"], ["learners_learner.id"], name=op.f("fk_placement_change_learner_id")),
        sa.ForeignKeyConstraint(
            ["redecision_id"], ["placement_redecision.id"], name=op.f("fk_placement_change_redecision_id")
        ),
        sa.ForeignKeyConstraint(["result_id"], ["placement_result.id"], name=op.f("fk_placement_change_result_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement_change")),
    )
    with op.batch_alter_table("placement_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_placement_change_learner_id"), ["learner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_placement_change_provider_id"), ["provider_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_placement_change_redecision_id"), ["redecision_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_placement_change_result_id"), ["result_id"], unique=False)
        batch_op.create_index(
            "uq_placement_change_open",
            ["learner_id"],
            unique=True,
            sqlite_where=sa.text("answer = ''"),
            postgresql_where=sa.text("answer = ''"),
        )

    op.create_table(
        "placement_check_in",
        sa.Column("result_id", sa.String(length=20), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("moved", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint(
            "verdict in ('right', 'too_easy', 'too_hard', 'other')", name=op.f("ck_placement_check_in_verdict")
        ),
        sa.ForeignKeyConstraint(["result_id"], ["placement_result.id"], name=op.f("fk_placement_check_in_result_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement_check_in")),
        sa.UniqueConstraint("result_id", name=op.f("uq_placement_check_in_result_id")),
    )
    with op.batch_alter_table("placement_check_in", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_placement_check_in_provider_id"), ["provider_id"], unique=False)

    op.create_table(
        "placement_talk",
        sa.Column("result_id", sa.String(length=20), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("with_whom", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("interpreter", sa.Boolean(), nullable=False),
        sa.Column("agreed", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["result_id"], ["placement_result.id"], name=op.f("fk_placement_talk_result_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement_talk")),
    )
    with op.batch_alter_table("placement_talk", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_placement_talk_provider_id"), ["provider_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_placement_talk_result_id"), ["result_id"], unique=False)


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("placement_talk", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_placement_talk_result_id"))
        batch_op.drop_index(batch_op.f("ix_placement_talk_provider_id"))

    op.drop_table("placement_talk")
    with op.batch_alter_table("placement_check_in", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_placement_check_in_provider_id"))

    op.drop_table("placement_check_in")
    with op.batch_alter_table("placement_change", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_placement_change_open", sqlite_where=sa.text("answer = ''"), postgresql_where=sa.text("answer = ''")
        )
        batch_op.drop_index(batch_op.f("ix_placement_change_result_id"))
        batch_op.drop_index(batch_op.f("ix_placement_change_redecision_id"))
        batch_op.drop_index(batch_op.f("ix_placement_change_provider_id"))
        batch_op.drop_index(batch_op.f("ix_placement_change_learner_id"))

    op.drop_table("placement_change")
    with op.batch_alter_table("placement_earlier_record", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_placement_earlier_record_provider_id"))
        batch_op.drop_index(batch_op.f("ix_placement_earlier_record_learner_id"))

    op.drop_table("placement_earlier_record")
    with op.batch_alter_table("placement_redecision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_placement_redecision_provider_id"))
        batch_op.drop_index(batch_op.f("ix_placement_redecision_centre_id"))

    op.drop_table("placement_redecision")
    with op.batch_alter_table("placement_decision_rules", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_placement_decision_rules_provider_id"))

    op.drop_table("placement_decision_rules")
