"""People of partners who see one module and how people come to it."""

import sqlalchemy as sa
from alembic import op

from lms.kernel import db

revision = "lms0033"
down_revision = "lms0029"
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
INDEXES = ((ACCESS, "centre_id"), (ACCESS, "provider_id"))


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
    for table, column in INDEXES:
        op.create_index(f"ix_{table}_{column}", table, [column])


def downgrade() -> None:
    """Take back."""
    op.drop_table(ACCESS)
