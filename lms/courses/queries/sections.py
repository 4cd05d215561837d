"""Courses, sections and dated sessions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from typing import Any

from sqlalchemy import bindparam, func, or_, select

from lms.courses import models
from lms.courses.domain.calendar import WeeklyMeeting, minutes
from lms.courses.domain.recurrence import Busy, HourCount, free_slots
from lms.kernel import db, errors
from lms.kernel.questions import Question
from lms.kernel.vocabulary import Category


@dataclass(frozen=True)
class CourseInfo:
    """What a centre offers."""

    id: str
    centre_id: str
    programme: str
    module_key: str
    title: str
    track: str
    level: str
    minutes: int
    section_min: int
    section_max: int
    funder_id: str | None
    qualification: str
    properties: tuple[str, ...] = ()
    """Codes of needs that every group of it meets."""
    target: tuple[str, ...] = ()
    """Codes of the groups of people whom it is for."""
    category: Category = Category.LEARNING
    """Which of the four kinds of services it is."""


@dataclass(frozen=True)
class SectionInfo:
    """A class group with its course and weekly meetings."""

    id: str
    name: str
    course: CourseInfo
    term_id: str
    centre_id: str
    seats: int
    taken: int
    state: str
    room_id: str | None
    teacher_id: str | None
    starts_on: date
    ends_on: date
    meetings: tuple[WeeklyMeeting, ...]
    mode: str = "room"
    link: str = ""
    promised: int = 0
    """Minutes that this group was promised: its own length or the course's."""
    own_minutes: int | None = None
    """Its own length, where it has one."""
    twin_key: str | None = None
    entry_weekdays: tuple[int, ...] = ()
    entry_until: date | None = None
    copied_from: str | None = None
    properties: tuple[str, ...] = ()
    """Codes of needs that this group meets, beside its course and its room."""

    @property
    def free(self) -> int:
        """Seats that nobody holds."""
        return self.seats - self.taken


@dataclass(frozen=True)
class SessionInfo:
    """One dated session with the names of its section and course."""

    id: str
    section_id: str
    section: str
    course: str
    track: str
    level: str
    module_key: str
    centre_id: str
    day: date
    starts: time
    ends: time
    starts_at: datetime
    ends_at: datetime
    room_id: str | None
    teacher_id: str | None
    state: str
    marked_at: datetime | None
    marked_by: str | None
    taken: int
    seats: int
    kind: str = "planned"
    mode: str = "room"
    reason: str = ""
    planned_day: date | None = None
    sequence: int = 0
    changed_at: datetime | None = None


def _course(row: Any) -> CourseInfo:
    return CourseInfo(
        row.id,
        row.centre_id,
        row.programme,
        row.module_key,
        row.title,
        row.track,
        row.level,
        row.minutes,
        row.section_min,
        row.section_max,
        row.funder_id,
        row.qualification,
        tuple(row.properties or ()),
        tuple(row.target or ()),
        Category(row.category),
    )


_OFFERED = select(models.Course).order_by(models.Course.track, models.Course.level, models.Course.title)
# By whether a centre is named.
_COURSES = {
    True: Question(_OFFERED.where(models.Course.centre_id == bindparam("centre_id"))),
    False: Question(_OFFERED),
}


def courses(centre_id: str | None = None) -> list[CourseInfo]:
    """Courses on offer, by track, level and title."""
    given = {"centre_id": centre_id} if centre_id else {}
    return [_course(row) for (row,) in _COURSES[bool(centre_id)].parts(**given)]


def course(course_id: str) -> CourseInfo:
    """One course. Raises NotFound."""
    row = db.session().scalar(select(models.Course).where(models.Course.id == course_id))
    if row is None:
        raise errors.NotFound("courses.absent")
    return _course(row)


_SECTIONS = (
    select(models.Section, models.Course)
    .join(models.Course, models.Section.course_id == models.Course.id)
    .where(models.Section.state.in_(bindparam("states")))
    .order_by(models.Section.name, models.Section.id)
)
_WHICH = {
    "centre_id": models.Section.centre_id == bindparam("centre_id"),
    "term_id": models.Section.term_id == bindparam("term_id"),
    "teacher_id": models.Section.teacher_id == bindparam("teacher_id"),
    "module_keys": models.Course.module_key.in_(bindparam("module_keys")),
    "ids": models.Section.id.in_(bindparam("ids")),
    "centre_ids": models.Section.centre_id.in_(bindparam("centre_ids", type_=db.Id)),
}


