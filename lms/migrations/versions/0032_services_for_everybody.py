"""Who may come to a service, what it costs, who says so since when; the four kinds that courses are of."""

import sqlalchemy as sa
from alembic import op

revision = "lms0032"
down_revision = "lms0031"
branch_labels = None
depends_on = None

REGISTER, POINT, CONTACT, CHECK = (
    *("casework_organisation", "advice_point", "advice_work_contact"),
    "casework_text_check",
)
TEXTS = {
    REGISTER: ("postcode", "papers", "cost", "price", "source"),
    POINT: ("source",),
    CONTACT: ("cost", "price", "source"),
}
LISTS = ("languages", "target")


def upgrade() -> None:
    """Apply."""
    for table, names in TEXTS.items():
        for name in names:
            op.add_column(table, sa.Column(name, sa.String(), server_default="", nullable=False))
        op.add_column(table, sa.Column("checked_on", sa.Date(), nullable=True))
    for name in LISTS:
        json = sa.JSON(none_as_null=True)
        op.add_column(REGISTER, sa.Column(name, json, server_default=sa.text("'[]'"), nullable=False))
    op.add_column(REGISTER, sa.Column("shown", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("courses_course", sa.Column("category", sa.String(), server_default="learning", nullable=False))
    _what_courses_are()
    op.create_table(
        CHECK,
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("id", name=f"pk_{CHECK}"),
        sa.UniqueConstraint("provider_id", "text", name=f"uq_{CHECK}_provider_id_text"),
    )
    op.create_index(f"ix_{CHECK}_provider_id", CHECK, ["provider_id"])


def _what_courses_are() -> None:
    """A course that was opened before is what its module is: orientation informs, all others teach."""
    # Row-level security would hide everybody's courses from the migration's own statement.
    if op.get_bind().dialect.name == "postgresql":
        op.execute("select set_config('app.crossing', 'migration', true)")
    op.execute("update courses_course set category = 'information' where module_key like '%orientation'")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("select set_config('app.crossing', '', true)")


def downgrade() -> None:
    """Take back."""
    op.drop_table(CHECK)
    op.drop_column("courses_course", "category")
    op.drop_column(REGISTER, "shown")
    for name in LISTS:
        op.drop_column(REGISTER, name)
    for table, names in TEXTS.items():
        op.drop_column(table, "checked_on")
        for name in reversed(names):
            op.drop_column(table, name)
