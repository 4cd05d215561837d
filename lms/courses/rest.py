"""Sections, dated sessions, attendance marks and hours over REST."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from lms.accounts.services import audit
from lms.courses import queries, services
from lms.courses.domain import attendance
from lms.courses.domain.budgets import BudgetKind
from lms.courses.domain.calendar import WeeklyMeeting
from lms.courses.queries import budgets as granted
from lms.courses.queries import figures
from lms.courses.queries import ledger as charged
from lms.kernel import clock, errors
from lms.kernel.rest import Query, Resources, Value
from lms.kernel.vocabulary import AbsenceReason, Attendance, EnrolmentState
from lms.kernel.web import current_actor, now
from lms.learners import queries as learners
from lms.organisations import queries as organisations

resources = Resources("courses", __name__)
LONGEST_RANGE = timedelta(days=366)
OPEN_STATES = (EnrolmentState.WAITING, EnrolmentState.OFFERED, EnrolmentState.ENROLLED, EnrolmentState.PAUSED)


class Days(Query):
    """From one day to another, both included; a year at most."""

    first: date = Field(alias="from")
    last: date = Field(alias="to")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not timedelta(0) <= self.last - self.first <= LONGEST_RANGE:
            raise ValueError("`to` comes after `from`, by a year at most")
        return self


# --- sections and sessions -------------------------------------------------------------------------------------------


class Meeting(Value):
    """A weekly slot in wall time of the centre. Monday is 0."""

    weekday: int = Field(ge=0, le=6)
    starts: time
    ends: time
    every: int = Field(default=1, ge=1, le=8)
    """Every week, every second week: counted from the week of `anchor`, else from the section's first."""
    anchor: date | None = None


class Section(Value):
    """A class group with its course."""

    id: str
    name: str
    course_id: str
    course: str
    programme: str
    module_key: str
    track: str
    level: str
    centre_id: str
    term_id: str
    seats: int
    taken: int
    room_id: str | None
    teacher_id: str | None
    starts_on: date
    ends_on: date
    mode: str
    meetings: tuple[Meeting, ...]


class Sections(Value):
    """Published sections by name."""

    items: tuple[Section, ...]


class SectionsQuery(Query):
    """Which sections."""

    centre_id: str | None = None
    term_id: str | None = None


@resources.get("/sections", permission="courses.board.see", answers=Sections, query=SectionsQuery)
def sections(query: SectionsQuery) -> Sections:
    """Published sections by name."""
    found = queries.sections(centre_id=query.centre_id, term_id=query.term_id)
    return Sections(items=tuple(_section(one) for one in found))


@resources.get("/sections/<section_id>", permission="courses.board.see", answers=Section)
def section(section_id: str) -> Section:
    """One section by id."""
    return _section(queries.section(section_id))


def _section(info: queries.SectionInfo) -> Section:
    course = info.course
    return Section(
        course_id=course.id,
        course=course.title,
        programme=course.programme,
        module_key=course.module_key,
        track=course.track,
        level=course.level,
        meetings=tuple(Meeting.model_validate(one) for one in info.meetings),
        **{
            name: getattr(info, name)
            for name in (
                "id", "name", "centre_id", "term_id", "seats", "taken", "room_id", "teacher_id", "starts_on", "ends_on",
                "mode",
            )
        },
    )  # fmt: skip


class Session(Value):
    """One dated session: wall times of the centre, and the instants they mean."""

    id: str
    section_id: str
    section: str
    course: str
    day: date
    starts: time
    ends: time
    starts_at: datetime
    ends_at: datetime
    room_id: str | None
    teacher_id: str | None
    state: str
    mode: str
    reason: str
    sequence: int
    marked_at: datetime | None


class Sessions(Value):
    """Sessions in order of time."""

    items: tuple[Session, ...]


class SessionsQuery(Days):
    """Which sessions."""

    centre_id: str | None = None
    section_id: str | None = None


