"""Complaints with their one reader, and what learners say of their modules."""

import sqlalchemy as sa
from alembic import op

from lms.kernel import db

revision = "lms0023"
down_revision = "lms0022"
branch_labels = None
depends_on = None

OWNED = (
    sa.Column("id", sa.String(length=20), nullable=False),
    sa.Column("provider_id", sa.String(length=20), nullable=False),
)


def _owned(name: str, *parts: sa.Column[object] | sa.Constraint) -> None:
    op.create_table(
        name, *parts, *(one._copy() for one in OWNED), sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}"))
    )
    op.create_index(op.f(f"ix_{name}_provider_id"), name, ["provider_id"])


def _key(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [to], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    """Apply."""
    _owned(
        "advice_complaint",
        sa.Column("centre_id", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("sound", sa.LargeBinary(), nullable=True),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("task_id", sa.String(length=20), nullable=True),
        _key("advice_complaint", "centre_id", "organisations_centre.id"),
        sa.UniqueConstraint("provider_id", "number", name="uq_advice_complaint_provider_id_number"),
    )
    _owned(
        "advice_complaint_officer",
        sa.Column("staff_id", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        _key("advice_complaint_officer", "staff_id", "organisations_staff.id"),
        sa.UniqueConstraint("provider_id", name="uq_advice_complaint_officer_provider_id"),
    )
    _owned(
        "advice_opinion",
        sa.Column("centre_id", sa.String(), nullable=False),
        sa.Column("course_id", sa.String(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("faces", sa.JSON(none_as_null=True), nullable=False),
        _key("advice_opinion", "centre_id", "organisations_centre.id"),
        _key("advice_opinion", "course_id", "courses_course.id"),
    )
    op.create_index("ix_advice_opinion_centre_id", "advice_opinion", ["centre_id"])
    op.create_index("ix_advice_opinion_course_id", "advice_opinion", ["course_id"])
    _owned(
        "advice_opinion_asked",
        sa.Column("learner_id", sa.String(), nullable=False),
        sa.Column("course_id", sa.String(), nullable=False),
        _key("advice_opinion_asked", "learner_id", "learners_learner.id"),
        _key("advice_opinion_asked", "course_id", "courses_course.id"),
        sa.UniqueConstraint("learner_id", "course_id", name="uq_advice_opinion_asked_learner_id_course_id"),
    )
    _owned(
        "advice_change",
        sa.Column("centre_id", sa.String(), nullable=False),
        sa.Column("said", sa.String(), nullable=False),
        sa.Column("did", sa.String(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        _key("advice_change", "centre_id", "organisations_centre.id"),
    )
    op.create_index("ix_advice_change_centre_id", "advice_change", ["centre_id"])


def downgrade() -> None:
    """Take back."""
    for name in ("change", "opinion_asked", "opinion", "complaint_officer", "complaint"):
        op.drop_table(f"advice_{name}")
