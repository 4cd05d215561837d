"""The day of care: rooms, who came, who may collect, who is on duty, who waits, what happened."""

import sqlalchemy as sa
from alembic import op

from lms.kernel import clock, db

revision = "childcare0002"
down_revision = "childcare0001"
branch_labels = None
depends_on = None

_record = sa.table(
    "childcare_child_record", sa.column("child_id"), sa.column("provider_id"), sa.column("may_collect", sa.JSON())
)
_collector = sa.table(
    "childcare_collector",
    *(
        sa.column(name)
        for name in ("id", "provider_id", "child_id", "name", "relation", "phone", "secret", "token_hash")
    ),
    sa.column("agreed"),
    sa.column("by"),
    sa.column("at", db.Instant(timezone=True)),
    sa.column("removed_at", db.Instant(timezone=True)),
)


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "childcare_collector",
        sa.Column("child_id", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("relation", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("secret", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("agreed", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.Column("removed_at", db.Instant(timezone=True), nullable=True),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_childcare_collector")),
    )
    with op.batch_alter_table("childcare_collector", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_childcare_collector_token_hash"), ["token_hash"], unique=False)
        batch_op.create_index(batch_op.f("ix_childcare_collector_child_id"), ["child_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_childcare_collector_provider_id"), ["provider_id"], unique=False)

    op.create_table(
        "childcare_handover",
        sa.Column("child_id", sa.String(length=20), nullable=False),
        sa.Column("kindergarten", sa.String(), nullable=False),
        sa.Column("applied_on", sa.Date(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("habits", sa.String(), nullable=False),
        sa.Column("consent_by", sa.String(), nullable=False),
        sa.Column("consent_at", db.Instant(timezone=True), nullable=True),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_childcare_handover")),
        sa.UniqueConstraint("child_id", name=op.f("uq_childcare_handover_child_id")),
    )
    with op.batch_alter_table("childcare_handover", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_childcare_handover_provider_id"), ["provider_id"], unique=False)

    op.create_table(
        "childcare_incident",
        sa.Column("centre_id", sa.String(length=20), nullable=False),
        sa.Column("child_id", sa.String(length=20), nullable=False),
        sa.Column("happened_at", db.Instant(timezone=True), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("deed", sa.String(), nullable=False),
        sa.Column("told", sa.String(), nullable=False),
        sa.Column("follows_id", sa.String(length=20), nullable=True),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["centre_id"], ["organisations_centre.id"], name=op.f("fk_childcare_incident_centre_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_childcare_incident")),
    )
    with op.batch_alter_table("childcare_incident", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_childcare_incident_centre_id"), ["centre_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_childcare_incident_child_id"), ["child_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_childcare_incident_happened_at"), ["happened_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_childcare_incident_provider_id"), ["provider_id"], unique=False)

    op.create_table(
        "childcare_room",
        sa.Column("centre_id", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("square_metres", sa.Double(), nullable=False),
        sa.Column("largest", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint("largest > 0", name=op.f("ck_childcare_room_largest")),
        sa.CheckConstraint("square_metres > 0", name=op.f("ck_childcare_room_area")),
        sa.ForeignKeyConstraint(["centre_id"], ["organisations_centre.id"], name=op.f("fk_childcare_room_centre_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_childcare_room")),
        sa.UniqueConstraint("centre_id", "name", name=op.f("uq_childcare_room_centre_id_name")),
    )
    with op.batch_alter_table("childcare_room", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_childcare_room_centre_id"), ["centre_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_childcare_room_provider_id"), ["provider_id"], unique=False)

    op.create_table(
        "childcare_settings",
        sa.Column("centre_id", sa.String(length=20), nullable=False),
        sa.Column("rule_key", sa.String(), nullable=False),
        sa.Column("minimum_staff", sa.Integer(), nullable=True),
        sa.Column("papers", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("late_minutes", sa.Integer(), nullable=False),
        sa.Column("ordering", sa.String(), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["centre_id"], ["organisations_centre.id"], name=op.f("fk_childcare_settings_centre_id")
        ),
        sa.PrimaryKeyConstraint("centre_id", name=op.f("pk_childcare_settings")),
    )
    with op.batch_alter_table("childcare_settings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_childcare_settings_provider_id"), ["provider_id"], unique=False)

    op.create_table(
        "childcare_waiting",
        sa.Column("centre_id", sa.String(length=20), nullable=False),
        sa.Column("learner_id", sa.String(length=20), nullable=False),
        sa.Column("child_id", sa.String(length=20), nullable=False),
        sa.Column("enrolment_id", sa.String(length=20), nullable=False),
        sa.Column("section_id", sa.String(length=20), nullable=False),
        sa.Column("since", db.Instant(timezone=True), nullable=False),
        sa.Column("need", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("ended_at", db.Instant(timezone=True), nullable=True),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["centre_id"], ["organisations_centre.id"], name=op.f("fk_childcare_waiting_centre_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_childcare_waiting")),
        sa.UniqueConstraint("enrolment_id", "child_id", name=op.f("uq_childcare_waiting_enrolment_id_child_id")),
    )
    with op.batch_alter_table("childcare_waiting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_childcare_waiting_centre_id"), ["centre_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_childcare_waiting_learner_id"), ["learner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_childcare_waiting_provider_id"), ["provider_id"], unique=False)

    op.create_table(
        "childcare_wrong_code",
        sa.Column("child_id", sa.String(length=20), nullable=False),
        sa.Column("centre_id", sa.String(length=20), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["centre_id"], ["organisations_centre.id"], name=op.f("fk_childcare_wrong_code_centre_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_childcare_wrong_code")),
    )
    with op.batch_alter_table("childcare_wrong_code", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_childcare_wrong_code_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_childcare_wrong_code_child_id"), ["child_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_childcare_wrong_code_provider_id"), ["provider_id"], unique=False)

    op.create_table(
        "childcare_duty",
        sa.Column("centre_id", sa.String(length=20), nullable=False),
        sa.Column("staff_id", sa.String(length=20), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", db.Instant(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint("starts < ends", name=op.f("ck_childcare_duty_times")),
        sa.ForeignKeyConstraint(["centre_id"], ["organisations_centre.id"], name=op.f("fk_childcare_duty_centre_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["organisations_staff.id"], name=op.f("fk_childcare_duty_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_childcare_duty")),
    )
    with op.batch_alter_table("childcare_duty", schema=None) as batch_op:
        batch_op.create_index("ix_childcare_duty_day", ["centre_id", "day"], unique=False)
        batch_op.create_index(batch_op.f("ix_childcare_duty_provider_id"), ["provider_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_childcare_duty_staff_id"), ["staff_id"], unique=False)

    with op.batch_alter_table("childcare_booking", schema=None) as batch_op:
        batch_op.add_column(sa.Column("brought_by", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("late_minutes", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("late_note", sa.String(), nullable=False, server_default=""))

    with op.batch_alter_table("childcare_child_record", schema=None) as batch_op:
        batch_op.add_column(sa.Column("language", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("needs", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("emergency_consent", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("photo_consent", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("funding", sa.String(), nullable=False, server_default=""))

    with op.batch_alter_table("childcare_group", schema=None) as batch_op:
        batch_op.add_column(sa.Column("room_id", sa.String(length=20), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_childcare_group_room_id"), "childcare_room", ["room_id"], ["id"])

    _name_collectors()
    with op.batch_alter_table("childcare_child_record", schema=None) as batch_op:
        batch_op.drop_column("may_collect")


def _name_collectors() -> None:
    """Each line of "who may collect" becomes a person: "Salim, uncle" is Salim, the uncle."""
    connection = op.get_bind()
    postgresql = connection.dialect.name == "postgresql"
    if postgresql:
        connection.execute(sa.text("select set_config('app.crossing', 'migration', true)"))
    people = []
    for row in connection.execute(sa.select(_record)).mappings().all():
        for line in row["may_collect"]:
            name, _, relation = line.partition(",")
            people.append(
                {
                    "id": db.new_id(),
                    "provider_id": row["provider_id"],
                    "child_id": row["child_id"],
                    "name": name.strip(),
                    "relation": relation.strip(),
                    "at": clock.now(),
                    **dict.fromkeys(("phone", "secret", "token_hash", "agreed", "by"), ""),
                }
            )
    if people:
        connection.execute(sa.insert(_collector), people)
    if postgresql:
        connection.execute(sa.text("select set_config('app.crossing', '', true)"))


def _write_lines() -> None:
    connection = op.get_bind()
    postgresql = connection.dialect.name == "postgresql"
    if postgresql:
        connection.execute(sa.text("select set_config('app.crossing', 'migration', true)"))
    lines: dict[str, list[str]] = {}
    standing = sa.select(_collector).where(_collector.c.removed_at.is_(None)).order_by(_collector.c.id)
    for row in connection.execute(standing).mappings().all():
        lines.setdefault(row["child_id"], []).append(", ".join(filter(None, (row["name"], row["relation"]))))
    for child_id, said in lines.items():
        connection.execute(sa.update(_record).where(_record.c.child_id == child_id).values(may_collect=said))
    if postgresql:
        connection.execute(sa.text("select set_config('app.crossing', '', true)"))


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("childcare_group", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_childcare_group_room_id"), type_="foreignkey")
        batch_op.drop_column("room_id")

    with op.batch_alter_table("childcare_child_record", schema=None) as batch_op:
        batch_op.add_column(sa.Column("may_collect", sa.JSON(none_as_null=True), nullable=False, server_default="[]"))
        batch_op.drop_column("funding")
        batch_op.drop_column("photo_consent")
        batch_op.drop_column("emergency_consent")
        batch_op.drop_column("needs")
        batch_op.drop_column("language")

    _write_lines()
    with op.batch_alter_table("childcare_booking", schema=None) as batch_op:
        batch_op.drop_column("late_note")
        batch_op.drop_column("late_minutes")
        batch_op.drop_column("brought_by")

    with op.batch_alter_table("childcare_duty", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_childcare_duty_staff_id"))
        batch_op.drop_index(batch_op.f("ix_childcare_duty_provider_id"))
        batch_op.drop_index("ix_childcare_duty_day")

    op.drop_table("childcare_duty")
    with op.batch_alter_table("childcare_wrong_code", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_childcare_wrong_code_provider_id"))
        batch_op.drop_index(batch_op.f("ix_childcare_wrong_code_child_id"))
        batch_op.drop_index(batch_op.f("ix_childcare_wrong_code_at"))

    op.drop_table("childcare_wrong_code")
    with op.batch_alter_table("childcare_waiting", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_childcare_waiting_provider_id"))
        batch_op.drop_index(batch_op.f("ix_childcare_waiting_learner_id"))
        batch_op.drop_index(batch_op.f("ix_childcare_waiting_centre_id"))

    op.drop_table("childcare_waiting")
    with op.batch_alter_table("childcare_settings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_childcare_settings_provider_id"))

    op.drop_table("childcare_settings")
    with op.batch_alter_table("childcare_room", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_childcare_room_provider_id"))
        batch_op.drop_index(batch_op.f("ix_childcare_room_centre_id"))

    op.drop_table("childcare_room")
    with op.batch_alter_table("childcare_incident", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_childcare_incident_provider_id"))
        batch_op.drop_index(batch_op.f("ix_childcare_incident_happened_at"))
        batch_op.drop_index(batch_op.f("ix_childcare_incident_child_id"))
        batch_op.drop_index(batch_op.f("ix_childcare_incident_centre_id"))

    op.drop_table("childcare_incident")
    with op.batch_alter_table("childcare_handover", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_childcare_handover_provider_id"))

    op.drop_table("childcare_handover")
    with op.batch_alter_table("childcare_collector", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_childcare_collector_provider_id"))
        batch_op.drop_index(batch_op.f("ix_childcare_collector_child_id"))
        batch_op.drop_index(batch_op.f("ix_childcare_collector_token_hash"))

    op.drop_table("childcare_collector")
