"""Who is eligible for supplementary services, and what they received; what is shown to others; who teaches along."""

import sqlalchemy as sa
from alembic import op

from lms.kernel import db

revision = "lms0038"
down_revision = "lms0037"
branch_labels = None
depends_on = None

BASIS, KIND, RECORD, RECEIVED = "eligibility_basis", "eligibility_kind", "eligibility_record", "eligibility_received"
PRE_ARRIVAL = "learners_pre_arrival"
SHARING, CO_TEACHING, ACCESS = "casework_sharing", "partners_co_teaching", "partners_access"


def _key(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=20), nullable=nullable)


def _of_person(table: str) -> list[sa.schema.SchemaItem]:
    return [
        _key("person_id"),
        _key("child_id", nullable=True),
        _key("of_provider"),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        _key("id"),
        sa.ForeignKeyConstraint(["person_id"], ["learners_person.person_id"], name=f"fk_{table}_person_id"),
        sa.ForeignKeyConstraint(["child_id"], ["learners_child.id"], name=f"fk_{table}_child_id"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
    ]


def upgrade() -> None:
    """Apply."""
    op.create_table(
        BASIS,
        *(sa.Column(name, sa.String(), nullable=False) for name in ("name", "reason", "by")),
        sa.Column("since", sa.Date(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in ("months", "age_from", "age_to")),
        sa.Column("ended_on", sa.Date(), nullable=True),
        _key("id"),
        _key("provider_id"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{BASIS}"),
        sa.UniqueConstraint("provider_id", "name", name=f"uq_{BASIS}_provider_id_name"),
    )
    op.create_table(
        KIND,
        *(sa.Column(name, sa.String(), nullable=False) for name in ("name", "by")),
        sa.Column("ended_on", sa.Date(), nullable=True),
        _key("id"),
        _key("provider_id"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{KIND}"),
        sa.UniqueConstraint("provider_id", "name", name=f"uq_{KIND}_provider_id_name"),
    )
    op.create_table(
        RECORD,
        _key("basis_id"),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("basis", "reason", "end_reason")),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        *_of_person(RECORD),
    )
    op.create_table(
        RECEIVED,
        _key("centre_id"),
        _key("kind_id"),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("kind", "note")),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        *_of_person(RECEIVED),
        sa.CheckConstraint("minutes is null or minutes > 0", name=f"ck_{RECEIVED}_minutes"),
    )
    op.create_table(
        SHARING,
        *(_key(name) for name in ("person_id", "from_provider", "to_provider")),
        sa.Column("parts", sa.JSON(none_as_null=True), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("way", "language", "by", "ended_by")),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.Column("ended_at", db.Instant(timezone=True), nullable=True),
        _key("id"),
        sa.ForeignKeyConstraint(["person_id"], ["learners_person.person_id"], name=f"fk_{SHARING}_person_id"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{SHARING}"),
    )
    op.create_index(f"ix_{SHARING}_person_id", SHARING, ["person_id"])
    op.create_table(
        CO_TEACHING,
        *(_key(name) for name in ("session_id", "access_id")),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        _key("id"),
        _key("provider_id"),
        sa.ForeignKeyConstraint(["access_id"], [f"{ACCESS}.id"], name=f"fk_{CO_TEACHING}_access_id"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{CO_TEACHING}"),
        sa.UniqueConstraint("session_id", "access_id", name=f"uq_{CO_TEACHING}_session_id_access_id"),
    )
    for column in ("access_id", "provider_id"):
        op.create_index(f"ix_{CO_TEACHING}_{column}", CO_TEACHING, [column])
    op.add_column(ACCESS, sa.Column("part", sa.String(), server_default="coming", nullable=False))
    op.create_table(
        PRE_ARRIVAL,
        *(_key(name) for name in ("learner_id", "batch", "credential_id")),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("kind", "name", "value", "source", "by")),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("filled", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        _key("id"),
        _key("provider_id"),
        sa.ForeignKeyConstraint(["learner_id"], ["learners_learner.id"], name=f"fk_{PRE_ARRIVAL}_learner_id"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{PRE_ARRIVAL}"),
    )
    for column in ("learner_id", "provider_id"):
        op.create_index(f"ix_{PRE_ARRIVAL}_{column}", PRE_ARRIVAL, [column])
    for table in (BASIS, KIND):
        op.create_index(f"ix_{table}_provider_id", table, ["provider_id"])
    for table in (RECORD, RECEIVED):
        for column in ("person_id", "child_id"):
            op.create_index(f"ix_{table}_{column}", table, [column])
    op.create_index("ix_eligibility_received_day", RECEIVED, ["of_provider", "day"])


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table(ACCESS, schema=None) as batch_op:
        batch_op.drop_column("part")
    for table in (PRE_ARRIVAL, CO_TEACHING, SHARING, RECEIVED, RECORD, KIND, BASIS):
        op.drop_table(table)
