"""Files that somebody looks at come in parts, and a bank knows the job that measures its items."""

import sqlalchemy as sa
from alembic import op

revision = "placement0006"
down_revision = "placement0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply. What somebody only looks at is not carried over: she brings the file again."""
    op.execute(sa.text("DELETE FROM placement_upload"))
    with op.batch_alter_table("placement_upload", schema=None) as batch_op:
        batch_op.drop_column("content")
        batch_op.add_column(sa.Column("size", sa.Integer(), nullable=False))
    op.create_table(
        "placement_upload_part",
        sa.Column("upload_id", sa.String(length=20), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["upload_id"], ["placement_upload.id"], name=op.f("fk_placement_upload_part_upload_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement_upload_part")),
        sa.UniqueConstraint("upload_id", "number", name=op.f("uq_placement_upload_part_upload_id_number")),
    )
    with op.batch_alter_table("placement_upload_part", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_placement_upload_part_provider_id"), ["provider_id"], unique=False)
    with op.batch_alter_table("placement_bank", schema=None) as batch_op:
        batch_op.add_column(sa.Column("measuring", sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table("placement_bank", schema=None) as batch_op:
        batch_op.alter_column("measuring", server_default=None)


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("placement_bank", schema=None) as batch_op:
        batch_op.drop_column("measuring")
    with op.batch_alter_table("placement_upload_part", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_placement_upload_part_provider_id"))
    op.drop_table("placement_upload_part")
    op.execute(sa.text("DELETE FROM placement_upload"))
    with op.batch_alter_table("placement_upload", schema=None) as batch_op:
        batch_op.drop_column("size")
        batch_op.add_column(sa.Column("content", sa.LargeBinary(), nullable=False))
