"""Tasks say which centre they concern."""

import sqlalchemy as sa
from alembic import op

revision = "lms0020"
down_revision = "lms0019"
branch_labels = None
depends_on = None

# Whom or what a task is about, the nearest first: the learner, the class or the day it leads to, who was asked.
CENTRES = (
    "select centre_id from learners_learner where id = messages_task.learner_id",
    "select centre_id from courses_section where '/sections/' || id = messages_task.link",
    "select section.centre_id from courses_session as session join courses_section as section"
    " on section.id = session.section_id where '/sessions/' || session.id = messages_task.link",
    "select centre_id from organisations_staff where id = messages_task.staff_id",
)


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("messages_task", schema=None) as batch_op:
        batch_op.add_column(sa.Column("centre_id", sa.String(length=20), nullable=True))
    if op.get_bind().dialect.name == "postgresql":
        # Rows of every provider change: the policies would show none of them.
        op.execute("select set_config('app.crossing', 'migration', true)")
    for centre in CENTRES:
        op.execute(f"update messages_task set centre_id = ({centre}) where centre_id is null")  # noqa: S608


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("messages_task", schema=None) as batch_op:
        batch_op.drop_column("centre_id")