@resources.get("/sessions", permission="courses.board.see", answers=Sessions, query=SessionsQuery)
def sessions(query: SessionsQuery) -> Sessions:
    """Sessions from day to day, cancelled ones too."""
    found = queries.sessions_between(
        query.first,
        query.last,
        centre_id=query.centre_id,
        section_ids=[query.section_id] if query.section_id else None,
    )
    return Sessions(items=tuple(_session(one) for one in found))


class SectionWanted(Value):
    """What a section should be. Its name in its term tells which it is: sent again, it changes nothing more."""

    course_id: str
    seats: int = Field(ge=1, le=500)
    meetings: tuple[Meeting, ...] = Field(min_length=1)
    starts_on: date | None = None
    ends_on: date | None = None
    room_id: str | None = None
    teacher_id: str | None = None
    mode: str = "room"
    link: str = ""


@resources.put("/terms/<term_id>/sections/<name>", permission="courses.plan", answers=Section, body=SectionWanted)
def put_section(term_id: str, name: str, body: SectionWanted) -> Section:
    """Open a section under a name in a term, or change the one of that name. Its dated sessions follow."""
    course = queries.course(body.course_id)
    term = next((one for one in organisations.terms(course.centre_id) if one.id == term_id), None)
    if term is None:
        raise errors.NotFound("courses.absent")
    edit = services.SectionEdit(
        name=name,
        seats=body.seats,
        room_id=body.room_id,
        teacher_id=body.teacher_id,
        meetings=tuple(
            WeeklyMeeting(one.weekday, one.starts, one.ends, one.every, one.anchor) for one in body.meetings
        ),
        starts_on=body.starts_on or term.starts_on,
        ends_on=body.ends_on or term.ends_on,
        mode=body.mode,
        link=body.link,
    )
    zone = organisations.centre(course.centre_id).zone
    closed = organisations.closed_days(course.centre_id, edit.starts_on, edit.ends_on)
    standing = [one for one in queries.sections(term_id=term_id) if (one.name, one.course.id) == (name, course.id)]
    actor, at = current_actor(), now()
    if standing:
        section_id, today = standing[0].id, clock.local(at, zone).date()
        services.edit_section(section_id, edit, today, closed=closed, zone=zone, actor=actor, now=at)
    else:
        wanted = {name: getattr(edit, name) for name in services.SectionEdit.__dataclass_fields__}
        new = services.NewSection(course_id=course.id, term_id=term_id, **wanted)
        section_id = services.open_section(new, closed=closed, zone=zone, actor=actor, now=at)
    return _section(queries.section(section_id))


class SessionTime(Value):
    """When and where a session is held, in wall time of the centre."""

    day: date
    starts: time
    ends: time
    room_id: str | None = None
    teacher_id: str | None = None
    mode: str = "room"
    reason: str = ""


@resources.put("/sessions/<session_id>/time", permission="courses.plan", answers=Session, body=SessionTime)
def move_session(session_id: str, body: SessionTime) -> Session:
    """Move a session, or give it another room or teacher. It keeps its id; people are told."""
    zone = organisations.centre(queries.session(session_id).centre_id).zone
    slot = _slot(body)
    services.move(session_id, slot, reason=body.reason, zone=zone, actor=current_actor(), now=now())
    return _session(queries.session(session_id))


def _slot(body: SessionTime) -> services.Slot:
    return services.Slot(body.day, body.starts, body.ends, body.room_id, body.teacher_id, body.mode)


class Cancellation(Value):
    """Whether a session is cancelled, and why."""

    cancelled: bool = True
    reason: str = ""


@resources.put("/sessions/<session_id>/cancellation", permission="courses.plan", answers=Session, body=Cancellation)
def cancel_session(session_id: str, body: Cancellation) -> Session:
    """Cancel a session with a reason, or hold it after all. People are told."""
    if (queries.session(session_id).state == "cancelled") != body.cancelled:
        if body.cancelled:
            services.cancel(session_id, reason=body.reason, actor=current_actor(), now=now())
        else:
            services.restore(session_id, actor=current_actor(), now=now())
    return _session(queries.session(session_id))


