"""Courses and sections: offered, opened, changed with a look at what follows, closed, deleted, undone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, time

from sqlalchemy import delete, exists, select
from sqlalchemy.exc import IntegrityError

from lms.courses import models
from lms.courses.domain.calendar import MODES, DatedMeeting, WeeklyMeeting, clashing, dated, instants, minutes
from lms.courses.domain.recurrence import Difference, Standing, compare
from lms.courses.services import changes, offers
from lms.courses.services.changes import section_row
from lms.kernel import db, errors, plugins, signals
from lms.kernel.actor import Actor
from lms.kernel.vocabulary import Category
from lms.learners.domain.targets import Group


def add_course(
    centre_id: str,
    *,
    programme: str,
    module_key: str,
    title: str,
    track: str,
    level: str,
    minutes: int,
    section_min: int,
    section_max: int,
    funder_id: str | None = None,
    qualification: str = "",
    properties: Sequence[str] = (),
    target: Sequence[str] = (Group.LEVEL,),
    category: str = Category.LEARNING,
) -> str:
    """Offer a module at a centre, to people of its track and level unless `target` says for whom. Returns the course's id.

    Raises Conflict when it is offered there already.
    """
    if not 1 <= section_min <= section_max:
        raise errors.Invalid("courses.sizes_reversed", field="section_max")
    row = models.Course(
        id=db.new_id(),
        centre_id=centre_id,
        programme=programme,
        module_key=module_key,
        title=title,
        track=track,
        level=level,
        minutes=minutes,
        section_min=section_min,
        section_max=section_max,
        funder_id=funder_id,
        qualification=qualification or track,
        properties=list(properties),
        target=list(target),
        category=category,
    )
    try:
        with db.session().begin_nested():
            db.session().add(row)
    except IntegrityError as twice:
        raise errors.Conflict("courses.offered_already", field="module_key") from twice
    return row.id


def set_target(course_id: str, target: Sequence[str]) -> None:
    """Whom a course is for from now on. Raises Invalid for nobody: its classes are open already."""
    row = _course_row(course_id)
    if not target:
        raise errors.Invalid("courses.target_missing", title=row.title, field="target")
    row.target = list(target)


def set_category(course_id: str, category: str) -> None:
    """Which of the four kinds of services a course is from now on. Raises Invalid for any other."""
    if category not in set(Category):
        raise errors.Invalid("courses.category_missing", field="category")
    _course_row(course_id).category = category


def _course_row(course_id: str) -> models.Course:
    row = db.session().scalar(select(models.Course).where(models.Course.id == course_id))
    if row is None:
        raise errors.NotFound("courses.absent")
    return row


@dataclass(frozen=True)
class SectionEdit:
    """What a section should be from a day on. Days before stay as they were.

    `minutes` is what was promised, where it is not the course's. `properties` are codes of needs that the group meets.
    None leaves these and the days to join as they are.
    """

    name: str
    seats: int
    room_id: str | None
    teacher_id: str | None
    meetings: tuple[WeeklyMeeting, ...]
    starts_on: date
    ends_on: date
    mode: str = "room"
    link: str = ""
    minutes: int | None = None
    entry_weekdays: tuple[int, ...] | None = None
    entry_until: date | None = None
    properties: tuple[str, ...] | None = None


@dataclass(frozen=True, kw_only=True)
class NewSection(SectionEdit):
    """A class group to open: what it should be, of which course, in which term."""

    course_id: str
    term_id: str
    copied_from: str | None = None

    @classmethod
    def of(cls, edit: SectionEdit, course_id: str, term_id: str) -> "NewSection":
        """The section that an edit describes, as a new one."""
        return cls(course_id=course_id, term_id=term_id, **{one.name: getattr(edit, one.name) for one in fields(edit)})


class Unready(errors.Conflict):
    """What a plug-in wants mended before learners see a class."""


PLAIN = ("name", "seats", "room_id", "teacher_id", "starts_on", "ends_on", "mode", "link", "minutes", "entry_until")
"""Fields that a section keeps as they are said."""


def open_section(new: NewSection, *, closed: Mapping[date, str], zone: str, actor: Actor, now: datetime) -> str:
    """A section with its dated sessions. Returns its id.

    Raises Conflict when the room or the teacher is taken at one of the times: the database decides. Raises Unready for
    a course of which nobody said whom it is for, and for what a plug-in misses.
    """
    session = db.session()
    course = session.scalar(select(models.Course).where(models.Course.id == new.course_id))
    if course is None:
        raise errors.NotFound("courses.absent")
    if not course.target:
        raise Unready("courses.target_missing", title=course.title)
    _refuse_unfit(new)
    row = models.Section(
        id=db.new_id(),
        course_id=course.id,
        centre_id=course.centre_id,
        term_id=new.term_id,
        entry_weekdays=list(new.entry_weekdays or ()),
        properties=list(new.properties or ()),
        **{name: getattr(new, name) for name in PLAIN},
        copied_from=new.copied_from,
    )
    session.add(row)
    session.flush()
    replace_sessions(row.id, new.meetings, new.starts_on, closed=closed, zone=zone, actor=actor, now=now)
    _refuse_unready(row.id)
    return row.id


def _refuse_unready(section_id: str) -> None:
    for obstacle in plugins.installed().ask("publication_obstacles", [section_id]):
        if obstacle.refuses:
            raise Unready(obstacle.code, **obstacle.facts)


def _refuse_unfit(new: SectionEdit) -> None:
    if new.seats < 1:
        raise errors.Invalid("courses.no_seats", field="seats")
    if new.ends_on < new.starts_on:
        raise errors.Invalid("courses.section_without_days", field="ends_on")
    if new.mode not in MODES:
        raise errors.Invalid("courses.no_such_mode", field="mode")
    if any(one.ends <= one.starts or one.every < 1 for one in new.meetings):
        raise errors.Invalid("courses.meeting_without_time", field="meetings")
    if clashing(new.meetings):
        raise errors.Invalid("courses.meetings_overlap", field="meetings")


def replace_sessions(
    section_id: str,
    meetings: Sequence[WeeklyMeeting],
    from_date: date,
    *,
    closed: Mapping[date, str],
    zone: str,
    actor: Actor,
    now: datetime,
) -> int:
    """Give a section new weekly meetings from a day on. Sessions with a register are never touched, nor what somebody
    moved or cancelled by hand. Returns how many sessions were made. Raises Conflict when room or teacher are taken.
    """
    section = section_row(section_id)
    made = _fit(section, meetings, from_date, closed=closed, zone=zone)
    signals.announce(signals.sessions_replaced, section_id, from_date=from_date, actor=actor, now=now)
    return len(made.added)


def _fit(
    section: models.Section,
    meetings: Sequence[WeeklyMeeting],
    from_date: date,
    *,
    closed: Mapping[date, str],
    zone: str,
) -> Difference:
    """Make the sessions from a day on follow the meetings, each with the section's room, teacher and mode."""
    session = db.session()
    session.execute(delete(models.Meeting).where(models.Meeting.section_id == section.id))
    session.add_all(
        models.Meeting(
            section_id=section.id, weekday=m.weekday, starts=m.starts, ends=m.ends, every=m.every, anchor=m.anchor
        )
        for m in meetings
    )
    rows = {
        row.id: row
        for row in session.scalars(
            select(models.Session).where(models.Session.section_id == section.id, models.Session.day >= from_date)
        )
    }
    first = max(from_date, section.starts_on)
    wanted = list(dated(meetings, first, section.ends_on, closed, anchor=section.starts_on))
    difference = compare([_standing(row) for row in rows.values()], wanted)
    moved = dict(difference.moved)
    touched = [rows[key] for key in (*difference.kept, *moved)]
    with changes.room_and_teacher_free(section):
        changing = [row for row in touched if row.id in moved or _differs(row, section)]
        changes.step_aside([*changing, *(rows[key] for key in difference.removed)])
        for key in difference.removed:
            changes.discard(rows[key], "timetable")
        session.flush()
        for row in changing:
            put(row, moved.get(row.id) or DatedMeeting(row.day, row.starts, row.ends), zone)
            row.room_id, row.teacher_id, row.mode, row.state = (
                _room(section),
                section.teacher_id,
                section.mode,
                "planned",
            )
        session.add_all(new_session(section, one, zone) for one in difference.added)
    return difference


