"""Tables of timetables: searches, drafts that people change by hand with every change, and what was published."""

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
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
    draft_id: Mapped[str | None] = mapped_column(db.Id)
    """The draft that it begins with, whose locks it keeps; empty for a search from what is in demand alone."""
    draft_version: Mapped[int | None]
    """The version of the draft that the search began with."""
    publication_id: Mapped[str | None] = mapped_column(db.Id)
    """The job that publishes, or tried last."""
    trouble: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Why the last publishing changed nothing: {code, facts}; empty where nothing was in the way."""
    published_at: Mapped[datetime | None]
    published_by: Mapped[str] = mapped_column(default="")
    refused: Mapped[list[Any]] = mapped_column(default=list)
    """Bookings that the door refused at publication: {learner, section, code, facts}."""


class Draft(db.Base, db.Identified, db.ProviderOwned):
    """A plan that people change by hand. `version` counts the changes: who looked at an older one is told what changed."""

    __tablename__ = "scheduling_draft"

    centre_id: Mapped[str] = mapped_column(db.Id, index=True)
    term_id: Mapped[str] = mapped_column(db.Id)
    starts_on: Mapped[date]
    """First day on which the plan is valid."""
    run_id: Mapped[str | None] = mapped_column(db.Id)
    """The search that it came from; empty for one that began with the published plan."""
    state: Mapped[str] = mapped_column(default="open")
    """open, publishing, published, or set_aside."""
    version: Mapped[int] = mapped_column(default=0)
    groups: Mapped[list[Any]] = mapped_column(default=list)
    """{id, existing, name, course, meetings: [[weekday, starts, ends], ...], room, teacher, learners}."""
    base: Mapped[list[Any]] = mapped_column(default=list)
    """The published plan when the draft was made, in the same form: only what differs from it becomes real."""
    locks: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """By section: which of time, room, teacher and learners stay as they are, whoever or whatever changes the plan."""
    made_by: Mapped[str]
    made_at: Mapped[datetime]
    changed_by: Mapped[str]
    changed_at: Mapped[datetime]
    job_id: Mapped[str | None] = mapped_column(db.Id)
    """The job that publishes, or tried last."""
    search_id: Mapped[str | None] = mapped_column(db.Id)
    """The job that looks for the smallest change that mends the draft, or did so last."""
    trouble: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Why the last publishing changed nothing: {code, facts}."""


class Step(db.Base, db.Identified, db.ProviderOwned):
    """One change of a draft: who, when, what stood before and after, and why it was done although it broke something."""

    __tablename__ = "scheduling_step"
    __audit__ = "explicit"
    __table_args__ = (UniqueConstraint("draft_id", "number"),)

    draft_id: Mapped[str] = mapped_column(ForeignKey("scheduling_draft.id"), index=True)
    number: Mapped[int]
    """The version of the draft that it led to."""
    deed: Mapped[str]
    """move, seat, lock, start, search, or undo."""
    by: Mapped[str]
    at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(default="")
    """Why a person did it although it breaks something."""
    broke: Mapped[list[Any]] = mapped_column(default=list)
    """What it broke newly: {rule, facts}."""
    before: Mapped[dict[str, Any]]
    """{groups: what the touched sections were, locks, learner}."""
    after: Mapped[dict[str, Any]]
    undoes: Mapped[int | None]
    """The number of the step that this one takes back."""


class Publication(db.Base, db.Identified, db.ProviderOwned):
    """A plan as it was published: valid from a day on, until the next one begins or the term ends. Kept for good."""

    __tablename__ = "scheduling_publication"
    __audit__ = "explicit"

    centre_id: Mapped[str] = mapped_column(db.Id, index=True)
    term_id: Mapped[str] = mapped_column(db.Id)
    valid_from: Mapped[date]
    run_id: Mapped[str | None] = mapped_column(db.Id)
    draft_id: Mapped[str | None] = mapped_column(db.Id)
    published_at: Mapped[datetime]
    published_by: Mapped[str]
    groups: Mapped[list[Any]] = mapped_column(default=list)
    """The sections with their true ids and those who have a seat, as in a draft."""
    refused: Mapped[list[Any]] = mapped_column(default=list)
    """Bookings and moves that the door refused: {learner, section, code, facts}."""
    kept: Mapped[list[Any]] = mapped_column(default=list)
    """Seats that stayed though the plan has none for these people: {learner, section}."""
    figures: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """opened, changed, booked, moved."""


