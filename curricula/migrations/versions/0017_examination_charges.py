"""Who pays for an examination, and whoever sat it charged to that payer."""

import sqlalchemy as sa
from alembic import op

from lms.kernel import db

revision = "curricula0017"
down_revision = "curricula0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("curricula_sitting", schema=None) as batch_op:
        batch_op.add_column(sa.Column("section_id", sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column("payer_id", sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column("payer_cents", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(op.f("fk_curricula_sitting_section_id"), "courses_section", ["section_id"], ["id"])
        batch_op.create_foreign_key(op.f("fk_curricula_sitting_payer_id"), "organisations_funder", ["payer_id"], ["id"])
        batch_op.create_check_constraint(op.f("ck_curricula_sitting_payer_cents"), "payer_cents >= 0")
        batch_op.create_check_constraint(
            op.f("ck_curricula_sitting_payer"),
            "(payer_id is null) = (section_id is null) and (payer_id is null) = (payer_cents is null)",
        )
        batch_op.create_unique_constraint(
            op.f("uq_curricula_sitting_section_id_day_programme_examination"),
            ["section_id", "day", "programme", "examination"],
        )

    op.create_table(
        "curricula_examination_charge",
        sa.Column("sitting_id", sa.String(length=20), nullable=False),
        sa.Column("learner_id", sa.String(length=20), nullable=False),
        sa.Column("payer_id", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("cents", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint("people in (1, -1)", name=op.f("ck_curricula_examination_charge_people")),
        sa.ForeignKeyConstraint(
            ["sitting_id"], ["curricula_sitting.id"], name=op.f("fk_curricula_examination_charge_sitting_id")
        ),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learners_learner.id"], name=op.f("fk_curricula_examination_charge_learner_id")
        ),
        sa.ForeignKeyConstraint(
            ["payer_id"], ["organisations_funder.id"], name=op.f("fk_curricula_examination_charge_payer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_curricula_examination_charge")),
        sa.UniqueConstraint(
            "sitting_id",
            "learner_id",
            "version",
            name=op.f("uq_curricula_examination_charge_sitting_id_learner_id_version"),
        ),
    )
    with op.batch_alter_table("curricula_examination_charge", schema=None) as batch_op:
        batch_op.create_index("ix_curricula_examination_charge_month", ["month", "payer_id"], unique=False)
        for name in ("learner_id", "provider_id"):
            batch_op.create_index(batch_op.f(f"ix_curricula_examination_charge_{name}"), [name], unique=False)


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("curricula_examination_charge", schema=None) as batch_op:
        for name in ("provider_id", "learner_id"):
            batch_op.drop_index(batch_op.f(f"ix_curricula_examination_charge_{name}"))
        batch_op.drop_index("ix_curricula_examination_charge_month")

    op.drop_table("curricula_examination_charge")
    with op.batch_alter_table("curricula_sitting", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("uq_curricula_sitting_section_id_day_programme_examination"), type_="unique")
        batch_op.drop_constraint(op.f("ck_curricula_sitting_payer"), type_="check")
        batch_op.drop_constraint(op.f("ck_curricula_sitting_payer_cents"), type_="check")
        batch_op.drop_constraint(op.f("fk_curricula_sitting_payer_id"), type_="foreignkey")
        batch_op.drop_constraint(op.f("fk_curricula_sitting_section_id"), type_="foreignkey")
        batch_op.drop_column("payer_cents")
        batch_op.drop_column("payer_id")
        batch_op.drop_column("section_id")