def _standing(row: models.Session) -> Standing:
    by_hand = row.planned_day is not None or (row.state == "cancelled" and row.reason != "timetable")
    return Standing(
        row.id,
        row.day,
        row.starts,
        row.ends,
        marked=row.marked_at is not None,
        by_hand=by_hand,
        extra=row.kind == "makeup",
        planned_day=row.planned_day,
        cancelled=row.state == "cancelled",
    )


def _room(section: models.Section) -> str | None:
    return None if section.mode == "online" else section.room_id


def _differs(row: models.Session, section: models.Section) -> bool:
    standing = (row.room_id, row.teacher_id, row.mode, row.state)
    return standing != (_room(section), section.teacher_id, section.mode, "planned")


def put(row: models.Session, slot: DatedMeeting, zone: str) -> None:
    """Set a session to wall times of a day; the instants follow, also in the night of a clock change."""
    row.day, row.starts, row.ends = slot.day, slot.starts, slot.ends
    row.starts_at, row.ends_at = instants(slot.day, slot.starts, slot.ends, zone)


def new_session(section: models.Section, slot: DatedMeeting, zone: str) -> models.Session:
    """A session of a section at a slot, with the section's room, teacher and mode. Not added yet."""
    row = models.Session(
        section_id=section.id,
        room_id=_room(section),
        teacher_id=section.teacher_id,
        mode=section.mode,
    )
    put(row, slot, zone)
    return row