@cache
def _sections(*named: str) -> Question:
    """Sections of what is named."""
    return Question(_SECTIONS.where(*(_WHICH[name] for name in named)))


def sections(
    *,
    centre_id: str | None = None,
    term_id: str | None = None,
    module_keys: Iterable[str] | None = None,
    ids: Iterable[str] | None = None,
    centre_ids: Iterable[str] | None = None,
    teacher_id: str | None = None,
    states: Iterable[str] = ("published",),
) -> list[SectionInfo]:
    """Sections that are published (or in other `states`: closed), by name."""
    single = {"centre_id": centre_id, "term_id": term_id, "teacher_id": teacher_id}
    several = {"module_keys": module_keys, "ids": ids, "centre_ids": centre_ids}
    given: dict[str, Any] = {name: value for name, value in single.items() if value}
    given |= {name: list(values) for name, values in several.items() if values is not None}
    rows = list(_sections(*given).parts(states=list(states), **given))
    meetings = _meetings([row.id for row, _ in rows])
    return [
        SectionInfo(
            id=row.id,
            name=row.name,
            course=_course(offered),
            term_id=row.term_id,
            centre_id=row.centre_id,
            seats=row.seats,
            taken=row.taken,
            state=row.state,
            room_id=row.room_id,
            teacher_id=row.teacher_id,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            meetings=tuple(meetings.get(row.id, ())),
            mode=row.mode,
            link=row.link,
            promised=row.minutes or offered.minutes,
            own_minutes=row.minutes,
            twin_key=row.twin_key,
            entry_weekdays=tuple(row.entry_weekdays or ()),
            entry_until=row.entry_until,
            copied_from=row.copied_from,
            properties=tuple(row.properties or ()),
        )
        for row, offered in rows
    ]


def section(section_id: str, *, states: Iterable[str] = ("published",)) -> SectionInfo:
    """One published section (or one in other `states`). Raises NotFound."""
    found = sections(ids=[section_id], states=states)
    if not found:
        raise errors.NotFound("courses.absent")
    return found[0]


_MEETINGS = Question(
    select(models.Meeting)
    .where(models.Meeting.section_id.in_(bindparam("ids")))
    .order_by(models.Meeting.weekday, models.Meeting.starts)
)


def _meetings(section_ids: list[str]) -> dict[str, list[WeeklyMeeting]]:
    found: dict[str, list[WeeklyMeeting]] = {}
    for row in _MEETINGS.ask(ids=section_ids) if section_ids else ():
        found.setdefault(row.section_id, []).append(
            WeeklyMeeting(row.weekday, row.starts, row.ends, row.every, row.anchor)
        )
    return found


_FROM_SECTION = {"section": "name", "centre_id": "centre_id", "taken": "taken", "seats": "seats"}
_FROM_COURSE = {"course": "title", "track": "track", "level": "level", "module_key": "module_key"}


def _column(name: str) -> Any:
    if name in _FROM_SECTION:
        return getattr(models.Section, _FROM_SECTION[name]).label(name)
    if name in _FROM_COURSE:
        return getattr(models.Course, _FROM_COURSE[name]).label(name)
    return getattr(models.Session, name)


_SESSIONS = (
    select(*(_column(name) for name in SessionInfo.__annotations__))
    .select_from(models.Session)
    .join(models.Section, models.Session.section_id == models.Section.id)
    .join(models.Course, models.Section.course_id == models.Course.id)
)
_WHOSE = {
    "centre_id": models.Section.centre_id == bindparam("centre_id"),
    "teacher_id": models.Session.teacher_id == bindparam("teacher_id"),
    "room_id": models.Session.room_id == bindparam("room_id"),
    "section_ids": models.Session.section_id.in_(bindparam("section_ids")),
}
_ONE_SESSION = Question(_SESSIONS.where(models.Session.id == bindparam("session_id")))


@cache
def _between(*named: str) -> Question:
    """Sessions of some days, of what is named."""
    return Question(
        _SESSIONS.where(models.Session.day >= bindparam("first"), models.Session.day <= bindparam("last"))
        .where(*(_WHOSE[name] for name in named))
        .order_by(models.Session.starts_at, models.Section.name)
    )


