"""How somebody is, with consent and a right of named people; how a class is, month by month; ideas for the centre."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "lms0031"
down_revision = "lms0030"
branch_labels = None
depends_on = None

JSON = sa.JSON(none_as_null=True)
INDEXED = (
    ("advice_month_answer", "section_id"),
    *(("advice_idea", one) for one in ("centre_id", "learner_id", "state")),
)
TABLES = (
    "wellbeing_consent",
    "wellbeing_check",
    "wellbeing_contact",
    "advice_month_answer",
    "advice_month_asked",
    "advice_idea",
)


def _owned(name: str, *parts: sa.Column[Any] | sa.Constraint, once: tuple[str, ...] = ()) -> None:
    columns = [one.name for one in parts if isinstance(one, sa.Column)]
    keys = [_key(name, column, to) for column, to in TARGETS.items() if column in columns]
    op.create_table(
        name,
        *parts,
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        *keys,
        *([sa.UniqueConstraint(*once, name=op.f(f"uq_{name}_{'_'.join(once)}"))] if once else []),
    )
    op.create_index(op.f(f"ix_{name}_provider_id"), name, ["provider_id"])


TARGETS = {
    "learner_id": "learners_learner.id",
    "centre_id": "organisations_centre.id",
    "section_id": "courses_section.id",
    "consent_id": "wellbeing_consent.id",
}


def _key(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [to], name=op.f(f"fk_{table}_{column}"))


def _text(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.String(), nullable=False)


def _day(name: str, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Date(), nullable=nullable)


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("accounts_membership", schema=None) as batch_op:
        batch_op.add_column(sa.Column("named_rights", sa.String(), server_default="", nullable=False))
    _owned(
        "wellbeing_consent",
        _text("learner_id"),
        sa.Column("given", sa.Boolean(), nullable=False),
        _day("on_day"),
        _day("talk_since", nullable=True),
        _text("words"),
        once=("learner_id",),
    )
    _owned(
        "wellbeing_check",
        _text("consent_id"),
        _day("day"),
        sa.Column("answers", JSON, nullable=False),
        once=("consent_id", "day"),
    )
    _owned("wellbeing_contact", _text("name"), _text("phone"), _text("note"), once=("provider_id", "name"))
    _owned("advice_month_answer", _text("section_id"), _day("month"), sa.Column("faces", JSON, nullable=False))
    _owned(
        "advice_month_asked",
        _text("learner_id"),
        _text("section_id"),
        _day("month"),
        once=("learner_id", "section_id", "month"),
    )
    _owned(
        "advice_idea",
        _text("centre_id"),
        _text("learner_id"),
        _text("words"),
        sa.Column("sound", sa.LargeBinary(), nullable=True),
        _text("media_type"),
        sa.Column("voice_open", sa.Boolean(), nullable=False),
        _day("on_day"),
        _text("state"),
        _text("board"),
        _text("answer"),
        _day("answered_on", nullable=True),
        _text("before"),
        sa.Column("task_id", sa.String(length=20), nullable=True),
    )
    for table, column in INDEXED:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def downgrade() -> None:
    """Take back."""
    for name in reversed(TABLES):
        op.drop_table(name)
    with op.batch_alter_table("accounts_membership", schema=None) as batch_op:
        batch_op.drop_column("named_rights")