# --- changing --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class SessionLine:
    """One session in a preview, in wall time; `was` is where it stands now, None for a new one."""

    day: date
    starts: str
    ends: str
    was: tuple[date, str, str] | None = None


@dataclass(frozen=True)
class Preview:
    """What saving would do. `refused` is the code and facts of what stands in the way, with nothing else filled then."""

    added: tuple[SessionLine, ...] = ()
    moved: tuple[SessionLine, ...] = ()
    removed: tuple[SessionLine, ...] = ()
    other: int = 0
    """Sessions that keep their time and get another room, teacher or mode."""
    kept: int = 0
    protected: int = 0
    minutes: int = 0
    """Minutes that would be held or planned in all."""
    refused: errors.OnwardError | None = None


class _LookedOnly(Exception):
    """Takes a tried change back."""


def preview(
    section_id: str,
    edit: SectionEdit,
    from_date: date,
    *,
    closed: Mapping[date, str],
    zone: str,
    actor: Actor,
    now: datetime,
) -> Preview:
    """What `edit_section` would do, found by doing it and taking it back."""
    found = Preview()
    try:
        with db.session().begin_nested():
            before = _sessions_of(section_id)
            protected = _apply(section_id, edit, from_date, closed=closed, zone=zone)
            found = _compared(before, _sessions_of(section_id), protected)
            raise _LookedOnly
    except _LookedOnly:
        pass
    except errors.OnwardError as refusal:
        return Preview(refused=refusal)
    db.session().expire_all()
    return found


def edit_section(
    section_id: str,
    edit: SectionEdit,
    from_date: date,
    *,
    closed: Mapping[date, str],
    zone: str,
    actor: Actor,
    now: datetime,
) -> str | None:
    """Change a section from a day on; its sessions follow. Returns the id of the change for `undo`, None for no change.

    Raises Conflict when fewer seats are offered than are held, or when room or teacher are taken.
    """
    recorder = changes.Recorder(section_id)
    _apply(section_id, edit, from_date, closed=closed, zone=zone)
    written = recorder.write("edited", actor=actor, now=now)
    # More seats or a later last day to join: who waits for them hears it now. An earlier day shortens what is offered.
    offers.shorten(section_id)
    offers.look_after(section_id, actor=actor, now=now)
    return written


