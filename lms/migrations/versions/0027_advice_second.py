"""The phone desk; messages of a thread are counted; courses and meetings say whom they are for."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import SchemaItem

from lms.kernel import db

revision = "lms0027"
down_revision = "lms0026"
branch_labels = None
depends_on = None

TARGETS = (("courses_course", "level"), ("casework_event", "everybody"))
"""What was meant so far."""
TABLES = ("advice_answer", "advice_department", "advice_call")


def _own(table: str) -> list[SchemaItem]:
    return [
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
    ]


def _words(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]


def upgrade() -> None:
    """Apply."""
    op.add_column("advice_message", sa.Column("place", sa.Integer(), server_default="0", nullable=False))
    for table, group in TARGETS:
        json = sa.JSON(none_as_null=True)
        op.add_column(table, sa.Column("target", json, server_default=f'["{group}"]', nullable=False))
    answer, department, call = TABLES
    op.create_table(
        answer,
        *_words("topic", "question", "answer", "by"),
        sa.Column("alert", sa.Boolean(), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        *_own(answer),
    )
    op.create_table(
        department,
        *_words("name", "role", "phone"),
        *_own(department),
        sa.UniqueConstraint("provider_id", "name", name=f"uq_{department}_provider_id_name"),
    )
    op.create_table(
        call,
        *_words("number", "topic", "outcome", "language", "words", "caller", "phone", "department", "result", "by"),
        sa.Column("answer_id", sa.String(length=20), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("task_id", sa.String(length=20), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["answer_id"], [f"{answer}.id"], name=f"fk_{call}_answer_id", ondelete="SET NULL"),
        *_own(call),
    )
    for column in ("day", "closed_on"):
        op.create_index(f"ix_{call}_{column}", call, [column])
    for table in TABLES:
        op.create_index(f"ix_{table}_provider_id", table, ["provider_id"])


def downgrade() -> None:
    """Take back."""
    for table in reversed(TABLES):
        op.drop_table(table)
    op.drop_column("advice_message", "place")
    for table, _group in TARGETS:
        op.drop_column(table, "target")
