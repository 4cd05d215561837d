"""Meetings, places in them, and people met outside."""

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false, true
from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel import db


class Event(db.Base, db.Identified, db.ProviderOwned):
    """An information session, a workshop, a talk with one person, a club. `taken` counts booked places of `seats`."""

    __tablename__ = "casework_event"
    __table_args__ = (
        CheckConstraint("taken >= 0 and (seats is null or taken <= seats)", name="seats"),
        CheckConstraint("newcomers >= 0", name="newcomers"),
        Index("ix_casework_event_day", "provider_id", "day"),
    )

    centre_id: Mapped[str] = mapped_column(ForeignKey("organisations_centre.id"), index=True)
    kind: Mapped[str]
    title: Mapped[str]
    detail: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="")
    day: Mapped[date]
    starts: Mapped[time]
    ends: Mapped[time]
    place: Mapped[str] = mapped_column(default="")
    host_id: Mapped[str | None] = mapped_column(ForeignKey("organisations_staff.id"))
    seats: Mapped[int | None]
    """None where everybody who comes is welcome."""
    taken: Mapped[int] = mapped_column(default=0)
    newcomers: Mapped[int] = mapped_column(default=0)
    """Who dropped in and is not registered here: counted, never named."""
    series: Mapped[str] = mapped_column(db.Id, default=db.new_id)
    target: Mapped[list[Any]] = mapped_column(default=list, server_default='["everybody"]')
    """Whom it is for: codes of `lms.learners.domain.targets`."""
    care: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether children are looked after meanwhile: a booked place keeps theirs."""
    cancelled_at: Mapped[datetime | None]


class EventPlace(db.Base, db.Identified, db.ProviderOwned):
    """A learner has booked an event, came, or did not. Who drops in is here without a booked place."""

    __tablename__ = "casework_event_place"
    __table_args__ = (UniqueConstraint("event_id", "learner_id"),)

    event_id: Mapped[str] = mapped_column(ForeignKey("casework_event.id"), index=True)
    learner_id: Mapped[str] = mapped_column(ForeignKey("learners_learner.id"), index=True)
    state: Mapped[str]
    booked: Mapped[bool] = mapped_column(default=True, server_default=true())
    """Whether it is one of the places that `taken` of the event counts."""
    minutes: Mapped[int] = mapped_column(default=0)
    """Of those who came."""
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(default="")


class Outreach(db.Base, db.Identified, db.ProviderOwned):
    """Somebody who is in no programme and was met outside. No learner yet: little is kept, and it goes when it is over."""

    __tablename__ = "casework_outreach"

    centre_id: Mapped[str] = mapped_column(ForeignKey("organisations_centre.id"), index=True)
    name: Mapped[str]
    phone: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="")
    sex: Mapped[str] = mapped_column(default="")
    met_at: Mapped[str]
    met_on: Mapped[date] = mapped_column(index=True)
    links: Mapped[list[str]] = mapped_column(default=list)
    """Work, a programme, a benefit: what ties the person to services."""
    note: Mapped[str] = mapped_column(default="")
    outcome: Mapped[str] = mapped_column(default="open")
    ended_on: Mapped[date | None]
    learner_id: Mapped[str | None] = mapped_column(ForeignKey("learners_learner.id"), index=True)
    by: Mapped[str]
