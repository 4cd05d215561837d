"""Tables of rooms, care groups, opening hours, carers' days, places by half hour, bookings, and what carers must know.

What is said about a child's health or about what happened to it never stands in the audit: such tables are `explicit`, and
their services write down that something was changed, not what.
"""

from datetime import date, datetime, time

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel import db


class CareRoom(db.Base, db.Identified, db.ProviderOwned):
    """A room for children: its area, and the most children who may be in it at one time."""

    __tablename__ = "childcare_room"
    __table_args__ = (
        CheckConstraint("largest > 0", name="largest"),
        CheckConstraint("square_metres > 0", name="area"),
        UniqueConstraint("centre_id", "name"),
    )

    centre_id: Mapped[str] = mapped_column(ForeignKey("organisations_centre.id"), index=True)
    name: Mapped[str]
    square_metres: Mapped[float]
    largest: Mapped[int]


class CareSettings(db.Base, db.ProviderOwned):
    """What a centre decides about its care: which rule, which papers, from when on a child is collected late."""

    __tablename__ = "childcare_settings"

    centre_id: Mapped[str] = mapped_column(ForeignKey("organisations_centre.id"), primary_key=True)
    rule_key: Mapped[str] = mapped_column(default="")
    """Which of the country's rules; empty for the first one in force."""
    minimum_staff: Mapped[int | None]
    """Fewest carers of a group with children, where the centre asks for more than the rule."""
    papers: Mapped[list[str]] = mapped_column(default=list)
    """Papers without which a carer does not count. One that has run out never counts."""
    late_minutes: Mapped[int] = mapped_column(default=10)
    ordering: Mapped[str] = mapped_column(default="need")
    """Who on the waiting list comes first: need, entry, youngest."""


class CareGroup(db.Base, db.Identified, db.ProviderOwned):
    """Places for children of some ages, in a room. Ages of groups may overlap: siblings can then be together."""

    __tablename__ = "childcare_group"
    __table_args__ = (CheckConstraint("places > 0", name="places"), UniqueConstraint("centre_id", "name"))

    centre_id: Mapped[str] = mapped_column(ForeignKey("organisations_centre.id"), index=True)
    name: Mapped[str]
    picture: Mapped[str]
    from_months: Mapped[int]
    to_months: Mapped[int]
    """The first month that is too old."""
    places: Mapped[int]
    square_metres: Mapped[int | None]
    room_id: Mapped[str | None] = mapped_column(ForeignKey("childcare_room.id"))


class CareHours(db.Base, db.Identified, db.ProviderOwned):
    """When a centre takes children in, by weekday."""

    __tablename__ = "childcare_hours"
    __table_args__ = (CheckConstraint("starts < ends", name="times"),)

    centre_id: Mapped[str] = mapped_column(ForeignKey("organisations_centre.id"), index=True)
    weekday: Mapped[int]
    starts: Mapped[time]
    ends: Mapped[time]


class Duty(db.Base, db.Identified, db.ProviderOwned):
    """One day of one carer that differs from her weekly hours: away for a span, or here besides. No illness is named."""

    __tablename__ = "childcare_duty"
    __table_args__ = (
        CheckConstraint("starts < ends", name="times"),
        Index("ix_childcare_duty_day", "centre_id", "day"),
    )

    centre_id: Mapped[str] = mapped_column(ForeignKey("organisations_centre.id"))
    staff_id: Mapped[str] = mapped_column(ForeignKey("organisations_staff.id"), index=True)
    day: Mapped[date]
    starts: Mapped[time]
    ends: Mapped[time]
    kind: Mapped[str]
    """away, extra."""
    by: Mapped[str]
    at: Mapped[datetime]


