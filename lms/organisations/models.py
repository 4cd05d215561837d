"""Tables of providers, centres, rooms, terms, funders and staff."""

from datetime import date, time
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel import db


class Provider(db.Base, db.Identified, db.System):
    """An organisation that runs courses. Always asked for by its id."""

    __tablename__ = "organisations_provider"

    name: Mapped[str]
    country: Mapped[str]
    region: Mapped[str] = mapped_column(default="")
    programmes: Mapped[list[str]]


class Centre(db.Base, db.Identified, db.ProviderOwned):
    """A site with rooms."""

    __tablename__ = "organisations_centre"

    name: Mapped[str]
    zone: Mapped[str]
    street: Mapped[str] = mapped_column(default="")
    transport: Mapped[str] = mapped_column(default="")
    entrance: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    holiday_region: Mapped[str] = mapped_column(default="")
    """Country and region whose public holidays it keeps: `DE-BE`; empty for the provider's country."""
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]


class Room(db.Base, db.Identified, db.ProviderOwned):
    """A place with chairs. Colour, picture and name are the same on the phone, the door sheet and the real door."""

    __tablename__ = "organisations_room"
    __table_args__ = (CheckConstraint("capacity > 0", name="capacity"), UniqueConstraint("centre_id", "name"))

    centre_id: Mapped[str] = mapped_column(ForeignKey("organisations_centre.id"), index=True)
    name: Mapped[str]
    key: Mapped[str]
    """Which of the shipped pairs of colour and picture: fish, sun, tree, boat, cherry, bread, turtle, moon."""
    capacity: Mapped[int]
    floor: Mapped[int] = mapped_column(default=0)
    step_free: Mapped[bool] = mapped_column(default=True)
    properties: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    """What the room offers to people who need it, beside a way without steps."""


class Term(db.Base, db.Identified, db.ProviderOwned):
    """A stretch of weeks in which courses run."""

    __tablename__ = "organisations_term"
    __table_args__ = (CheckConstraint("starts_on < ends_on", name="dates"),)

    centre_id: Mapped[str] = mapped_column(ForeignKey("organisations_centre.id"), index=True)
    name: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date]


class Closure(db.Base, db.Identified, db.ProviderOwned):
    """A day on which a centre is closed. A public holiday that is switched off stays, so that it is not taken in again."""

    __tablename__ = "organisations_closure"
    __table_args__ = (UniqueConstraint("centre_id", "day"),)

    centre_id: Mapped[str] = mapped_column(ForeignKey("organisations_centre.id"), index=True)
    day: Mapped[date]
    reason: Mapped[str]
    kind: Mapped[str] = mapped_column(default="own")
    """own, or holiday for a public one."""
    active: Mapped[bool] = mapped_column(default=True)


class Funder(db.Base, db.Identified, db.ProviderOwned):
    """Whom hours are charged to."""

    __tablename__ = "organisations_funder"

    name: Mapped[str]
    purpose: Mapped[str] = mapped_column(default="")


class Staff(db.Base, db.Identified, db.ProviderOwned):
    """A teacher, carer, caseworker or administrator of a provider."""

    __tablename__ = "organisations_staff"

    centre_id: Mapped[str | None] = mapped_column(ForeignKey("organisations_centre.id"), index=True)
    name: Mapped[str]
    kind: Mapped[str]
    picture: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    meetings_a_week: Mapped[int] = mapped_column(default=12)
    active: Mapped[bool] = mapped_column(default=True)
    languages: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    """Codes of languages in which somebody advises or teaches: ar, de."""
    background: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    """Codes of `Background`, as far as somebody said."""


class Qualification(db.Base, db.Identified, db.ProviderOwned):
    """What a member of staff may teach or do, until when. `subject` is a track or a childcare duty."""

    __tablename__ = "organisations_qualification"
    __table_args__ = (UniqueConstraint("staff_id", "subject"),)

    staff_id: Mapped[str] = mapped_column(ForeignKey("organisations_staff.id"), index=True)
    subject: Mapped[str]
    paper: Mapped[str] = mapped_column(default="")
    valid_until: Mapped[date | None]


class StaffTraining(db.Base, db.Identified, db.ProviderOwned):
    """A training or study visit that a member of staff took part in, and what colleagues can use of it."""

    __tablename__ = "organisations_staff_training"

    staff_id: Mapped[str] = mapped_column(ForeignKey("organisations_staff.id"), index=True)
    topic: Mapped[str]
    held_on: Mapped[date]
    place: Mapped[str] = mapped_column(default="")
    """Where, and with whom."""
    learnt: Mapped[str] = mapped_column(default="")
    by: Mapped[str]


class StaffHours(db.Base, db.Identified, db.ProviderOwned):
    """A weekly stretch in which a member of staff works."""

    __tablename__ = "organisations_staff_hours"
    __table_args__ = (CheckConstraint("starts < ends", name="times"),)

    staff_id: Mapped[str] = mapped_column(ForeignKey("organisations_staff.id"), index=True)
    weekday: Mapped[int]
    starts: Mapped[time]
    ends: Mapped[time]
