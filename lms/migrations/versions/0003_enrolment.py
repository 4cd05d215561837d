"""Enrolment."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from lms.kernel import db

revision = "lms0003"
down_revision = "lms0002"
branch_labels = None
depends_on = None

_SEATED = sa.text("state in ('offered', 'enrolled', 'paused')")
_OPEN = sa.text("state in ('waiting', 'offered', 'enrolled', 'paused')")
_UNANSWERED = sa.text("answer = ''")


def _new_columns() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("attempt", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("follows_id", sa.String(length=20), nullable=True),
        sa.Column("waiting_since", db.Instant(timezone=True), nullable=True),
        sa.Column("needed_by", sa.Date(), nullable=True),
        sa.Column("need", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("unanswered", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("confirmed_on", sa.Date(), nullable=True),
        sa.Column("asked_on", sa.Date(), nullable=True),
        sa.Column("obstacle", sa.JSON(none_as_null=True), nullable=True),
    )


def upgrade() -> None:
    """Apply."""
    # Columns are added one by one: SQLite would otherwise copy the table, and marks hang on its rows.
    for column in _new_columns():
        op.add_column("courses_enrolment", column)
    op.add_column("courses_completion", sa.Column("attempt", sa.Integer(), nullable=False, server_default="1"))
    op.drop_index("uq_courses_enrolment_seat", "courses_enrolment")
    _unique("uq_courses_enrolment_open", "courses_enrolment", ["section_id", "learner_id"], _OPEN)
    op.create_index("ix_courses_enrolment_follows", "courses_enrolment", ["follows_id"])
    _history()
    _waiting_list()
    _write_history()


def _unique(name: str, table: str, columns: list[str], where: sa.TextClause) -> None:
    op.create_index(name, table, columns, unique=True, sqlite_where=where, postgresql_where=where)


def _foreign(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_{table}_{column}")


def _history() -> None:
    table = "courses_enrolment_change"
    op.create_table(
        table,
        sa.Column("enrolment_id", sa.String(length=20), nullable=False),
        sa.Column("learner_id", sa.String(length=20), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("before", sa.String(), nullable=False),
        sa.Column("after", sa.String(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.Column("facts", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        _foreign(table, "enrolment_id", "courses_enrolment"),
        _foreign(table, "learner_id", "learners_learner"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
        sa.UniqueConstraint("enrolment_id", "number", name=f"uq_{table}_enrolment_id_number"),
    )
    _index(table, "provider_id", "learner_id")


def _waiting_list() -> None:
    table = "courses_offer"
    op.create_table(
        table,
        sa.Column("enrolment_id", sa.String(length=20), nullable=False),
        sa.Column("learner_id", sa.String(length=20), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("expires_at", db.Instant(timezone=True), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answered_at", db.Instant(timezone=True), nullable=True),
        sa.Column("answered_by", sa.String(), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint("answer in ('', 'accepted', 'declined', 'expired', 'withdrawn')", name=f"ck_{table}_answer"),
        _foreign(table, "enrolment_id", "courses_enrolment"),
        _foreign(table, "learner_id", "learners_learner"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
    )
    _index(table, "provider_id", "enrolment_id", "learner_id")
    _unique("uq_courses_offer_open", table, ["enrolment_id"], _UNANSWERED)
    op.create_index("ix_courses_offer_expires", table, ["answer", "expires_at"])
    table = "courses_notice"
    op.create_table(
        table,
        sa.Column("enrolment_id", sa.String(length=20), nullable=False),
        sa.Column("learner_id", sa.String(length=20), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(length=20), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        _foreign(table, "enrolment_id", "courses_enrolment"),
        _foreign(table, "learner_id", "learners_learner"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
    )
    _index(table, "provider_id", "enrolment_id", "learner_id")
    op.create_table(
        "courses_waiting_rule",
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.Column("ordering", sa.String(), nullable=False),
        sa.Column("offer_hours", sa.Integer(), nullable=False),
        sa.Column("silence", sa.String(), nullable=False),
        sa.Column("confirm_days", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("provider_id", name="pk_courses_waiting_rule"),
    )


def _index(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(f"ix_{table}_{column}", table, [column])


def _write_history() -> None:
    """What stood before anybody wrote history: how each enrolment began, and how it ended."""
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("select set_config('app.crossing', 'migration', true)"))
    metadata = sa.MetaData()
    enrolment = sa.Table("courses_enrolment", metadata, autoload_with=connection)
    change = sa.Table("courses_enrolment_change", metadata, autoload_with=connection)
    rows: list[dict[str, object]] = []
    for row in connection.execute(sa.select(enrolment)).mappings():
        first = row["state"] if row["state"] in {"waiting", "offered"} else "enrolled"
        steps = [("", first, row["from_date"], "")]
        if row["state"] != first:
            steps.append((first, row["state"], row["to_date"] or row["from_date"], row["reason"]))
        for number, (before, after, on_day, reason) in enumerate(steps):
            common = {"enrolment_id": row["id"], "learner_id": row["learner_id"], "provider_id": row["provider_id"]}
            rows.append(
                {
                    **common,
                    "id": db.new_id(),
                    "number": number,
                    "before": before,
                    "after": after,
                    "on_day": on_day,
                    "reason": reason,
                    "note": "",
                    "by": "",
                    "at": row["at"],
                    "facts": {},
                }
            )
    if rows:
        connection.execute(sa.insert(change), rows)
    waiting = sa.update(enrolment).where(enrolment.c.state == "waiting")
    connection.execute(waiting.values(waiting_since=enrolment.c.at, confirmed_on=enrolment.c.from_date))


def downgrade() -> None:
    """Take back."""
    for table in ("courses_waiting_rule", "courses_notice", "courses_offer"):
        op.drop_table(table)
    op.drop_table("courses_enrolment_change")
    op.drop_index("ix_courses_enrolment_follows", "courses_enrolment")
    op.drop_index("uq_courses_enrolment_open", "courses_enrolment")
    _unique("uq_courses_enrolment_seat", "courses_enrolment", ["section_id", "learner_id"], _SEATED)
    op.drop_column("courses_completion", "attempt")
    for column in reversed(_new_columns()):
        op.drop_column("courses_enrolment", column.name)
