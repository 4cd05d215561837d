"""Tables of care groups, opening hours, places by half hour, bookings, and what carers must know of a child."""

from datetime import date, datetime, time

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel import db


class CareGroup(db.Base, db.Identified, db.ProviderOwned):
    """A room with places for children of some ages."""

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


class CareHours(db.Base, db.Identified, db.ProviderOwned):
    """When a centre takes children in, by weekday."""

    __tablename__ = "childcare_hours"
    __table_args__ = (CheckConstraint("starts < ends", name="times"),)

    centre_id: Mapped[str] = mapped_column(ForeignKey("organisations_centre.id"), index=True)
    weekday: Mapped[int]
    starts: Mapped[time]
    ends: Mapped[time]


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
    """A child's place during one session of its parent. It lives and dies with the parent's seat."""

    __tablename__ = "childcare_booking"
    __audit__ = "explicit"
    __table_args__ = (UniqueConstraint("session_id", "child_id"),)

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


class ChildRecord(db.Base, db.ProviderOwned):
    """What carers must know of a child. Seen on childcare pages only."""

    __tablename__ = "childcare_child_record"

    child_id: Mapped[str] = mapped_column(db.Id, primary_key=True)
    allergies: Mapped[str] = mapped_column(default="")
    medicine: Mapped[str] = mapped_column(default="")
    may_collect: Mapped[list[str]] = mapped_column(default=list)
    picture: Mapped[str] = mapped_column(default="")