@resources.put("/sections/<section_id>/makeup", permission="courses.plan", answers=Session, body=SessionTime)
def add_makeup(section_id: str, body: SessionTime) -> Session:
    """Add a session beyond the weekly ones. Sent again, it answers with the one that is there."""
    standing = queries.sessions_between(body.day, body.day, section_ids=[section_id])
    found = next((one for one in standing if one.starts == body.starts and one.state != "cancelled"), None)
    if found is None:
        zone = organisations.centre(queries.section(section_id).centre_id).zone
        made, _change = services.add_makeup(section_id, _slot(body), zone=zone, actor=current_actor(), now=now())
        found = queries.session(made)
    return _session(found)


def _session(info: queries.SessionInfo) -> Session:
    return Session(**{name: getattr(info, name) for name in Session.model_fields})


# --- marks -----------------------------------------------------------------------------------------------------------


class MarkedPerson(Value):
    """One person of a register. `attendance` is null until somebody marks her."""

    enrolment_id: str
    learner_id: str
    name: str
    attendance: Attendance | None
    reason: str
    arrived: time | None
    left: time | None
    apology: str


class Register(Value):
    """A session's register, people by name."""

    session: Session
    people: tuple[MarkedPerson, ...]


class Mark(Value):
    """What happened with one person. A reason is only for those who were away."""

    enrolment_id: str
    attendance: Attendance
    reason: AbsenceReason | None = None
    arrived: time | None = None
    left: time | None = None


class Marks(Value):
    """Marks to set. People who are not named keep theirs. `reason` is asked for a session of an earlier day."""

    marks: tuple[Mark, ...] = Field(min_length=1)
    reason: str = ""


@resources.get("/sessions/<session_id>/marks", permission="courses.register.take", answers=Register, writes=True)
def marks(session_id: str) -> Register:
    """The register of a session."""
    return _register(session_id)


@resources.put("/sessions/<session_id>/marks", permission="courses.register.take", answers=Register, body=Marks)
def set_marks(session_id: str, body: Marks) -> Register:
    """Set marks of a session; sent again they change nothing more. Answers with the register."""
    given = {
        one.enrolment_id: attendance.Given(one.attendance, one.reason or "", one.arrived, one.left)
        for one in body.marks
    }
    zone = organisations.centre(queries.session(session_id).centre_id).zone
    services.save_register(session_id, given, zone=zone, reason=body.reason, actor=current_actor(), now=now())
    return _register(session_id)


def _register(session_id: str) -> Register:
    register = queries.register(session_id)
    audit.read("learners_learner", [one.learner_id for one in register.people], "rest", now=now())
    return Register(session=_session(register.session), people=tuple(_marked(register.people)))


def _marked(people: Sequence[queries.RegisterPerson]) -> list[MarkedPerson]:
    return [
        MarkedPerson(
            enrolment_id=one.enrolment_id,
            learner_id=one.learner_id,
            name=one.name,
            attendance=Attendance(one.attendance) if one.attendance else None,
            reason=one.reason,
            arrived=one.arrived,
            left=one.left,
            apology=one.apology,
        )
        for one in people
    ]


# --- hours -----------------------------------------------------------------------------------------------------------


class FunderHours(Value):
    """Minutes of one funder. `open_marks` counts absences whose reason is still not known."""

    funder_id: str | None
    funder: str
    offered_minutes: int
    attended_minutes: int
    charged_minutes: int
    open_marks: int


class Hours(Value):
    """Minutes by funder."""

    items: tuple[FunderHours, ...]


class HoursQuery(Days):
    """Which days, and which funder."""

    funder_id: str | None = None


@resources.get("/hours", permission="exchange.figures", answers=Hours, query=HoursQuery)
def hours(query: HoursQuery) -> Hours:
    """Minutes by funder from day to day."""
    names = {one.id: one.name for one in organisations.funders()}
    return Hours(
        items=tuple(
            FunderHours(
                funder_id=one.funder_id,
                funder=names.get(one.funder_id or "", ""),
                offered_minutes=one.offered,
                attended_minutes=one.attended,
                charged_minutes=one.charged,
                open_marks=one.open_marks,
            )
            for one in figures.hours(query.first, query.last)
            if query.funder_id in (None, one.funder_id)
        )
    )


