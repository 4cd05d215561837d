"""Internships and volunteering, who asks for them, links of companies."""

import sqlalchemy as sa
from alembic import op

from lms.kernel import db

revision = "curricula0007"
down_revision = "curricula0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "curricula_opportunity",
        sa.Column("centre_id", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("weekdays", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("starts", sa.Time(), nullable=True),
        sa.Column("ends", sa.Time(), nullable=True),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("to_day", sa.Date(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint("taken >= 0 and taken <= places", name=op.f("ck_curricula_opportunity_places")),
        sa.ForeignKeyConstraint(
            ["centre_id"], ["organisations_centre.id"], name=op.f("fk_curricula_opportunity_centre_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_curricula_opportunity")),
    )
    with op.batch_alter_table("curricula_opportunity", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_curricula_opportunity_centre_id"), ["centre_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_curricula_opportunity_provider_id"), ["provider_id"], unique=False)

    op.create_table(
        "curricula_posting_link",
        sa.Column("centre_id", sa.String(length=20), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("made_at", db.Instant(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("ended_at", db.Instant(timezone=True), nullable=True),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["centre_id"], ["organisations_centre.id"], name=op.f("fk_curricula_posting_link_centre_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_curricula_posting_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_curricula_posting_link_token_hash")),
    )
    with op.batch_alter_table("curricula_posting_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_curricula_posting_link_provider_id"), ["provider_id"], unique=False)

    op.create_table(
        "curricula_interest",
        sa.Column("opportunity_id", sa.String(length=20), nullable=False),
        sa.Column("learner_id", sa.String(length=20), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint("minutes >= 0", name=op.f("ck_curricula_interest_minutes")),
        sa.ForeignKeyConstraint(["learner_id"], ["learners_learner.id"], name=op.f("fk_curricula_interest_learner_id")),
        sa.ForeignKeyConstraint(
            ["opportunity_id"], ["curricula_opportunity.id"], name=op.f("fk_curricula_interest_opportunity_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_curricula_interest")),
        sa.UniqueConstraint(
            "opportunity_id", "learner_id", name=op.f("uq_curricula_interest_opportunity_id_learner_id")
        ),
    )
    with op.batch_alter_table("curricula_interest", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_curricula_interest_learner_id"), ["learner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_curricula_interest_opportunity_id"), ["opportunity_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_curricula_interest_provider_id"), ["provider_id"], unique=False)


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("curricula_interest", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_curricula_interest_provider_id"))
        batch_op.drop_index(batch_op.f("ix_curricula_interest_opportunity_id"))
        batch_op.drop_index(batch_op.f("ix_curricula_interest_learner_id"))

    op.drop_table("curricula_interest")
    with op.batch_alter_table("curricula_posting_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_curricula_posting_link_provider_id"))

    op.drop_table("curricula_posting_link")
    with op.batch_alter_table("curricula_opportunity", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_curricula_opportunity_provider_id"))
        batch_op.drop_index(batch_op.f("ix_curricula_opportunity_centre_id"))

    op.drop_table("curricula_opportunity")
