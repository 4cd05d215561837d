"""What somebody works as, as a code that job portals know; units of the orientation that were understood."""

import sqlalchemy as sa
from alembic import op

revision = "lms0037"
down_revision = "lms0036"
branch_labels = None
depends_on = None

HEARD = "advice_orientation_heard"


def _key(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=20), nullable=False)


def upgrade() -> None:
    """Apply."""
    op.add_column("learners_person", sa.Column("occupation_code", sa.String(), server_default="", nullable=False))
    op.create_table(
        HEARD,
        *(_key(name) for name in ("id", "provider_id", "learner_id")),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["learner_id"], ["learners_learner.id"], name=f"fk_{HEARD}_learner_id"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{HEARD}"),
        sa.UniqueConstraint("learner_id", "unit", name=f"uq_{HEARD}_learner_id_unit"),
    )
    op.create_index(f"ix_{HEARD}_provider_id", HEARD, ["provider_id"])


def downgrade() -> None:
    """Take back."""
    op.drop_table(HEARD)
    with op.batch_alter_table("learners_person", schema=None) as batch_op:
        batch_op.drop_column("occupation_code")