# --- the hour ledger -------------------------------------------------------------------------------------------------


class LedgerEntry(Value):
    """One row of the ledger. Rows never change: a correction is a further row that names the one it puts right.

    `month` is the month it counts in. `refused` is true for a row of zero minutes that says why nothing was charged.
    """

    id: str
    session_id: str
    learner_id: str
    funder_id: str | None
    budget_id: str | None
    section: str
    course: str
    programme: str
    day: date
    month: date | None
    starts: time
    minutes: int
    attended: int
    unit_minutes: int
    mode: str
    strand: str
    code: str
    refused: bool
    version: int
    corrects_id: str | None
    reason: str
    at: datetime


class LedgerEntries(Value):
    """Rows in order of day, time, learner and version."""

    items: tuple[LedgerEntry, ...]


class LedgerQuery(Days):
    """Which days, which funder, which learner."""

    funder_id: str | None = None
    learner_id: str | None = None


@resources.get("/ledger", permission="exchange.exports", answers=LedgerEntries, query=LedgerQuery, writes=True)
def ledger(query: LedgerQuery) -> LedgerEntries:
    """Rows of the hour ledger by the day of their session."""
    found = charged.entries(
        first=query.first,
        last=query.last,
        funder_id=query.funder_id,
        learner_ids=[query.learner_id] if query.learner_id else None,
    )
    audit.record("read", "courses_ledger_entry", "", changes={"what": "rest", "rows": len(found)}, now=now())
    return LedgerEntries(
        items=tuple(LedgerEntry(**{name: getattr(one, name) for name in LedgerEntry.model_fields}) for one in found)
    )


class Budget(Value):
    """Minutes granted to one learner in one programme, and how many are used."""

    id: str
    learner_id: str
    programme: str
    kind: BudgetKind
    funder_id: str
    minutes: int
    used: int
    left: int
    from_date: date
    until: date | None
    reference: str


class Budgets(Value):
    """Budgets, oldest first."""

    items: tuple[Budget, ...]


@resources.get("/learners/<learner_id>/budgets", permission="exchange.exports", answers=Budgets, writes=True)
def budgets(learner_id: str) -> Budgets:
    """What a learner was granted and has used."""
    learners.learner(learner_id)
    audit.read("learners_learner", [learner_id], "budgets", now=now())
    found = granted.budgets_of([learner_id]).get(learner_id, [])
    return Budgets(items=tuple(Budget(**{name: getattr(one, name) for name in Budget.model_fields}) for one in found))


# --- enrolments ------------------------------------------------------------------------------------------------------


class Enrolment(Value):
    """A learner in a section, or on its waiting list. `until` is the first day on which she belongs there no more."""

    id: str
    section_id: str
    learner_id: str
    state: EnrolmentState
    from_date: date
    until: date | None
    reason: str
    attempt: int
    follows_id: str | None
    waiting_since: datetime | None
    needed_by: date | None
    need: int


class Enrolments(Value):
    """Enrolments, in the order of coming."""

    items: tuple[Enrolment, ...]


class EnrolmentsQuery(Query):
    """Of which section or learner, and in which state. One of the two is asked for."""

    section_id: str | None = None
    learner_id: str | None = None
    state: EnrolmentState | None = None

    @model_validator(mode="after")
    def _of_somebody(self) -> Self:
        if not (self.section_id or self.learner_id):
            raise ValueError("name a `section_id`, a `learner_id`, or both")
        return self


class NewEnrolment(Value):
    """What is asked for: a seat (`enrolled`) or a place on the waiting list (`waiting`), which may become an offer at once."""

    state: Literal[EnrolmentState.ENROLLED, EnrolmentState.WAITING] = EnrolmentState.ENROLLED
    from_date: date | None = None
    needed_by: date | None = None
    need: int = 0


class NewState(Value):
    """The state that somebody should stand in, from a day on. Pausing and leaving ask for a reason; a move for a section."""

    state: EnrolmentState
    reason: str = ""
    note: str = ""
    on: date | None = None
    section_id: str | None = None


