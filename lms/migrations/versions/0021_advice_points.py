"""Places of advice, who drops in, and advice without a name."""

import sqlalchemy as sa
from alembic import op

from lms.kernel import db

revision = "lms0021"
down_revision = "lms0020"
branch_labels = None
depends_on = None

TABLES = ("advice_point", "advice_drop_in", "advice_case", "advice_message")


def _own() -> list[sa.Column[str]]:
    return [
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
    ]


def upgrade() -> None:
    """Apply."""
    point, drop_in, case, message = TABLES
    op.create_table(
        point,
        *(sa.Column(name, sa.String(), nullable=False)
          for name in ("number", "name", "street", "postcode", "town", "phone", "hours", "languages")),
        *_own(),
        sa.PrimaryKeyConstraint("id", name=f"pk_{point}"),
        sa.UniqueConstraint("provider_id", "number", name=f"uq_{point}_provider_id_number"),
    )  # fmt: skip
    op.create_index("ix_advice_point_postcode", point, ["postcode"])
    op.create_table(
        drop_in,
        sa.Column("day", sa.Date(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("topic", "language", "referred_to", "by")),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        *_own(),
        sa.PrimaryKeyConstraint("id", name=f"pk_{drop_in}"),
    )
    op.create_index("ix_advice_drop_in_day", drop_in, ["day"])
    op.create_table(
        case,
        *(sa.Column(name, sa.String(), nullable=False) for name in ("number", "digest", "locale", "topic")),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("waits", sa.Boolean(), nullable=False),
        sa.Column("learner_id", sa.String(length=20), nullable=True),
        *_own(),
        sa.ForeignKeyConstraint(["learner_id"], ["learners_learner.id"], name=f"fk_{case}_learner_id"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{case}"),
        sa.UniqueConstraint("digest", name=f"uq_{case}_digest"),
    )
    for column in ("last_on", "learner_id"):
        op.create_index(f"ix_{case}_{column}", case, [column])
    op.create_table(
        message,
        sa.Column("case_id", sa.String(length=20), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("words", "by", "refer_to")),
        sa.Column("day", sa.Date(), nullable=False),
        *_own(),
        sa.ForeignKeyConstraint(["case_id"], [f"{case}.id"], name=f"fk_{message}_case_id"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{message}"),
    )
    op.create_index(f"ix_{message}_case_id", message, ["case_id"])
    for table in TABLES:
        op.create_index(f"ix_{table}_provider_id", table, ["provider_id"])


def downgrade() -> None:
    """Take back."""
    for table in reversed(TABLES):
        op.drop_table(table)