# --- what a timetable is asked for, and what goes wrong in its weeks --------------------------------------------------


class Setting(db.Base, db.ProviderOwned):
    """What a centre weighs: points of the soft requirements, hard ones that only cost here, and two limits."""

    __tablename__ = "scheduling_setting"

    centre_id: Mapped[str] = mapped_column(db.Id, primary_key=True)
    weights: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """{part of the cost: points}; what is not named has the usual points."""
    soft: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """{code of a rule: points each time it is broken}."""
    least_share: Mapped[int] = mapped_column(default=74)
    """Of a hundred meetings, how many a learner must be able to attend."""
    alone_under: Mapped[int] = mapped_column(default=6)
    """A child under so many years is never without an adult of its home and without a care place."""
    changed_by: Mapped[str] = mapped_column(default="")
    changed_at: Mapped[datetime]


class RoomFact(db.Base, db.ProviderOwned):
    """In which house a room is, and what stands in it. The house of a room without a row is the centre's own."""

    __tablename__ = "scheduling_room_fact"

    room_id: Mapped[str] = mapped_column(db.Id, primary_key=True)
    site: Mapped[str] = mapped_column(default="")
    equipment: Mapped[list[Any]] = mapped_column(default=list)


class CourseFact(db.Base, db.ProviderOwned):
    """What a course asks of its room, and whether two of its classes may be twins."""

    __tablename__ = "scheduling_course_fact"

    course_id: Mapped[str] = mapped_column(db.Id, primary_key=True)
    equipment: Mapped[list[Any]] = mapped_column(default=list)
    twins: Mapped[bool] = mapped_column(default=False)


class Way(db.Base, db.Identified, db.ProviderOwned):
    """Minutes between two houses, in either direction."""

    __tablename__ = "scheduling_way"
    __table_args__ = (UniqueConstraint("provider_id", "one", "other"), CheckConstraint("minutes > 0", name="minutes"))

    one: Mapped[str]
    other: Mapped[str]
    minutes: Mapped[int]


class RoomUse(db.Base, db.Identified, db.ProviderOwned):
    """A weekly time at which others of the house have a room: another department's course, a choir, a cleaning day."""

    __tablename__ = "scheduling_room_use"
    __table_args__ = (CheckConstraint("ends > starts", name="times"),)

    room_id: Mapped[str] = mapped_column(db.Id, index=True)
    weekday: Mapped[int]
    starts: Mapped[time]
    ends: Mapped[time]
    first_on: Mapped[date | None]
    last_on: Mapped[date | None]
    title: Mapped[str]


class Trouble(db.Base, db.Identified, db.ProviderOwned):
    """Somebody falls ill, a room closes or a rota changes: from when to when, what was chosen, and who was told."""

    __tablename__ = "scheduling_trouble"

    centre_id: Mapped[str] = mapped_column(db.Id, index=True)
    kind: Mapped[str]
    """teacher_ill, room_closed, or rota_changed."""
    staff_id: Mapped[str | None] = mapped_column(db.Id, index=True)
    room_id: Mapped[str | None] = mapped_column(db.Id, index=True)
    learner_id: Mapped[str | None] = mapped_column(db.Id, index=True)
    first_on: Mapped[date]
    last_on: Mapped[date]
    said_by: Mapped[str]
    said_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class Remedy(db.Base, db.Identified, db.ProviderOwned):
    """What a person chose for one session of a trouble, and how it is taken back."""

    __tablename__ = "scheduling_remedy"

    trouble_id: Mapped[str] = mapped_column(ForeignKey("scheduling_trouble.id", ondelete="CASCADE"), index=True)
    session_id: Mapped[str] = mapped_column(db.Id, index=True)
    way: Mapped[str]
    """cover, room, move, online, twin, cancel, or makeup."""
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    changes: Mapped[list[Any]] = mapped_column(default=list)
    """Ids of the changes that the host keeps, and of swaps, newest last."""
    by: Mapped[str]
    at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
