"""Volunteers: companions for appointments, mentors with their meetings, handbooks."""

import sqlalchemy as sa
from alembic import op

from lms.kernel import db

revision = "lms0030"
down_revision = "lms0029"
branch_labels = None
depends_on = None

VOLUNTEER, APPOINTMENT = "companions_volunteer", "companions_appointment"
MENTORING, MEETING, HANDBOOK = "companions_mentoring", "companions_meeting", "companions_handbook"
INDEXES = (
    *((VOLUNTEER, column) for column in ("centre_id", "provider_id")),
    *((APPOINTMENT, column) for column in ("learner_id", "centre_id", "volunteer_id", "provider_id")),
    *((MENTORING, column) for column in ("learner_id", "volunteer_id", "provider_id")),
    *((table, "provider_id") for table in (MEETING, HANDBOOK)),
)
GOES_ON = sa.text("ended_on is null")


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]


def _ids(*names: str, nullable: bool = False) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(length=20), nullable=nullable) for name in names]


def _days(*names: str, nullable: bool = False) -> list[sa.Column[object]]:
    return [sa.Column(name, sa.Date(), nullable=nullable) for name in names]


def _at() -> sa.Column[object]:
    return sa.Column("at", db.Instant(timezone=True), nullable=False)


def _key(table: str, **others: str) -> list[sa.Constraint]:
    """The key and what leads to rows of other tables: by column the table."""
    links = [
        sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{table}_{column}")
        for column, other in others.items()
    ]
    return [sa.PrimaryKeyConstraint("id", name=f"pk_{table}"), *links]


LEARNER, CENTRE = "learners_learner", "organisations_centre"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        VOLUNTEER,
        *_ids("id", "provider_id", "centre_id"),
        *_texts("name", "phone", "email", "languages", "by"),
        *(sa.Column(name, sa.Boolean(), nullable=False) for name in ("companion", "mentor")),
        *(sa.Column(name, sa.JSON(none_as_null=True), nullable=False) for name in ("times", "topics")),
        *_days("since"),
        *_days("trained_on", "ended_on", nullable=True),
        *_ids("learner_id", nullable=True),
        sa.Column("token_hash", sa.String(), nullable=True),
        _at(),
        *_key(VOLUNTEER, centre_id=CENTRE, learner_id=LEARNER),
        sa.UniqueConstraint("token_hash", name=f"uq_{VOLUNTEER}_token_hash"),
    )
    op.create_table(
        APPOINTMENT,
        *_ids("id", "provider_id", "learner_id", "centre_id"),
        *_ids("staff_id", "volunteer_id", nullable=True),
        *_texts("language", "place", "state", "confirmed_by", "by"),
        *_days("day"),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        *_days("logged_on", "confirmed_on", nullable=True),
        _at(),
        sa.CheckConstraint("minutes >= 0", name=f"ck_{APPOINTMENT}_minutes"),
        *_key(APPOINTMENT, learner_id=LEARNER, centre_id=CENTRE),
    )
    op.create_table(
        MENTORING,
        *_ids("id", "provider_id", "learner_id", "volunteer_id"),
        *_ids("staff_id", nullable=True),
        *_texts("language", "goal", "ended_by", "by"),
        *_days("proposed_on"),
        *_days("mentor_said_on", "learner_said_on", "ended_on", nullable=True),
        _at(),
        *_key(MENTORING, learner_id=LEARNER),
    )
    op.create_table(
        MEETING,
        *_ids("id", "provider_id", "mentoring_id"),
        *_days("day"),
        sa.Column("minutes", sa.Integer(), nullable=False),
        _at(),
        sa.CheckConstraint("minutes > 0", name=f"ck_{MEETING}_minutes"),
        *_key(MEETING, mentoring_id=MENTORING),
        sa.UniqueConstraint("mentoring_id", "day", name=f"uq_{MEETING}_mentoring_id_day"),
    )
    op.create_table(
        HANDBOOK,
        *_ids("id", "provider_id"),
        *_texts("title", "kind", "roles", "language", "address", "body", "by"),
        *_days("ended_on", nullable=True),
        _at(),
        *_key(HANDBOOK),
    )
    for table, column in INDEXES:
        op.create_index(f"ix_{table}_{column}", table, [column])
    for table in (VOLUNTEER, MENTORING):
        name = f"uq_{table}_learner"
        op.create_index(name, table, ["learner_id"], unique=True, sqlite_where=GOES_ON, postgresql_where=GOES_ON)


def downgrade() -> None:
    """Take back."""
    for table in (HANDBOOK, MEETING, MENTORING, APPOINTMENT, VOLUNTEER):
        op.drop_table(table)