def _apply(section_id: str, edit: SectionEdit, from_date: date, *, closed: Mapping[date, str], zone: str) -> int:
    section = section_row(section_id)
    _refuse_unfit(edit)
    if edit.seats < section.taken:
        raise errors.Conflict("courses.seats_held", field="seats", taken=section.taken)
    if edit.starts_on != section.starts_on and _has_registers_before(section_id, edit.starts_on):
        raise errors.Conflict("courses.marks_before_start", field="starts_on")
    for name in PLAIN:
        setattr(section, name, getattr(edit, name))
    if edit.entry_weekdays is not None:
        section.entry_weekdays = list(edit.entry_weekdays)
    if edit.properties is not None:
        section.properties = list(edit.properties)
    db.session().flush()
    difference = _fit(section, edit.meetings, from_date, closed=closed, zone=zone)
    db.session().flush()
    return len(difference.protected)


def _has_registers_before(section_id: str, day: date) -> bool:
    condition = (
        models.Session.section_id == section_id,
        models.Session.day < day,
        models.Session.marked_at.is_not(None),
    )
    return bool(db.session().scalar(select(exists().where(*condition))))


_Seen = dict[str, tuple[date, str, str, str, tuple[str | None, ...]]]


def _sessions_of(section_id: str) -> _Seen:
    row = models.Session
    rows = db.session().execute(
        select(row.id, row.day, row.starts, row.ends, row.state, row.room_id, row.teacher_id, row.mode).where(
            row.section_id == section_id
        )
    )
    return {one.id: (one.day, f"{one.starts:%H:%M}", f"{one.ends:%H:%M}", one.state, tuple(one[5:])) for one in rows}


def _compared(before: _Seen, after: _Seen, protected: int) -> Preview:
    def standing(seen: _Seen) -> dict[str, tuple[date, str, str]]:
        return {key: one[:3] for key, one in seen.items() if one[3] != "cancelled"}

    was, will = standing(before), standing(after)
    both = set(was) & set(will)
    same = [key for key in both if was[key] == will[key]]
    other = [key for key in same if before[key][4] != after[key][4]]
    return Preview(
        added=tuple(SessionLine(*will[key]) for key in sorted(set(will) - set(was), key=will.__getitem__)),
        moved=tuple(SessionLine(*will[key], was=was[key]) for key in sorted(both - set(same), key=was.__getitem__)),
        removed=tuple(SessionLine(*was[key]) for key in sorted(set(was) - set(will), key=was.__getitem__)),
        other=len(other),
        kept=len(same) - len(other),
        protected=protected,
        minutes=sum(minutes(time.fromisoformat(one[1]), time.fromisoformat(one[2])) for one in will.values()),
    )


def close_section(section_id: str, *, reason: str = "", actor: Actor, now: datetime) -> str | None:
    """No more bookings; sessions that have not begun are cancelled. Marks stay. Returns the id of the change."""
    recorder = changes.Recorder(section_id)
    recorder.section.state = "closed"
    for one in db.session().scalars(
        select(models.Session).where(
            models.Session.section_id == section_id,
            models.Session.starts_at > now,
            models.Session.state != "cancelled",
        )
    ):
        one.state, one.reason = "cancelled", reason or "closed"
    return recorder.write("closed", reason=reason, actor=actor, now=now)


def delete_section(section_id: str, *, actor: Actor, now: datetime) -> None:
    """Take a section away that was opened by mistake. One in which anybody was marked, charged or enrolled is refused:
    Conflict("courses.has_marks") or Conflict("courses.has_people"); it can be closed.
    """
    session = db.session()
    section = section_row(section_id)
    of_section = select(models.Session.id).where(models.Session.section_id == section_id)
    for column in (models.Mark.session_id, models.LedgerEntry.session_id):
        if session.scalar(select(exists().where(column.in_(of_section)))):
            raise errors.Conflict("courses.has_marks", section=section.name)
    if session.scalar(select(exists().where(models.Enrolment.section_id == section_id))):
        raise errors.Conflict("courses.has_people", section=section.name)
    for table in (models.SubgroupMember, models.Subgroup, models.Change, models.Meeting, models.Session):
        session.execute(delete(table).where(table.section_id == section_id))
    session.delete(section)
    try:
        with session.begin_nested():
            session.flush()
    except IntegrityError as held:
        raise errors.Conflict("courses.has_people", section=section.name) from held
    signals.announce(signals.sessions_replaced, section_id, from_date=section.starts_on, actor=actor, now=now)
