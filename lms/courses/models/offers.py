"""What is offered: courses, their sections, weekly meetings and dated sessions."""

from datetime import date, datetime, time

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel import db

_HELD_ROOM = text("state <> 'cancelled' and room_id is not null")
_HELD_TEACHER = text("state <> 'cancelled' and teacher_id is not null")


class Course(db.Base, db.Identified, db.ProviderOwned):
    """What is offered: a module of a programme, for one track and level."""

    __tablename__ = "courses_course"
    __table_args__ = (UniqueConstraint("centre_id", "module_key"),)

    centre_id: Mapped[str] = mapped_column(ForeignKey("organisations_centre.id"), index=True)
    programme: Mapped[str]
    module_key: Mapped[str]
    title: Mapped[str]
    track: Mapped[str]
    level: Mapped[str]
    """What people bring when they begin."""
    minutes: Mapped[int]
    """Length of the whole module in minutes."""
    section_min: Mapped[int]
    section_max: Mapped[int]
    funder_id: Mapped[str | None] = mapped_column(ForeignKey("organisations_funder.id"))
    qualification: Mapped[str] = mapped_column(default="")


class Section(db.Base, db.Identified, db.ProviderOwned):
    """One class group of a course. `taken` counts held seats; the database refuses one too many."""

    __tablename__ = "courses_section"
    __table_args__ = (CheckConstraint("taken >= 0 and taken <= seats", name="seats"),)

    course_id: Mapped[str] = mapped_column(ForeignKey("courses_course.id"), index=True)
    centre_id: Mapped[str] = mapped_column(ForeignKey("organisations_centre.id"), index=True)
    term_id: Mapped[str] = mapped_column(ForeignKey("organisations_term.id"), index=True)
    name: Mapped[str]
    seats: Mapped[int]
    taken: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(default="published")
    room_id: Mapped[str | None] = mapped_column(ForeignKey("organisations_room.id"))
    teacher_id: Mapped[str | None] = mapped_column(ForeignKey("organisations_staff.id"))
    starts_on: Mapped[date]
    ends_on: Mapped[date]


class Meeting(db.Base, db.Identified, db.ProviderOwned):
    """A weekly slot of a section in wall time, counted from the section's first day."""

    __tablename__ = "courses_meeting"
    __table_args__ = (CheckConstraint("starts < ends", name="times"),)

    section_id: Mapped[str] = mapped_column(ForeignKey("courses_section.id"), index=True)
    weekday: Mapped[int]
    starts: Mapped[time]
    ends: Mapped[time]


class Session(db.Base, db.Identified, db.ProviderOwned):
    """One dated meeting: wall time and the instants it means. A room or a teacher cannot be in two at once."""

    __tablename__ = "courses_session"
    __audit__ = "explicit"
    __table_args__ = (
        UniqueConstraint("section_id", "starts_at"),
        Index(
            "uq_courses_session_room",
            "room_id",
            "starts_at",
            unique=True,
            sqlite_where=_HELD_ROOM,
            postgresql_where=_HELD_ROOM,
        ),
        Index(
            "uq_courses_session_teacher",
            "teacher_id",
            "starts_at",
            unique=True,
            sqlite_where=_HELD_TEACHER,
            postgresql_where=_HELD_TEACHER,
        ),
        Index("ix_courses_session_day", "provider_id", "day"),
    )

    section_id: Mapped[str] = mapped_column(ForeignKey("courses_section.id"), index=True)
    day: Mapped[date]
    starts: Mapped[time]
    ends: Mapped[time]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    room_id: Mapped[str | None] = mapped_column(ForeignKey("organisations_room.id"))
    teacher_id: Mapped[str | None] = mapped_column(ForeignKey("organisations_staff.id"), index=True)
    state: Mapped[str] = mapped_column(default="planned")
    marked_at: Mapped[datetime | None]
    marked_by: Mapped[str | None]