class HalfHour(db.Base, db.ProviderOwned):
    """Places taken in one group in one half hour of one day. The database refuses one too many."""

    __tablename__ = "childcare_half_hour"
    __audit__ = "explicit"
    __table_args__ = (CheckConstraint("taken >= 0 and taken <= places", name="places"),)

    group_id: Mapped[str] = mapped_column(ForeignKey("childcare_group.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    """Half hours since midnight."""
    places: Mapped[int]
    taken: Mapped[int]


class CareBooking(db.Base, db.Identified, db.ProviderOwned):
    """A child's place during one session of its parent. It lives and dies with the parent's seat.

    Where two adults of one household come at the same time there are two rows for one child, and one place.
    """

    __tablename__ = "childcare_booking"
    __audit__ = "explicit"
    __table_args__ = (UniqueConstraint("session_id", "child_id", "enrolment_id"),)

    enrolment_id: Mapped[str] = mapped_column(db.Id, index=True)
    learner_id: Mapped[str] = mapped_column(db.Id, index=True)
    session_id: Mapped[str] = mapped_column(db.Id)
    child_id: Mapped[str] = mapped_column(db.Id, index=True)
    group_id: Mapped[str] = mapped_column(ForeignKey("childcare_group.id"))
    day: Mapped[date] = mapped_column(index=True)
    starts: Mapped[time]
    ends: Mapped[time]
    arrived_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    collected_by: Mapped[str] = mapped_column(default="")
    brought_by: Mapped[str] = mapped_column(default="")
    late_minutes: Mapped[int | None]
    """So many minutes after the end the child was collected, where that is late by the centre's rule."""
    late_note: Mapped[str] = mapped_column(default="")


class Waiting(db.Base, db.Identified, db.ProviderOwned):
    """A child that waits for a place beside a seat which its parent holds."""

    __tablename__ = "childcare_waiting"
    __table_args__ = (UniqueConstraint("enrolment_id", "child_id"),)

    centre_id: Mapped[str] = mapped_column(ForeignKey("organisations_centre.id"), index=True)
    learner_id: Mapped[str] = mapped_column(db.Id, index=True)
    child_id: Mapped[str] = mapped_column(db.Id)
    enrolment_id: Mapped[str] = mapped_column(db.Id)
    section_id: Mapped[str] = mapped_column(db.Id)
    since: Mapped[datetime]
    need: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(default="waiting")
    """waiting, placed, ended."""
    ended_at: Mapped[datetime | None]
    by: Mapped[str] = mapped_column(default="")


class ChildRecord(db.Base, db.ProviderOwned):
    """What carers must know of a child. Seen on childcare pages only."""

    __tablename__ = "childcare_child_record"
    __audit__ = "explicit"

    child_id: Mapped[str] = mapped_column(db.Id, primary_key=True)
    allergies: Mapped[str] = mapped_column(default="")
    medicine: Mapped[str] = mapped_column(default="")
    picture: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="")
    needs: Mapped[str] = mapped_column(default="")
    emergency_consent: Mapped[bool] = mapped_column(default=False)
    photo_consent: Mapped[bool] = mapped_column(default=False)
    funding: Mapped[str] = mapped_column(default="")
    """On what basis the hours are paid; empty for the funder of the parent's course."""


class Collector(db.Base, db.Identified, db.ProviderOwned):
    """Somebody who may bring and collect a child, known by a code or a card."""

    __tablename__ = "childcare_collector"
    __audit__ = "explicit"

    child_id: Mapped[str] = mapped_column(db.Id, index=True)
    name: Mapped[str]
    relation: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    secret: Mapped[str] = mapped_column(default="")
    """The code, hashed. By this name no file that is handed out holds it; nor what is kept of the card."""
    token_hash: Mapped[str] = mapped_column(default="", index=True)
    until: Mapped[date | None]
    """The last day on which she may, None where no day is set."""
    agreed: Mapped[str] = mapped_column(default="")
    """Who said so, where it was not the parent herself in the centre."""
    by: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
    removed_at: Mapped[datetime | None]


class WrongCode(db.Base, db.Identified, db.ProviderOwned):
    """A code that was wrong: several of them in a row lock the pad."""

    __tablename__ = "childcare_wrong_code"
    __audit__ = "explicit"

    child_id: Mapped[str] = mapped_column(db.Id, index=True)
    centre_id: Mapped[str] = mapped_column(ForeignKey("organisations_centre.id"))
    at: Mapped[datetime] = mapped_column(index=True)


class Incident(db.Base, db.Identified, db.ProviderOwned):
    """Something that happened to a child. Nothing is changed later: an addition is an entry of its own."""

    __tablename__ = "childcare_incident"
    __audit__ = "explicit"

    centre_id: Mapped[str] = mapped_column(ForeignKey("organisations_centre.id"), index=True)
    child_id: Mapped[str] = mapped_column(db.Id, index=True)
    happened_at: Mapped[datetime] = mapped_column(index=True)
    kind: Mapped[str]
    what: Mapped[str]
    deed: Mapped[str] = mapped_column(default="")
    """What was done."""
    told: Mapped[str] = mapped_column(default="")
    """Which adult was told, and how."""
    follows_id: Mapped[str | None] = mapped_column(db.Id)
    """The entry to which this one adds."""
    by: Mapped[str]
    at: Mapped[datetime]


class Handover(db.Base, db.Identified, db.ProviderOwned):
    """The way of a child into regular care: where it was asked for, from when on, and whether the parent lets us tell them."""

    __tablename__ = "childcare_handover"
    __audit__ = "explicit"
    __table_args__ = (UniqueConstraint("child_id"),)

    child_id: Mapped[str] = mapped_column(db.Id)
    kindergarten: Mapped[str] = mapped_column(default="")
    applied_on: Mapped[date | None]
    starts_on: Mapped[date | None]
    habits: Mapped[str] = mapped_column(default="")
    consent_by: Mapped[str] = mapped_column(default="")
    consent_at: Mapped[datetime | None]
    by: Mapped[str]
    at: Mapped[datetime]
