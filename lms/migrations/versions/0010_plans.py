"""The individual plan: goals, steps that keep their key, confirmations, rights, guidance, hand-over, what a provider asks."""

import sqlalchemy as sa
from alembic import op

from lms.kernel import db

revision = "lms0010"
down_revision = "lms0009"
branch_labels = None
depends_on = None

PLAN_TEXTS = (
    "staff_agreed_by",
    "person_agreed_by",
    "person_agreed_way",
    "person_agreed_language",
    "strategy",
    "wish",
)
STEP_TEXTS = {"key": 20, "code": None, "plain": None, "follows": None}


def upgrade() -> None:
    """Apply."""
    # Columns are added one by one, so that the SQLite tables stay where they are: rows of other tables point at them.
    for name in PLAN_TEXTS:
        op.add_column("casework_plan", sa.Column(name, sa.String(), nullable=False, server_default=""))
    op.add_column("casework_plan", sa.Column("weekly_lessons", sa.Integer(), nullable=True))
    op.add_column("casework_plan", sa.Column("review_on", sa.Date(), nullable=True))
    op.add_column("casework_plan", sa.Column("wish_at", db.Instant(timezone=True), nullable=True))
    op.add_column(
        "casework_plan", sa.Column("estimate", sa.JSON(none_as_null=True), nullable=False, server_default="{}")
    )
    op.create_index("ix_casework_plan_review_on", "casework_plan", ["review_on"])
    for name, length in STEP_TEXTS.items():
        op.add_column("casework_step", sa.Column(name, sa.String(length), nullable=False, server_default=""))
    _persons()
    _providers()
    _what_stood_before()


def _persons() -> None:
    op.create_table(
        "casework_goal",
        sa.Column("person_id", sa.String(length=20), nullable=False),
        sa.Column("plan_id", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=20), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["learners_person.person_id"], name="fk_casework_goal_person_id"),
        sa.ForeignKeyConstraint(["plan_id"], ["casework_plan.id"], name="fk_casework_goal_plan_id"),
        sa.PrimaryKeyConstraint("id", name="pk_casework_goal"),
        sa.UniqueConstraint("plan_id", "key", name="uq_casework_goal_plan_id_key"),
    )
    op.create_table(
        "casework_proof",
        sa.Column("person_id", sa.String(length=20), nullable=False),
        sa.Column("goal_key", sa.String(length=20), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("reached", sa.Boolean(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["learners_person.person_id"], name="fk_casework_proof_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_casework_proof"),
    )
    op.create_table(
        "casework_acknowledgement",
        sa.Column("person_id", sa.String(length=20), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("wording", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["learners_person.person_id"], name="fk_casework_acknowledgement_person_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_casework_acknowledgement"),
    )
    for table, column in PERSONS_INDEXES:
        op.create_index(f"ix_{table}_{column}", table, [column])


PERSONS_INDEXES = (
    ("casework_goal", "person_id"),
    ("casework_goal", "key"),
    ("casework_proof", "person_id"),
    ("casework_proof", "goal_key"),
    ("casework_acknowledgement", "person_id"),
)


def _providers() -> None:
    op.create_table(
        "casework_rule",
        sa.Column("plan_required", sa.Boolean(), nullable=False),
        sa.Column("plan_days", sa.Integer(), nullable=False),
        sa.Column("entry_days", sa.Integer(), nullable=False),
        sa.Column("exit_days", sa.Integer(), nullable=False),
        sa.Column("review_weeks", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_casework_rule"),
        sa.UniqueConstraint("provider_id", name="uq_casework_rule_provider_id"),
    )
    op.create_table(
        "casework_guidance",
        sa.Column("learner_id", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("enrolment_id", sa.String(length=20), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("task_id", sa.String(length=20), nullable=True),
        sa.Column("held_at", db.Instant(timezone=True), nullable=True),
        sa.Column("held_by", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("lanes", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["learner_id"], ["learners_learner.id"], name="fk_casework_guidance_learner_id"),
        sa.PrimaryKeyConstraint("id", name="pk_casework_guidance"),
    )
    op.create_index("ix_casework_guidance_open", "casework_guidance", ["learner_id", "kind", "held_at"])
    op.create_table(
        "casework_hand_over",
        sa.Column("learner_id", sa.String(length=20), nullable=False),
        sa.Column("to_staff_id", sa.String(length=20), nullable=True),
        sa.Column("to_provider_id", sa.String(length=20), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("consent_way", sa.String(), nullable=False),
        sa.Column("consent_language", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["learner_id"], ["learners_learner.id"], name="fk_casework_hand_over_learner_id"),
        sa.PrimaryKeyConstraint("id", name="pk_casework_hand_over"),
    )
    op.create_index("ix_casework_hand_over_learner_id", "casework_hand_over", ["learner_id"])
    for table in PROVIDERS_TABLES:
        op.create_index(f"ix_{table}_provider_id", table, ["provider_id"])


PROVIDERS_TABLES = ("casework_rule", "casework_guidance", "casework_hand_over")


def _what_stood_before() -> None:
    """A step of several versions is one step, the goal of each plan a goal."""
    # Row-level security would hide everybody's plans from the migration's own statements.
    if op.get_bind().dialect.name == "postgresql":
        op.execute("select set_config('app.crossing', 'migration', true)")
    op.execute(
        "update casework_step set key = (select min(first.id) from casework_step first"
        " where first.person_id = casework_step.person_id and first.title = casework_step.title)"
    )
    op.execute(
        "insert into casework_goal (id, person_id, plan_id, key, place, kind, words, level)"
        " select plan.id, plan.person_id, plan.id, (select min(first.id) from casework_plan first"
        " where first.person_id = plan.person_id and first.goal = plan.goal), 0, plan.goal, '', ''"
        " from casework_plan plan"
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute("select set_config('app.crossing', '', true)")


def downgrade() -> None:
    """Take back."""
    for table in ("casework_hand_over", "casework_guidance", "casework_rule"):
        op.drop_table(table)
    for table in ("casework_acknowledgement", "casework_proof", "casework_goal"):
        op.drop_table(table)
    for name in STEP_TEXTS:
        op.drop_column("casework_step", name)
    op.drop_index("ix_casework_plan_review_on", "casework_plan")
    for name in (*PLAN_TEXTS, "weekly_lessons", "review_on", "wish_at", "estimate"):
        op.drop_column("casework_plan", name)