def sessions_between(
    first: date,
    last: date,
    *,
    centre_id: str | None = None,
    teacher_id: str | None = None,
    room_id: str | None = None,
    section_ids: Iterable[str] | None = None,
) -> list[SessionInfo]:
    """Sessions from day to day, both included, cancelled ones too, in order of time."""
    ids = None if section_ids is None else list(section_ids)
    if ids == []:
        return []
    wanted = {"centre_id": centre_id, "teacher_id": teacher_id, "room_id": room_id, "section_ids": ids}
    given = {name: value for name, value in wanted.items() if value}
    return [SessionInfo(*row) for row in _between(*given).ask(first=first, last=last, **given)]


def session(session_id: str) -> SessionInfo:
    """One session. Raises NotFound."""
    row = _ONE_SESSION.ask(session_id=session_id).first()
    if row is None:
        raise errors.NotFound("courses.absent")
    return SessionInfo(*row)


def funder_of(section_id: str) -> str | None:
    """Whom the hours of a section are charged to."""
    return db.session().scalar(
        select(models.Course.funder_id)
        .join(models.Section, models.Section.course_id == models.Course.id)
        .where(models.Section.id == section_id)
    )


# --- hours, changes, free times --------------------------------------------------------------------------------------


_MET = models.Session
_COUNTS = Question(
    select(_MET.section_id, _MET.starts, _MET.ends, _MET.state, func.count())
    .where(_MET.section_id.in_(bindparam("ids")))
    .group_by(_MET.section_id, _MET.starts, _MET.ends, _MET.state)
)


def hour_counts(wanted: Iterable[SectionInfo]) -> dict[str, HourCount]:
    """Minutes promised, held and ahead, by section, in one question. A session with a register is held."""
    promised = {one.id: one.promised for one in wanted}
    sums: dict[str, dict[str, int]] = {}
    for section_id, starts, ends, state, count in _COUNTS.ask(ids=list(promised)) if promised else ():
        of_section = sums.setdefault(section_id, {})
        of_section[state] = of_section.get(state, 0) + minutes(starts, ends) * count
    return {
        key: HourCount(
            whole,
            held=sums.get(key, {}).get("held", 0),
            ahead=sums.get(key, {}).get("planned", 0),
            cancelled=sums.get(key, {}).get("cancelled", 0),
        )
        for key, whole in promised.items()
    }


@dataclass(frozen=True)
class ChangeInfo:
    """A deed on a section: edited, moved, cancelled, restored, added, closed or undone; who did it and why."""

    id: str
    deed: str
    reason: str
    by: str
    at: datetime
    undone_at: datetime | None
    days: tuple[date, ...]


def changes_of(section_id: str, limit: int = 8) -> list[ChangeInfo]:
    """The newest deeds on a section."""
    rows = db.session().scalars(
        select(models.Change)
        .where(models.Change.section_id == section_id)
        .order_by(models.Change.at.desc(), models.Change.id.desc())
        .limit(limit)
    )
    return [ChangeInfo(one.id, one.deed, one.reason, one.by, one.at, one.undone_at, _days(one)) for one in rows]


def _days(row: models.Change) -> tuple[date, ...]:
    kept = (one for part in (row.before, row.after) for one in part.get("sessions", {}).values() if one)
    return tuple(sorted({date.fromisoformat(one["day"]) for one in kept}))


def twins(section_id: str) -> list[SectionInfo]:
    """The other sections that share one roll with this one."""
    key = db.session().scalar(select(models.Section.twin_key).where(models.Section.id == section_id))
    if key is None:
        return []
    ids = db.session().scalars(
        select(models.Section.id).where(models.Section.twin_key == key, models.Section.id != section_id)
    )
    return sections(ids=list(ids))


def free_times(
    section: SectionInfo,
    days: Sequence[date],
    *,
    works: Sequence[tuple[int, time, time]] | None = None,
    most: int = 6,
) -> list[tuple[date, time, time]]:
    """Times at which a section could meet once more: its own hours on days when section, room and teacher are free.

    `works` are the stretches of the week in which its teacher works, None where nobody wrote them down.
    """
    if not days or not section.meetings:
        return []
    row = models.Session
    held_by = [row.section_id == section.id]
    if section.room_id and section.mode != "online":
        held_by.append(row.room_id == section.room_id)
    if section.teacher_id:
        held_by.append(row.teacher_id == section.teacher_id)
    busy = db.session().execute(
        select(row.day, row.starts, row.ends).where(
            row.day >= min(days), row.day <= max(days), row.state != "cancelled", or_(*held_by)
        )
    )
    hours = [(one.starts, one.ends) for one in section.meetings]
    found = free_slots(days, hours, [Busy(*one) for one in busy], works)
    return [(one.day, one.starts, one.ends) for one in found[:most]]
