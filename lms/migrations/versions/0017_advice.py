"""Advice: centres that stand in the course finder, who wants to hear of a place, how far people come."""

import sqlalchemy as sa
from alembic import op

from lms.kernel import db

revision = "lms0017"
down_revision = "lms0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "advice_shown_centre",
        sa.Column("centre_id", sa.String(), nullable=False),
        sa.Column("postcode", sa.String(), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["centre_id"], ["organisations_centre.id"], name="fk_advice_shown_centre_centre_id"),
        sa.PrimaryKeyConstraint("id", name="pk_advice_shown_centre"),
        sa.UniqueConstraint("centre_id", name="uq_advice_shown_centre_centre_id"),
    )
    op.create_index("ix_advice_shown_centre_provider_id", "advice_shown_centre", ["provider_id"])
    op.create_table(
        "advice_wish",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("reach", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("teaches", sa.String(), nullable=False),
        sa.Column("postcode", sa.String(), nullable=False),
        sa.Column("times", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_advice_wish"),
        sa.UniqueConstraint("number", name="uq_advice_wish_number"),
    )
    op.create_table(
        "advice_finder_count",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("hub", sa.String(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_advice_finder_count"),
        sa.UniqueConstraint("day", "step", "locale", "hub", name="uq_advice_finder_count_day_step_locale_hub"),
    )


def downgrade() -> None:
    """Take back."""
    for name in ("advice_finder_count", "advice_wish", "advice_shown_centre"):
        op.drop_table(name)
