"""Tables of courses, sections, dated sessions, enrolments, attendance marks and the hour ledger."""

from datetime import date, datetime, time

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel import db

HOLDS_SEAT = ("offered", "enrolled", "paused")
_SEATED = text("state in ('offered', 'enrolled', 'paused')")
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


class Enrolment(db.Base, db.Identified, db.ProviderOwned):
    """A learner in a section, or waiting for it. At most one that holds a seat for a pair."""

    __tablename__ = "courses_enrolment"
    __table_args__ = (
        Index(
            "uq_courses_enrolment_seat",
            "section_id",
            "learner_id",
            unique=True,
            sqlite_where=_SEATED,
            postgresql_where=_SEATED,
        ),
        Index("ix_courses_enrolment_learner", "learner_id", "state"),
    )

    section_id: Mapped[str] = mapped_column(ForeignKey("courses_section.id"), index=True)
    learner_id: Mapped[str] = mapped_column(ForeignKey("learners_learner.id"))
    state: Mapped[str]
    from_date: Mapped[date]
    to_date: Mapped[date | None]
    reason: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]


class Mark(db.Base, db.ProviderOwned):
    """What happened with one learner in one session. One row at most: a correction changes it, the audit keeps both."""

    __tablename__ = "courses_mark"
    __audit__ = "explicit"
    __table_args__ = (CheckConstraint("minutes >= 0", name="minutes"),)

    session_id: Mapped[str] = mapped_column(ForeignKey("courses_session.id"), primary_key=True)
    enrolment_id: Mapped[str] = mapped_column(ForeignKey("courses_enrolment.id"), primary_key=True)
    learner_id: Mapped[str] = mapped_column(ForeignKey("learners_learner.id"), index=True)
    attendance: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    minutes: Mapped[int]
    """Minutes attended."""
    arrived: Mapped[time | None]
    left: Mapped[time | None]
    by: Mapped[str]
    at: Mapped[datetime]


class Apology(db.Base, db.Identified, db.ProviderOwned):
    """A learner said beforehand that she cannot come."""

    __tablename__ = "courses_apology"
    __table_args__ = (UniqueConstraint("session_id", "learner_id"),)

    session_id: Mapped[str] = mapped_column(ForeignKey("courses_session.id"), index=True)
    learner_id: Mapped[str] = mapped_column(ForeignKey("learners_learner.id"), index=True)
    reason: Mapped[str]
    at: Mapped[datetime]


class Completion(db.Base, db.Identified, db.ProviderOwned):
    """A module that a learner passed or left without passing."""

    __tablename__ = "courses_completion"
    __table_args__ = (UniqueConstraint("learner_id", "module_key", "on_day"),)

    learner_id: Mapped[str] = mapped_column(ForeignKey("learners_learner.id"), index=True)
    module_key: Mapped[str]
    section_id: Mapped[str | None] = mapped_column(ForeignKey("courses_section.id"))
    passed: Mapped[bool]
    on_day: Mapped[date]
    by: Mapped[str]
    note: Mapped[str] = mapped_column(default="")


class LedgerEntry(db.Base, db.Identified, db.ProviderOwned):
    """Minutes of one learner in one session, charged to one funder. Corrections are counter-entries, rows never change."""

    __tablename__ = "courses_ledger_entry"
    __audit__ = "explicit"
    __append_only__ = True
    __table_args__ = (
        UniqueConstraint("session_id", "learner_id", "version"),
        Index("ix_courses_ledger_entry_funder", "funder_id", "day"),
    )

    session_id: Mapped[str] = mapped_column(ForeignKey("courses_session.id"), index=True)
    learner_id: Mapped[str] = mapped_column(ForeignKey("learners_learner.id"), index=True)
    funder_id: Mapped[str | None] = mapped_column(ForeignKey("organisations_funder.id"))
    version: Mapped[int]
    """0 for the first charge; each correction adds the difference under the next number."""
    day: Mapped[date]
    minutes: Mapped[int]
    unit_minutes: Mapped[int] = mapped_column(default=45)
    at: Mapped[datetime]
