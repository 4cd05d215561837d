"""Sessions that a trouble touches, the people in them, and what can be done about each."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from lms.courses import queries as courses
from lms.courses.domain.calendar import monday_of
from lms.courses.domain.fit import Instead
from lms.courses.queries import mixed
from lms.courses.queries.fits import choices
from lms.kernel import clock, db, errors, plugins
from lms.learners import queries as learners
from lms.learners.domain.availability import Availability, can_attend
from lms.organisations import queries as organisations
from scheduling import models
from scheduling.domain.troubles import Kind, Proposal, Times, Way, first_choices, ranked
from scheduling.queries.settings import CourseFacts, RoomFacts, course_facts, room_facts

LATER = timedelta(weeks=3)
NEAR = timedelta(days=7)


@dataclass(frozen=True)
class TroubleInfo:
    """What goes wrong, from when to when."""

    id: str
    centre_id: str
    kind: Kind
    staff_id: str | None
    room_id: str | None
    learner_id: str | None
    first_on: date
    last_on: date
    said_by: str
    said_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True)
class RemedyInfo:
    """What was chosen for one session."""

    id: str
    session_id: str
    way: Way
    facts: dict[str, Any]
    changes: list[Any]
    by: str
    at: datetime
    undone_at: datetime | None


def trouble(trouble_id: str) -> TroubleInfo:
    """One trouble. Raises NotFound."""
    row = db.session().scalar(select(models.Trouble).where(models.Trouble.id == trouble_id))
    if row is None:
        raise errors.NotFound("scheduling.no_trouble")
    return _info(row)


def troubles(centre_id: str, *, limit: int = 30) -> list[TroubleInfo]:
    """Troubles of a centre, the newest first."""
    row = models.Trouble
    found = db.session().scalars(
        select(row).where(row.centre_id == centre_id).order_by(row.closed_at.is_not(None), row.id.desc()).limit(limit)
    )
    return [_info(one) for one in found]


def _info(row: models.Trouble) -> TroubleInfo:
    return TroubleInfo(
        row.id, row.centre_id, Kind(row.kind), row.staff_id, row.room_id, row.learner_id, row.first_on, row.last_on,
        row.said_by, row.said_at, row.closed_at,
    )  # fmt: skip


def remedies(trouble_id: str) -> list[RemedyInfo]:
    """What was chosen so far, in order."""
    row = models.Remedy
    found = db.session().scalars(select(row).where(row.trouble_id == trouble_id).order_by(row.id))
    return [RemedyInfo(x.id, x.session_id, Way(x.way), x.facts, x.changes, x.by, x.at, x.undone_at) for x in found]


@dataclass(frozen=True)
class Touched:
    """One session that cannot be held as it stands, who is in it, and what can be done."""

    session: courses.SessionInfo
    people: tuple[str, ...]
    proposals: tuple[Proposal, ...]


@dataclass(frozen=True)
class Look:
    """Everything to decide about a trouble. `chosen` is the best for each session, none of them twice in one place."""

    trouble: TroubleInfo
    touched: tuple[Touched, ...]
    people: Mapping[str, learners.LearnerInfo] = field(default_factory=dict)
    chosen: Mapping[str, Proposal] = field(default_factory=dict)
    marked: int = 0
    """Sessions of these days that have a register: what was held stays held."""


def look_at(found: TroubleInfo, now: datetime) -> Look:
    """Sessions a trouble touches from now on, and what can be done about each."""
    context = _Context(found, now)
    touched = tuple(context.touched())
    ids = {one for session in touched for one in session.people}
    chosen = first_choices(
        {one.session.id: one.proposals for one in touched},
        {one.session.id: Times(one.session.day, one.session.starts, one.session.ends) for one in touched},
    )
    return Look(found, touched, learners.by_ids(ids), chosen, context.marked)


class _Context:
    """What has to be known to propose something, asked once for all sessions."""

    def __init__(self, found: TroubleInfo, now: datetime) -> None:
        self.trouble, self.now = found, now
        self.centre = organisations.centre(found.centre_id)
        self.today = clock.local(now, self.centre.zone).date()
        monday = monday_of(max(found.first_on, self.today))
        self.all = [one for one in courses.sessions_between(monday, found.last_on + LATER) if one.state != "cancelled"]
        mine = [one for one in self.all if self._is_touched(one)]
        self.marked = sum(one.marked_at is not None for one in mine)
        covered = courses.substitutes([one.id for one in mine])
        self.mine = [one for one in mine if one.marked_at is None and one.starts_at > now and one.id not in covered]
        self.sections = {one.id: one for one in courses.sections()}
        wanted = {one.section_id for one in self.mine}
        twins = {key: section.twin_key for key, section in self.sections.items() if section.twin_key}
        self.twins_of = {
            one: [key for key, shared in twins.items() if shared == twins[one] and key != one]
            for one in wanted
            if one in twins
        }
        seats = {one: courses.enrolments_of_section(one) for one in wanted}
        self.seats = seats
        ids = {person.learner_id for people in seats.values() for person in people}
        self.weeks = learners.availabilities(ids)
        self.step_free = {one.id for one in learners.by_ids(ids).values() if one.step_free}
        self.teachers = organisations.staff(kind="teacher")
        self.rooms = organisations.rooms(found.centre_id)
        self.room_facts = room_facts([one.id for one in self.rooms])
        self.course_facts = course_facts({self.sections[one].course.id for one in wanted if one in self.sections})
        self.closed = organisations.closed_days(found.centre_id, monday, found.last_on + LATER)

    def _is_touched(self, one: courses.SessionInfo) -> bool:
        found = self.trouble
        if not found.first_on <= one.day <= found.last_on:
            return False
        if found.kind is Kind.TEACHER_ILL:
            return one.teacher_id == found.staff_id
        if found.kind is Kind.ROOM_CLOSED:
            return one.room_id == found.room_id and one.mode != "online"
        return False

    def touched(self) -> Iterable[Touched]:
        for one in self.mine:
            people = self._people(one)
            yield Touched(one, people, ranked(self._proposals(one, people)))

    def _people(self, session: courses.SessionInfo) -> tuple[str, ...]:
        """Who has a seat on the day."""
        return tuple(
            seat.learner_id
            for seat in self.seats[session.section_id]
            if seat.from_date <= session.day and (seat.to_date is None or seat.to_date > session.day)
        )

    def _proposals(self, session: courses.SessionInfo, people: tuple[str, ...]) -> Iterable[Proposal]:
        if self.trouble.kind is Kind.TEACHER_ILL:
            yield from self._covers(session, people)
        else:
            yield from self._other_rooms(session, people)
            if session.mode != "online":
                from_home = tuple(one for one in people if self._week(one).online)
                yield Proposal(Way.ONLINE, from_home)
        yield from self._twins(session, people)
        yield from self._other_times(session, people)
        yield Proposal(Way.CANCEL)

    # --- somebody else, somewhere else -------------------------------------------------------------------------------

    def _covers(self, session: courses.SessionInfo, people: tuple[str, ...]) -> Iterable[Proposal]:
        subject = self.sections[session.section_id].course.qualification
        busy = {one.teacher_id for one in self.all if _together(one, session)}
        load = Counter(one.teacher_id for one in self.all if monday_of(one.day) == monday_of(session.day))
        for teacher in self.teachers:
            held = not subject or teacher.may_teach(subject, session.day)
            free = teacher.id not in busy and load[teacher.id] < teacher.meetings_a_week
            if teacher.id == self.trouble.staff_id or not held or not free or not _works(teacher, session):
                continue
            far = teacher.centre_id not in (None, session.centre_id)
            can = tuple(one for one in people if self._week(one).online) if far else people
            yield Proposal(Way.COVER, can, staff_id=teacher.id, far=far, load=load[teacher.id])

    def _other_rooms(self, session: courses.SessionInfo, people: tuple[str, ...]) -> Iterable[Proposal]:
        busy = {one.room_id for one in self.all if _together(one, session)}
        course = self.sections[session.section_id].course
        needed = self.course_facts.get(course.id, CourseFacts()).equipment
        for room in self.rooms:
            has = self.room_facts.get(room.id, RoomFacts()).equipment
            steps = not room.step_free and any(one in self.step_free for one in people)
            if room.id in busy or room.id == self.trouble.room_id or not needed <= has or steps:
                continue
            if room.capacity >= len(people):
                yield Proposal(Way.ROOM, people, room_id=room.id, load=room.capacity - len(people))

    def _twins(self, session: courses.SessionInfo, people: tuple[str, ...]) -> Iterable[Proposal]:
        """Sessions of the twin class in the same week, for as many as can come and find a chair."""
        for other in self.all:
            if other.section_id not in self.twins_of.get(session.section_id, ()) or other.marked_at is not None:
                continue
            same_week = monday_of(other.day) == monday_of(session.day)
            if not same_week or other.starts_at <= self.now or self._is_touched(other):
                continue
            free = max(0, other.seats - other.taken - len(mixed.visits_to(other.id)))
            can = [one for one in people if self._can(one, other.starts_at, other.ends_at, other.mode)]
            can = [one for one in can if _is_let_in(one, other)] if free else []
            if can:
                off = abs((other.day - session.day).days)
                yield Proposal(Way.TWIN, tuple(can[:free]), session_id=other.id, load=off)

    # --- another time ------------------------------------------------------------------------------------------------

    def _other_times(self, session: courses.SessionInfo, people: tuple[str, ...]) -> Iterable[Proposal]:
        section = self.sections[session.section_id]
        days = self._days(session, section)
        teacher = next((one for one in self.teachers if one.id == session.teacher_id), None)
        works = [(one.weekday, one.starts, one.ends) for one in teacher.hours] if teacher and teacher.hours else None
        for day, starts, ends in courses.free_times(section, days, works=works, most=12):
            first, last = (clock.instant(day, at, self.centre.zone) for at in (starts, ends))
            if first <= self.now:
                continue
            can = tuple(one for one in people if self._can(one, first, last, session.mode))
            near = abs(day - session.day) <= NEAR
            off = abs((day - session.day).days)
            yield Proposal(Way.MOVE if near else Way.MAKEUP, can, day=day, starts=starts, ends=ends, load=off)

    def _days(self, session: courses.SessionInfo, section: courses.SectionInfo) -> list[date]:
        """Days on which the session could be held instead, those of the trouble left out."""
        first, last = max(self.today, session.day - NEAR), min(section.ends_on, session.day + LATER)
        days = [date.fromordinal(number) for number in range(first.toordinal(), last.toordinal() + 1)]
        found = self.trouble
        return [day for day in days if day not in self.closed and not found.first_on <= day <= found.last_on]

    def _can(self, learner_id: str, starts_at: datetime, ends_at: datetime, mode: str) -> bool:
        known = self._week(learner_id)
        zone, centre_id = self.centre.zone, self.centre.id
        return can_attend(known, starts_at, ends_at, zone, centre_id=centre_id, online=mode != "room").can

    def _week(self, learner_id: str) -> Availability:
        return self.weeks.get(learner_id, Availability())


def _together(one: courses.SessionInfo, other: courses.SessionInfo) -> bool:
    return one.id != other.id and one.starts_at < other.ends_at and other.starts_at < one.ends_at


def _works(teacher: organisations.Staff, session: courses.SessionInfo) -> bool:
    return any(
        one.weekday == session.day.weekday() and one.starts <= session.starts and session.ends <= one.ends
        for one in teacher.hours
    )


# --- somebody's rota --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class RotaSession:
    """A session that somebody cannot come to by her new week, and what replaces it."""

    session: courses.SessionInfo
    enrolment_id: str
    twin: courses.SessionInfo | None = None
    online: bool = False


@dataclass(frozen=True)
class RotaSeat:
    """One seat of hers: how much of the class she can come to, which sessions not, and other groups that fit."""

    enrolment_id: str
    section: str
    section_id: str
    sessions: int
    attends: int
    missed: tuple[RotaSession, ...]
    others: tuple[tuple[courses.SectionInfo, int, int], ...]
    """(group, sessions of it she can come to, all of its sessions), those with a free seat, the best first."""


def rota(found: TroubleInfo, now: datetime) -> list[RotaSeat]:
    """What somebody's new week means for each seat of hers. Nobody loses one by it."""
    if found.learner_id is None:
        return []
    centre = organisations.centre(found.centre_id)
    since = max(found.first_on, clock.local(now, centre.zone).date())
    seats = courses.enrolments_of([found.learner_id]).get(found.learner_id, [])
    fits = courses.section_fits(found.learner_id, [one.section_id for one in seats], since)
    ids = {one.section_id for one in seats} | {twin.id for one in seats for twin in courses.twins(one.section_id)}
    sessions = {one.id: one for one in courses.sessions_between(since, found.last_on, section_ids=ids)}
    swapped = {one.instead_of for one in mixed.visits_of([one.id for one in seats])}
    answer = []
    for seat in seats:
        fit = fits.get(seat.section_id)
        if fit is None:
            continue
        missed = tuple(
            RotaSession(
                sessions[one.meeting.session_id],
                seat.id,
                sessions.get(one.by.session_id) if one.by else None,
                one.instead is Instead.ONLINE,
            )
            for one in fit.missed
            if one.meeting.session_id in sessions and one.meeting.session_id not in swapped
        )
        other = choices(found.learner_id, seat.section_id, since)
        known = {one.id: one for one in courses.sections(ids=[one.section_id for one in other.fitting])}
        groups = tuple((known[one.section_id], one.attends + one.replaced, one.sessions) for one in other.fitting[:3])
        answer.append(RotaSeat(seat.id, seat.section, seat.section_id, fit.sessions, fit.attends, missed, groups))
    return answer


def _is_let_in(learner_id: str, session: courses.SessionInfo) -> bool:
    """Whether nothing that belongs to a seat (a care place) is missing at a session of the twin class."""
    booking = courses.part_of(session.section_id, learner_id, [session.id], enrolment_id="")
    return not any(one.refuses for one in plugins.installed().ask("booking_obstacles", booking))
