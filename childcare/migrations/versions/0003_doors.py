"""A child whom two adults bring to one session has one place by two seats."""

from alembic import op

revision = "childcare0003"
down_revision = "childcare0002"
branch_labels = None
depends_on = None

BEFORE = "uq_childcare_booking_session_id_child_id"
AFTER = "uq_childcare_booking_session_id_child_id_enrolment_id"


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("childcare_booking", schema=None) as batch_op:
        batch_op.drop_constraint(op.f(BEFORE), type_="unique")
        batch_op.create_unique_constraint(op.f(AFTER), ["session_id", "child_id", "enrolment_id"])


def downgrade() -> None:
    """Take back."""
    # One row a child and session again: the first seat keeps the place.
    op.execute(
        "delete from childcare_booking where exists (select 1 from childcare_booking as other"
        " where other.session_id = childcare_booking.session_id and other.child_id = childcare_booking.child_id"
        " and other.id < childcare_booking.id)"
    )
    with op.batch_alter_table("childcare_booking", schema=None) as batch_op:
        batch_op.drop_constraint(op.f(AFTER), type_="unique")
        batch_op.create_unique_constraint(op.f(BEFORE), ["session_id", "child_id"])
