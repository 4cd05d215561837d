"""Drafts that are edited by hand: locks, history and validity."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from lms.kernel import db

revision = "scheduling0002"
down_revision = "scheduling0001"
branch_labels = None
depends_on = None

TABLES = ("scheduling_draft", "scheduling_step", "scheduling_publication")


def upgrade() -> None:
    """Apply."""
    op.create_table("scheduling_draft", *_draft(), *_own("scheduling_draft"))
    op.create_table(
        "scheduling_step",
        *_step(),
        *_own("scheduling_step"),
        sa.ForeignKeyConstraint(["draft_id"], ["scheduling_draft.id"], name="fk_scheduling_step_draft_id"),
        sa.UniqueConstraint("draft_id", "number", name="uq_scheduling_step_draft_id_number"),
    )
    op.create_table("scheduling_publication", *_publication(), *_own("scheduling_publication"))
    for table, column in (*((table, "provider_id") for table in TABLES), *_FURTHER):
        op.create_index(f"ix_{table}_{column}", table, [column])


_FURTHER = (
    ("scheduling_draft", "centre_id"),
    ("scheduling_step", "draft_id"),
    ("scheduling_publication", "centre_id"),
)


def _own(table: str) -> tuple[Any, ...]:
    return (_id("id"), _id("provider_id"), sa.PrimaryKeyConstraint("id", name=f"pk_{table}"))


def _id(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.String(length=20), nullable=nullable)


def _text(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.String(), nullable=False)


def _json(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.JSON(none_as_null=True), nullable=False)


def _instant(name: str) -> sa.Column[Any]:
    return sa.Column(name, db.Instant(timezone=True), nullable=False)


def _draft() -> tuple[sa.Column[Any], ...]:
    return (
        _id("centre_id"),
        _id("term_id"),
        sa.Column("starts_on", sa.Date(), nullable=False),
        _id("run_id", nullable=True),
        _text("state"),
        sa.Column("version", sa.Integer(), nullable=False),
        _json("groups"),
        _json("base"),
        _json("locks"),
        _text("made_by"),
        _instant("made_at"),
        _text("changed_by"),
        _instant("changed_at"),
        _id("job_id", nullable=True),
        _id("search_id", nullable=True),
        _json("trouble"),
    )


def _step() -> tuple[sa.Column[Any], ...]:
    return (
        _id("draft_id"),
        sa.Column("number", sa.Integer(), nullable=False),
        _text("deed"),
        _text("by"),
        _instant("at"),
        _text("reason"),
        _json("broke"),
        _json("before"),
        _json("after"),
        sa.Column("undoes", sa.Integer(), nullable=True),
    )


def _publication() -> tuple[sa.Column[Any], ...]:
    return (
        _id("centre_id"),
        _id("term_id"),
        sa.Column("valid_from", sa.Date(), nullable=False),
        _id("run_id", nullable=True),
        _id("draft_id", nullable=True),
        _instant("published_at"),
        _text("published_by"),
        _json("groups"),
        _json("refused"),
        _json("kept"),
        _json("figures"),
    )


def downgrade() -> None:
    """Undo."""
    for table in reversed(TABLES):
        op.drop_table(table)
