"""What is offered: courses, their sections, weekly meetings and dated sessions."""

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel import db


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
    strand: Mapped[str] = mapped_column(default="", server_default="")
    """What its hours are charged as: language, professional, soft; empty is what its track says."""
    unit_minutes: Mapped[int] = mapped_column(default=45, server_default="45")
    properties: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    """What every group of it offers to people who need it: codes of `lms.learners.domain.needs`."""
    target: Mapped[list[Any]] = mapped_column(default=list, server_default='["level"]')
    """Whom it is for: codes of `lms.learners.domain.targets`. Without one no class of it opens."""
    category: Mapped[str] = mapped_column(default="learning", server_default="learning")
    """Which of the four kinds of services it is."""


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
    mode: Mapped[str] = mapped_column(default="room")
    """room, online or both; a session may differ."""
    link: Mapped[str] = mapped_column(default="")
    """Where it meets online."""
    minutes: Mapped[int | None]
    """Length that was promised to this group, where it differs from the course's."""
    twin_key: Mapped[str | None] = mapped_column(db.Id, index=True)
    """Sections with the same key teach the same content at another time of day and share one roll."""
    entry_weekdays: Mapped[list[Any]] = mapped_column(default=list)
    """Days of the week on which people may join; empty for any session."""
    entry_until: Mapped[date | None]
    """Last day to join; empty for any week."""
    copied_from: Mapped[str | None] = mapped_column(db.Id)
    """The section of an earlier term that this one goes on from."""
    properties: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    """What this group offers to people who need it, beside its course and its room."""


class Meeting(db.Base, db.Identified, db.ProviderOwned):
    """A slot of a section in wall time, every week or every n weeks counted from the week of its anchor."""

    __tablename__ = "courses_meeting"
    __table_args__ = (CheckConstraint("starts < ends", name="times"),)

    section_id: Mapped[str] = mapped_column(ForeignKey("courses_section.id"), index=True)
    weekday: Mapped[int]
    starts: Mapped[time]
    ends: Mapped[time]
    every: Mapped[int] = mapped_column(default=1)
    anchor: Mapped[date | None]
    """A day in a week in which it meets; empty for the section's first week."""


class Session(db.Base, db.Identified, db.ProviderOwned):
    """One dated meeting: wall time and the instants it means.

    A room or a teacher cannot be in two that overlap: the migration adds an exclusion constraint on PostgreSQL and a
    trigger on SQLite, both named `ex_courses_session_room` and `ex_courses_session_teacher`.
    """

    __tablename__ = "courses_session"
    __audit__ = "explicit"
    __table_args__ = (
        UniqueConstraint("section_id", "starts_at"),
        Index("ix_courses_session_room", "room_id", "starts_at"),
        Index("ix_courses_session_teacher", "teacher_id", "starts_at"),
        Index("ix_courses_session_day", "provider_id", "day"),
    )

    provider_id: Mapped[str] = mapped_column(db.Id, default=db.require_provider)
    section_id: Mapped[str] = mapped_column(ForeignKey("courses_section.id"))
    day: Mapped[date]
    starts: Mapped[time]
    ends: Mapped[time]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    room_id: Mapped[str | None] = mapped_column(ForeignKey("organisations_room.id"))
    teacher_id: Mapped[str | None] = mapped_column(ForeignKey("organisations_staff.id"))
    state: Mapped[str] = mapped_column(default="planned")
    marked_at: Mapped[datetime | None]
    marked_by: Mapped[str | None]
    kind: Mapped[str] = mapped_column(default="planned")
    """planned, or makeup for one that was added by hand."""
    planned_day: Mapped[date | None]
    """The day its series had put it on, where it was moved by hand."""
    mode: Mapped[str] = mapped_column(default="room")
    reason: Mapped[str] = mapped_column(default="")
    """Why it was cancelled or moved."""
    sequence: Mapped[int] = mapped_column(default=0)
    """How often it was changed since it was published: calendars compare it."""
    changed_at: Mapped[datetime | None]


class Change(db.Base, db.Identified, db.ProviderOwned):
    """A deed that changed a section or its sessions, with what stood there before and after, so that it can be undone."""

    __tablename__ = "courses_change"
    __audit__ = "explicit"

    section_id: Mapped[str] = mapped_column(ForeignKey("courses_section.id"), index=True)
    deed: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    by: Mapped[str]
    at: Mapped[datetime]
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]
    undone_at: Mapped[datetime | None]


class Subgroup(db.Base, db.Identified, db.ProviderOwned):
    """A part of a mixed section that works at a level of its own, towards the module of its own course."""

    __tablename__ = "courses_subgroup"
    __table_args__ = (UniqueConstraint("section_id", "name"),)

    section_id: Mapped[str] = mapped_column(ForeignKey("courses_section.id"), index=True)
    course_id: Mapped[str] = mapped_column(ForeignKey("courses_course.id"))
    name: Mapped[str]


class SubgroupMember(db.Base, db.ProviderOwned):
    """Which part of a mixed section a learner works in."""

    __tablename__ = "courses_subgroup_member"

    section_id: Mapped[str] = mapped_column(ForeignKey("courses_section.id"), primary_key=True)
    learner_id: Mapped[str] = mapped_column(ForeignKey("learners_learner.id"), primary_key=True)
    subgroup_id: Mapped[str] = mapped_column(ForeignKey("courses_subgroup.id"), index=True)


class Visit(db.Base, db.Identified, db.ProviderOwned):
    """A learner comes to a session of the twin group instead of one of her own, and is not expected in her own."""

    __tablename__ = "courses_visit"
    __table_args__ = (UniqueConstraint("session_id", "enrolment_id"), UniqueConstraint("instead_of", "enrolment_id"))

    session_id: Mapped[str] = mapped_column(ForeignKey("courses_session.id"))
    enrolment_id: Mapped[str] = mapped_column(ForeignKey("courses_enrolment.id"), index=True)
    learner_id: Mapped[str] = mapped_column(ForeignKey("learners_learner.id"), index=True)
    instead_of: Mapped[str | None] = mapped_column(ForeignKey("courses_session.id"))
    at: Mapped[datetime]
