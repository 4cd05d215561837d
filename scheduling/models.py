"""Table of timetable runs: what was asked, the best timetable found, and what became of it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel import db


class Run(db.Base, db.Identified, db.ProviderOwned):
    """One search for a timetable of a term. The plan stays a draft until somebody publishes it."""

    __tablename__ = "scheduling_run"

    centre_id: Mapped[str] = mapped_column(db.Id, index=True)
    term_id: Mapped[str] = mapped_column(db.Id)
    starts_on: Mapped[date]
    """First day of the sections that publishing opens."""
    state: Mapped[str] = mapped_column(default="waiting")
    """waiting, running, done, publishing, published, or failed (a check blocks it, or the search could not go on)."""
    job_id: Mapped[str | None] = mapped_column(db.Id)
    seconds: Mapped[int | None]
    seed: Mapped[int]
    asked_by: Mapped[str]
    asked_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    learners: Mapped[int] = mapped_column(default=0)
    figures: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """placed, placed_bound, children, seconds, stopped, points: [[seconds, placed, bound], ...];
    after publishing also opened and booked."""
    checks: Mapped[list[Any]] = mapped_column(default=list)
    plan: Mapped[list[Any]] = mapped_column(default=list)
    """Sections: {id, existing, course, meetings: [[weekday, starts, ends], ...], room, teacher, learners}."""
    missing: Mapped[list[Any]] = mapped_column(default=list)
    """Who has no seat, grouped: {needs: [gap with its slots as meetings, and with what a care place is called],
    learners, seats}."""
    publication_id: Mapped[str | None] = mapped_column(db.Id)
    """The job that publishes, or tried last."""
    trouble: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Why the last publishing changed nothing: {code, facts}; empty where nothing was in the way."""
    published_at: Mapped[datetime | None]
    published_by: Mapped[str] = mapped_column(default="")
    refused: Mapped[list[Any]] = mapped_column(default=list)
    """Bookings that the door refused at publication: {learner, section, code, facts}."""
