"""Weeks of learners: patterns of any cycle, dated exceptions, travel and needs; a shift becomes a pattern."""

import json
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from alembic import op

from lms.kernel import db

revision = "lms0002"
down_revision = "lms0001"
branch_labels = None
depends_on = None

# The usual hours stand here as they were on the day of this migration: [day of the cycle, first minute, last minute].
_WORKDAYS, _NIGHTS = range(5), (6, 0, 1, 2, 3)
_EARLY, _LATE = (360, 840), (840, 1320)
SHIFTS: dict[str, tuple[int, list[list[int]]]] = {
    "day": (7, [[day, 480, 990] for day in _WORKDAYS]),
    "early": (7, [[day, *_EARLY] for day in _WORKDAYS]),
    "late": (7, [[day, *_LATE] for day in _WORKDAYS]),
    "night": (7, [[day, 1320, 1800] for day in _NIGHTS]),
    "rotating": (14, [[day, *_EARLY] for day in _WORKDAYS] + [[day + 7, *_LATE] for day in _WORKDAYS]),
}
_NEAREST = {"two_two_two": "rotating", "four_four": "rotating", "split": "day"}
"""What the old table can say of a pattern it does not know."""

_availability = sa.table(
    "learners_availability",
    sa.column("learner_id", sa.String),
    sa.column("provider_id", sa.String),
    sa.column("shift", sa.String),
    sa.column("rotation_anchor", sa.Date),
)
_pattern = sa.table(
    "learners_pattern",
    sa.column("id", sa.String),
    sa.column("learner_id", sa.String),
    sa.column("provider_id", sa.String),
    sa.column("kind", sa.String),
    sa.column("preset", sa.String),
    sa.column("cycle", sa.Integer),
    sa.column("anchor", sa.Date),
    sa.column("until", sa.Date),
    sa.column("stretches", sa.JSON(none_as_null=True)),
    sa.column("run_minutes", sa.Integer),
    sa.column("alone", sa.Boolean),
)


def upgrade() -> None:
    """Apply."""
    _tables()
    _shifts_to_patterns()
    for column in (
        sa.Column("travel_limit", sa.Integer(), nullable=True),
        sa.Column("travel_by_centre", sa.JSON(none_as_null=True), nullable=False, server_default="{}"),
        sa.Column("online", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("needs", sa.JSON(none_as_null=True), nullable=False, server_default="[]"),
        sa.Column("changed_at", db.Instant(timezone=True), nullable=True),
        sa.Column("changed_by", sa.String(), nullable=False, server_default=""),
    ):
        op.add_column("learners_availability", column)
    # Both databases drop a column in place: the table is not copied, and what points at it stays.
    op.drop_column("learners_availability", "shift")
    op.drop_column("learners_availability", "rotation_anchor")


def _tables() -> None:
    op.create_table(
        "learners_pattern",
        sa.Column("learner_id", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("preset", sa.String(), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("anchor", sa.Date(), nullable=True),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("stretches", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("run_minutes", sa.Integer(), nullable=False),
        sa.Column("alone", sa.Boolean(), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint("cycle > 0", name="ck_learners_pattern_cycle"),
        sa.ForeignKeyConstraint(["learner_id"], ["learners_learner.id"], name="fk_learners_pattern_learner_id"),
        sa.PrimaryKeyConstraint("id", name="pk_learners_pattern"),
    )
    op.create_table(
        "learners_exception",
        sa.Column("learner_id", sa.String(length=20), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("free", sa.Boolean(), nullable=False),
        sa.Column("starts", sa.Integer(), nullable=False),
        sa.Column("ends", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint("starts >= 0 and starts < ends", name="ck_learners_exception_times"),
        sa.ForeignKeyConstraint(["learner_id"], ["learners_learner.id"], name="fk_learners_exception_learner_id"),
        sa.PrimaryKeyConstraint("id", name="pk_learners_exception"),
    )
    op.create_table(
        "learners_week_before",
        sa.Column("learner_id", sa.String(length=20), nullable=False),
        sa.Column("value", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["learner_id"], ["learners_learner.id"], name="fk_learners_week_before_learner_id"),
        sa.PrimaryKeyConstraint("id", name="pk_learners_week_before"),
    )
    for table in TABLES:
        for column in ("learner_id", "provider_id"):
            op.create_index(f"ix_{table}_{column}", table, [column])


TABLES = ("learners_pattern", "learners_exception", "learners_week_before")


def _look_across() -> None:
    # Rows of every provider change: on PostgreSQL the policies would show none of them.
    if op.get_bind().dialect.name == "postgresql":
        op.execute("select set_config('app.crossing', 'migration', true)")


def _shifts_to_patterns() -> None:
    _look_across()
    rows = []
    for learner_id, provider_id, shift, anchor in op.get_bind().execute(sa.select(_availability)):
        if shift in SHIFTS:
            cycle, stretches = SHIFTS[shift]
            rows.append(
                {
                    "id": db.new_id(),
                    "learner_id": learner_id,
                    "provider_id": provider_id,
                    "kind": "work",
                    "preset": shift,
                    "cycle": cycle,
                    "anchor": _monday(anchor),
                    "stretches": stretches,
                    "run_minutes": 0,
                    "alone": False,
                }
            )
    if rows:
        op.bulk_insert(_pattern, rows)


def _monday(day: Any) -> date | None:
    if day is None:
        return None
    found = date.fromisoformat(day) if isinstance(day, str) else day
    return found - timedelta(days=found.weekday())


def downgrade() -> None:
    """Take back. What the old table has no word for is lost: school hours, exceptions, seasons."""
    op.add_column("learners_availability", sa.Column("shift", sa.String(), nullable=False, server_default="none"))
    op.add_column("learners_availability", sa.Column("rotation_anchor", sa.Date(), nullable=True))
    for column in ("travel_limit", "travel_by_centre", "online", "needs", "changed_at", "changed_by"):
        op.drop_column("learners_availability", column)
    _patterns_to_shifts()
    for table in TABLES:
        op.drop_table(table)


def _patterns_to_shifts() -> None:
    _look_across()
    lasting = sa.select(_pattern).where(_pattern.c.kind == "work", _pattern.c.until.is_(None))
    for row in op.get_bind().execute(lasting).mappings().all():
        shift = row["preset"] if row["preset"] in SHIFTS else _NEAREST.get(row["preset"], _nearest(row["stretches"]))
        anchor = _monday(row["anchor"]) if shift == "rotating" else None
        op.get_bind().execute(
            sa.update(_availability)
            .where(_availability.c.learner_id == row["learner_id"])
            .values(shift=shift, rotation_anchor=anchor)
        )


def _nearest(stretches: Any) -> str:
    """The shift most of whose hours a pattern of one's own has."""
    found = json.loads(stretches) if isinstance(stretches, str) else stretches
    if not found:
        return "none"
    starts = sum(one[1] for one in found) / len(found)
    return "night" if starts >= 1200 else "late" if starts >= 720 else "day" if starts >= 420 else "early"
