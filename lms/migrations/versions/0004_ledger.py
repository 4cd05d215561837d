"""Hour ledger."""

import sqlalchemy as sa
from alembic import op

from lms.kernel import db

revision = "lms0004"
down_revision = "lms0003"
branch_labels = None
depends_on = None

_ENTRY = "courses_ledger_entry"
_ID = sa.String(length=20)
_SOFAR = (
    "(select sum(b.minutes) from courses_ledger_entry b where b.session_id = courses_ledger_entry.session_id"
    " and b.learner_id = courses_ledger_entry.learner_id and b.version <= courses_ledger_entry.version)"
)
_MARKED = (
    "(select min(m.enrolment_id) from courses_mark m where m.session_id = courses_ledger_entry.session_id"
    " and m.learner_id = courses_ledger_entry.learner_id)"
)


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("courses_course") as batch_op:
        batch_op.add_column(sa.Column("strand", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("unit_minutes", sa.Integer(), server_default="45", nullable=False))
    _add_tables()
    _add_export_tables()
    _widen_entries()
    _fill_entries()


def _add_tables() -> None:
    op.create_table(
        "courses_budget",
        sa.Column("learner_id", _ID, nullable=False),
        sa.Column("programme", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("funder_id", _ID, nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.Column("firm", sa.Boolean(), nullable=False),
        sa.Column("from_date", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.Column("id", _ID, nullable=False),
        sa.Column("provider_id", _ID, nullable=False),
        sa.CheckConstraint("minutes >= 0", name=op.f("ck_courses_budget_minutes")),
        sa.CheckConstraint("used >= 0", name=op.f("ck_courses_budget_used")),
        sa.CheckConstraint("not firm or used <= minutes", name=op.f("ck_courses_budget_firm")),
        sa.ForeignKeyConstraint(["funder_id"], ["organisations_funder.id"], name=op.f("fk_courses_budget_funder_id")),
        sa.ForeignKeyConstraint(["learner_id"], ["learners_learner.id"], name=op.f("fk_courses_budget_learner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_courses_budget")),
    )
    _index("courses_budget", "funder_id", "learner_id", "provider_id")
    op.create_table(
        "courses_funder_rule",
        sa.Column("funder_id", _ID, nullable=False),
        sa.Column("at_zero", sa.String(), nullable=False),
        sa.Column("warn_minutes", sa.Integer(), nullable=False),
        sa.Column("needs_budget", sa.Boolean(), nullable=False),
        sa.Column("needs_reference", sa.Boolean(), nullable=False),
        sa.Column("unit_minutes", sa.Integer(), nullable=False),
        sa.Column("provider_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["funder_id"], ["organisations_funder.id"], name=op.f("fk_courses_funder_rule_funder_id")
        ),
        sa.PrimaryKeyConstraint("funder_id", name=op.f("pk_courses_funder_rule")),
    )
    _index("courses_funder_rule", "provider_id")
    op.create_table(
        "courses_closed_month",
        sa.Column("funder_id", _ID, nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.Column("reopened_at", db.Instant(timezone=True), nullable=True),
        sa.Column("reopened_by", sa.String(), nullable=False),
        sa.Column("reopened_reason", sa.String(), nullable=False),
        sa.Column("id", _ID, nullable=False),
        sa.Column("provider_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["funder_id"], ["organisations_funder.id"], name=op.f("fk_courses_closed_month_funder_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_courses_closed_month")),
    )
    _index("courses_closed_month", "funder_id", "provider_id")
    op.create_index(
        "uq_courses_closed_month",
        "courses_closed_month",
        ["provider_id", "funder_id", "month"],
        unique=True,
        sqlite_where=sa.text("reopened_at is null"),
        postgresql_where=sa.text("reopened_at is null"),
    )


def _add_export_tables() -> None:
    op.create_table(
        "exchange_export_form",
        sa.Column("funder_id", _ID, nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.Column("provider_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["funder_id"], ["organisations_funder.id"], name=op.f("fk_exchange_export_form_funder_id")
        ),
        sa.PrimaryKeyConstraint("funder_id", name=op.f("pk_exchange_export_form")),
    )
    _index("exchange_export_form", "provider_id")
    op.create_table(
        "exchange_export",
        sa.Column("funder_id", _ID, nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("format", sa.String(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.Column("id", _ID, nullable=False),
        sa.Column("provider_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(["funder_id"], ["organisations_funder.id"], name=op.f("fk_exchange_export_funder_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange_export")),
    )
    _index("exchange_export", "funder_id", "provider_id")


def _index(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column], unique=False)


def _widen_entries() -> None:
    with op.batch_alter_table(_ENTRY) as batch_op:
        batch_op.add_column(sa.Column("enrolment_id", _ID, nullable=True))
        batch_op.add_column(sa.Column("budget_id", _ID, nullable=True))
        batch_op.add_column(sa.Column("month", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("attended", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("mode", sa.String(), server_default="on_site", nullable=False))
        batch_op.add_column(sa.Column("strand", sa.String(), server_default="language", nullable=False))
        batch_op.add_column(sa.Column("code", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("refused", sa.Boolean(), server_default=sa.text("false"), nullable=False))
        batch_op.add_column(sa.Column("corrects_id", _ID, nullable=True))
        batch_op.add_column(sa.Column("reason", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("by", sa.String(), server_default="", nullable=False))
        batch_op.create_foreign_key(
            op.f("fk_courses_ledger_entry_enrolment_id"), "courses_enrolment", ["enrolment_id"], ["id"]
        )
        batch_op.create_foreign_key(op.f("fk_courses_ledger_entry_budget_id"), "courses_budget", ["budget_id"], ["id"])
        # The unique constraint begins with the session, the new index with the learner: those two do both jobs.
        batch_op.drop_index(op.f("ix_courses_ledger_entry_session_id"))
        batch_op.drop_index(op.f("ix_courses_ledger_entry_learner_id"))
        batch_op.create_index(op.f("ix_courses_ledger_entry_budget_id"), ["budget_id"])
        batch_op.create_index("ix_courses_ledger_entry_month", ["funder_id", "month"])
        batch_op.create_index("ix_courses_ledger_entry_learner_day", ["learner_id", "day"])


def _fill_entries() -> None:
    """What entries of before say: their month, what was attended, and whose enrolment it was."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    if not sqlite:
        op.execute("select set_config('app.crossing', 'migration', true)")
    month = "date(day, 'start of month')" if sqlite else "date_trunc('month', day)::date"
    op.execute(f"update {_ENTRY} set month = {month}, attended = {_SOFAR}, enrolment_id = {_MARKED}")  # noqa: S608
    if not sqlite:
        op.execute("select set_config('app.crossing', '', true)")


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table(_ENTRY) as batch_op:
        batch_op.drop_index("ix_courses_ledger_entry_learner_day")
        batch_op.drop_index("ix_courses_ledger_entry_month")
        batch_op.drop_index(op.f("ix_courses_ledger_entry_budget_id"))
        batch_op.create_index(op.f("ix_courses_ledger_entry_learner_id"), ["learner_id"])
        batch_op.create_index(op.f("ix_courses_ledger_entry_session_id"), ["session_id"])
        batch_op.drop_constraint(op.f("fk_courses_ledger_entry_budget_id"), type_="foreignkey")
        batch_op.drop_constraint(op.f("fk_courses_ledger_entry_enrolment_id"), type_="foreignkey")
        for name in (
            "by", "reason", "corrects_id", "refused", "code", "strand", "mode", "attended", "month", "budget_id",
            "enrolment_id",
        ):  # fmt: skip
            batch_op.drop_column(name)
    for table in (
        "exchange_export", "exchange_export_form", "courses_closed_month", "courses_funder_rule", "courses_budget",
    ):  # fmt: skip
        op.drop_table(table)
    with op.batch_alter_table("courses_course") as batch_op:
        batch_op.drop_column("unit_minutes")
        batch_op.drop_column("strand")
