"""People of partners who see one module; agreements with duties; papers before arrival."""

import sqlalchemy as sa
from alembic import op

from lms.kernel import db

revision = "lms0033"
down_revision = "lms0032"
branch_labels = None
depends_on = None

ACCESS = "partners_access"
OF_ACCESS = {
    "user_id": "accounts_user",
    "organisation_id": "casework_organisation",
    "centre_id": "organisations_centre",
    "section_id": "courses_section",
    "course_id": "courses_course",
}
AGREEMENT, COHORT, DUTY = "partners_agreement", "partners_cohort", "partners_duty"
OF_COHORT = {"section_id": "courses_section", "course_id": "courses_course", "learner_id": "learners_learner"}
WAY, COPY = "casework_before_arrival", "casework_arrival_paper"
INDEXES = (
    *((ACCESS, column) for column in ("centre_id", "provider_id")),
    *((AGREEMENT, column) for column in ("centre_id", "provider_id")),
    *((COHORT, column) for column in ("agreement_id", *OF_COHORT, "provider_id")),
    *((DUTY, column) for column in ("agreement_id", "provider_id")),
    (WAY, "provider_id"),
    *((COPY, column) for column in ("learner_id", "provider_id")),
)


def _key(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=20), nullable=nullable)


def upgrade() -> None:
    """Apply."""
    op.create_table(
        ACCESS,
        *(_key(name, nullable=name in ("section_id", "course_id")) for name in OF_ACCESS),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("name", "email", "by")),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("ended_at", db.Instant(timezone=True), nullable=True),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        _key("id"),
        _key("provider_id"),
        *(
            sa.ForeignKeyConstraint([one], [f"{table}.id"], name=f"fk_{ACCESS}_{one}")
            for one, table in OF_ACCESS.items()
        ),
        sa.PrimaryKeyConstraint("id", name=f"pk_{ACCESS}"),
        sa.UniqueConstraint("user_id", name=f"uq_{ACCESS}_user_id"),
    )
    op.create_table(
        AGREEMENT,
        *(sa.Column(name, sa.String(), nullable=False) for name in ("title", "kind", "by")),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("partners", sa.JSON(none_as_null=True), nullable=False),
        *(_key(name, nullable=True) for name in ("centre_id", "staff_id")),
        *(sa.Column(name, sa.Date(), nullable=False) for name in ("begins_on", "ends_on")),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        _key("id"),
        _key("provider_id"),
        sa.ForeignKeyConstraint(["centre_id"], ["organisations_centre.id"], name=f"fk_{AGREEMENT}_centre_id"),
        sa.ForeignKeyConstraint(["staff_id"], ["organisations_staff.id"], name=f"fk_{AGREEMENT}_staff_id"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{AGREEMENT}"),
    )
    op.create_table(
        COHORT,
        _key("agreement_id"),
        *(_key(name, nullable=True) for name in OF_COHORT),
        _key("id"),
        _key("provider_id"),
        sa.ForeignKeyConstraint(["agreement_id"], [f"{AGREEMENT}.id"], name=f"fk_{COHORT}_agreement_id"),
        *(
            sa.ForeignKeyConstraint([one], [f"{table}.id"], name=f"fk_{COHORT}_{one}")
            for one, table in OF_COHORT.items()
        ),
        sa.PrimaryKeyConstraint("id", name=f"pk_{COHORT}"),
    )
    op.create_table(
        DUTY,
        _key("agreement_id"),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("organisation_id", sa.String(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("done_by", sa.String(), nullable=False),
        _key("id"),
        _key("provider_id"),
        sa.ForeignKeyConstraint(["agreement_id"], [f"{AGREEMENT}.id"], name=f"fk_{DUTY}_agreement_id"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{DUTY}"),
    )
    op.create_table(
        WAY,
        _key("learner_id"),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("origin", "destination", "purpose", "by")),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        _key("id"),
        _key("provider_id"),
        sa.ForeignKeyConstraint(["learner_id"], ["learners_learner.id"], name=f"fk_{WAY}_learner_id"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{WAY}"),
        sa.UniqueConstraint("learner_id", name=f"uq_{WAY}_learner_id"),
    )
    op.create_table(
        COPY,
        _key("learner_id"),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("key", "name", "media_type", "by")),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        _key("id"),
        _key("provider_id"),
        sa.ForeignKeyConstraint(["learner_id"], ["learners_learner.id"], name=f"fk_{COPY}_learner_id"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{COPY}"),
        sa.UniqueConstraint("learner_id", "key", name=f"uq_{COPY}_learner_id_key"),
    )
    for table, column in INDEXES:
        op.create_index(f"ix_{table}_{column}", table, [column])


def downgrade() -> None:
    """Take back."""
    for table in (COPY, WAY, DUTY, COHORT, AGREEMENT, ACCESS):
        op.drop_table(table)
