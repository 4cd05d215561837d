"""The phone desk, rights at work, schools that send parents; whom courses and meetings are for; messages are counted."""

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
TABLES = (
    *("advice_answer", "advice_department", "advice_call", "advice_work_contact", "advice_work_heard"),
    *("referrals_school", "referrals_school_referral"),
)


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
    answer, department, call, contact, heard, school, parent = TABLES
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
    op.create_table(
        contact,
        *_words("name", "kind", "phone", "email", "languages"),
        *_own(contact),
        sa.UniqueConstraint("provider_id", "name", name=f"uq_{contact}_provider_id_name"),
    )
    op.create_table(
        heard,
        sa.Column("learner_id", sa.String(length=20), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["learner_id"], ["learners_learner.id"], name=f"fk_{heard}_learner_id"),
        *_own(heard),
        sa.UniqueConstraint("learner_id", name=f"uq_{heard}_learner_id"),
    )
    op.create_table(
        school,
        *_words("name", "token_hash", "by"),
        sa.Column("centre_id", sa.String(length=20), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["centre_id"], ["organisations_centre.id"], name=f"fk_{school}_centre_id"),
        *_own(school),
        sa.UniqueConstraint("token_hash", name=f"uq_{school}_token_hash"),
    )
    op.create_table(
        parent,
        *_words("number", "token_hash"),
        *(sa.Column(name, sa.String(length=20), nullable=False) for name in ("school_id", "learner_id")),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("wish_section_id", sa.String(length=20), nullable=True),
        sa.ForeignKeyConstraint(["school_id"], [f"{school}.id"], name=f"fk_{parent}_school_id"),
        sa.ForeignKeyConstraint(["learner_id"], ["learners_learner.id"], name=f"fk_{parent}_learner_id"),
        sa.ForeignKeyConstraint(["wish_section_id"], ["courses_section.id"], name=f"fk_{parent}_wish_section_id"),
        *_own(parent),
        sa.UniqueConstraint("school_id", "number", name=f"uq_{parent}_school_id_number"),
        sa.UniqueConstraint("token_hash", name=f"uq_{parent}_token_hash"),
    )
    for table, columns in ((call, ("day", "closed_on")), (school, ("centre_id",)), (parent, ("learner_id",))):
        for column in columns:
            op.create_index(f"ix_{table}_{column}", table, [column])
    for table in TABLES:
        op.create_index(f"ix_{table}_provider_id", table, ["provider_id"])


def downgrade() -> None:
    """Take back."""
    for table in reversed(TABLES):
        op.drop_table(table)
    op.drop_column("advice_message", "place")
    for table, _group in TARGETS:
        op.drop_column(table, "target")