@resources.get("/enrolments", permission="courses.enrol", answers=Enrolments, query=EnrolmentsQuery, writes=True)
def enrolments(query: EnrolmentsQuery) -> Enrolments:
    """Who is, was or waits in a section, or everything of one learner."""
    states = [query.state] if query.state else None
    if query.section_id:
        found = queries.placed_in(query.section_id, states)
    else:
        found = queries.placed_of([query.learner_id or ""], states).get(query.learner_id or "", [])
    chosen = [one for one in found if query.learner_id in (None, one.learner_id)]
    audit.read("learners_learner", sorted({one.learner_id for one in chosen}), "rest", now=now())
    return Enrolments(items=tuple(_enrolment(one) for one in chosen))


@resources.put(
    "/sections/<section_id>/enrolments/<learner_id>", permission="courses.enrol", answers=Enrolment, body=NewEnrolment
)
def enrol(section_id: str, learner_id: str, body: NewEnrolment) -> Enrolment:
    """Give a seat or a place on the list; sent again it answers with what stands."""
    actor, instant = current_actor(), now()
    standing = [one for one in queries.placed_in(section_id, OPEN_STATES) if one.learner_id == learner_id]
    if standing and (standing[0].state is body.state or standing[0].holds_seat):
        return _enrolment(standing[0])
    if body.state is EnrolmentState.WAITING:
        key = services.wait(section_id, learner_id, needed_by=body.needed_by, need=body.need, actor=actor, now=instant)
    else:
        from_date = body.from_date or max(_today(section_id), queries.section(section_id).starts_on)
        key, _kept = services.book(section_id, learner_id, from_date=from_date, actor=actor, now=instant)
    return _enrolment(queries.placed(key))


@resources.put("/enrolments/<enrolment_id>/state", permission="courses.enrol", answers=Enrolment, body=NewState)
def set_state(enrolment_id: str, body: NewState) -> Enrolment:
    """One step of an enrolment; sent again it changes nothing more. A move answers with the new enrolment."""
    before = queries.placed(enrolment_id)
    if before.state is body.state and body.state is not EnrolmentState.TRANSFERRED:
        return _enrolment(before)
    by: dict[str, Any] = {"actor": current_actor(), "now": now()}
    why: dict[str, Any] = {"reason": body.reason, "note": body.note, "on": body.on or _today(before.section_id)}
    return _enrolment(queries.placed(_step(before, body, why, by)))


def _step(before: queries.Placed, body: NewState, why: dict[str, Any], by: dict[str, Any]) -> str:
    """Take the step that leads to the state asked for. Returns the enrolment that stands then."""
    match body.state:
        case EnrolmentState.PAUSED:
            services.pause(before.id, **why, **by)
        case EnrolmentState.LEFT:
            services.leave(before.id, **why, **by)
        case EnrolmentState.COMPLETED:
            services.finish(before.id, on=why["on"], **by)
        case EnrolmentState.TRANSFERRED:
            return _moved(before, body, why, by)
        case EnrolmentState.OFFERED:
            services.offer(before.id, **by)
        case EnrolmentState.ENROLLED if before.state is EnrolmentState.PAUSED:
            services.resume(before.id, on=why["on"], **by)
        case EnrolmentState.ENROLLED if before.state is EnrolmentState.OFFERED:
            services.accept(before.id, **by)
        case _:
            raise errors.Conflict("courses.no_such_step")
    return before.id


def _moved(before: queries.Placed, body: NewState, why: dict[str, Any], by: dict[str, Any]) -> str:
    if not body.section_id:
        raise errors.Invalid("courses.choose_class", field="section_id")
    followers = [one for one in queries.placed_in(body.section_id, OPEN_STATES) if one.follows_id == before.id]
    if before.state is EnrolmentState.TRANSFERRED and followers:
        return followers[0].id
    return services.transfer(before.id, body.section_id, **why, **by)[0]


def _today(section_id: str) -> date:
    zone = organisations.centre(queries.section(section_id).centre_id).zone
    return clock.local(now(), zone).date()


def _enrolment(one: queries.Placed) -> Enrolment:
    return Enrolment(**{name: getattr(one, name) for name in Enrolment.model_fields})
