"""Seats: what rooms and groups offer to people who need it, "not now" to an offer, and how a learner took part."""

import sqlalchemy as sa
from alembic import op

revision = "lms0008"
down_revision = "lms0007"
branch_labels = None
depends_on = None

OFFERING = ("organisations_room", "courses_course", "courses_section")
ANSWERS = ("", "accepted", "declined", "expired", "withdrawn")


def upgrade() -> None:
    """Apply."""
    for name in OFFERING:
        op.add_column(
            name, sa.Column("properties", sa.JSON(none_as_null=True), nullable=False, server_default=sa.text("'[]'"))
        )
    op.add_column("courses_enrolment", sa.Column("rests_until", sa.Date(), nullable=True))
    op.add_column("courses_waiting_rule", sa.Column("not_now", sa.String(), nullable=False, server_default="keep"))
    op.add_column("courses_waiting_rule", sa.Column("not_now_days", sa.Integer(), nullable=False, server_default="14"))
    op.add_column("courses_mark", sa.Column("mode", sa.String(), nullable=False, server_default=""))
    _answers((*ANSWERS, "not_now"))


def downgrade() -> None:
    """Undo."""
    # An offer that was put off is one that was not taken.
    op.execute("update courses_offer set answer = 'withdrawn' where answer = 'not_now'")
    _answers(ANSWERS)
    op.drop_column("courses_mark", "mode")
    op.drop_column("courses_waiting_rule", "not_now_days")
    op.drop_column("courses_waiting_rule", "not_now")
    op.drop_column("courses_enrolment", "rests_until")
    for name in OFFERING:
        op.drop_column(name, "properties")


def _answers(allowed: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{one}'" for one in allowed)
    # No row of another table points at offers, so SQLite may build the table anew.
    with op.batch_alter_table("courses_offer") as batch:
        batch.drop_constraint("ck_courses_offer_answer", type_="check")
        batch.create_check_constraint("ck_courses_offer_answer", f"answer in ({listed})")
