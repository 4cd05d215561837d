"""Sections, dated sessions, attendance marks and hours over REST."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Self

from pydantic import Field, model_validator

from lms.accounts.services import audit
from lms.courses import queries, services
from lms.courses.domain import attendance
from lms.courses.domain.budgets import BudgetKind
from lms.courses.queries import budgets as granted
from lms.courses.queries import figures
from lms.courses.queries import ledger as charged
from lms.kernel.rest import Query, Resources, Value
from lms.kernel.vocabulary import AbsenceReason, Attendance
from lms.kernel.web import current_actor, now
from lms.learners import queries as learners
from lms.organisations import queries as organisations

resources = Resources("courses", __name__)
LONGEST_RANGE = timedelta(days=366)


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

    weekday: int
    starts: time
    ends: time


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
