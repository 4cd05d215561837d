"""One session's register: who belongs in it, what is marked, who said she cannot come, who may take it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import and_, bindparam, func, or_, select

from lms.courses import models
from lms.courses.domain import attendance, attendance_regular, enrolment
from lms.courses.queries.sections import SessionInfo, session
from lms.kernel import db, plugins
from lms.kernel.questions import Question
from lms.kernel.vocabulary import AbsenceReason, EnrolmentState
from lms.learners import queries as learners

SHOWN_AFTER_LEAVING = timedelta(days=14)
"""Somebody who left stands greyed in the register so long, so that nobody wonders where the name has gone."""

PAUSED, LEFT, ELSEWHERE = "paused", "left", "elsewhere"


@dataclass(frozen=True)
class RegisterPerson:
    """One row of a register. Everything from `attendance` on is empty until somebody marks or apologises."""

    enrolment_id: str
    learner_id: str
    name: str
    picture: str
    from_date: date
    to_date: date | None
    state: str
    standing: str
    """Empty for whoever belongs in this session; paused, left or elsewhere (with the twin group) for who is shown grey."""
    visits: bool
    """Comes from the twin group for this session."""
    attendance: str
    reason: str
    arrived: time | None
    left: time | None
    by: str
    version: int
    apology: str

    @property
    def sort_key(self) -> str:
        """Order of the list."""
        return self.name.casefold()


@dataclass(frozen=True)
class Register:
    """A session, its people by name, and what the programme it belongs to says of marks. `version` counts its savings."""

    session: SessionInfo
    everybody: tuple[RegisterPerson, ...]
    excusing: frozenset[AbsenceReason]
    rule: attendance_regular.Rule
    version: int

    @property
    def people(self) -> tuple[RegisterPerson, ...]:
        """Those who can be marked. Whoever pauses or left is not among them, unless she has a mark already."""
        return tuple(one for one in self.everybody if not one.standing or one.attendance)

    @property
    def greyed(self) -> tuple[RegisterPerson, ...]:
        """Those who are shown and cannot be marked."""
        return tuple(one for one in self.everybody if one.standing and not one.attendance)


def register(session_id: str) -> Register:
    """The register of a session. People who joined later are not in it; who pauses or left is greyed. Raises NotFound."""
    info = session(session_id)
    rows = list(
        _ENTRIES.parts(
            session_id=info.id, section_id=info.section_id, day=info.day, shown_since=info.day - SHOWN_AFTER_LEAVING
        )
    )
    pausing = [entry[0].id for entry in rows if entry[5]]
    states = states_of(info.day, pausing) if pausing else {}
    people = learners.faces(entry[0].learner_id for entry in rows)
    entries = [
        _person(info, row, mark, apology, people[row.learner_id], visit, away, states.get(row.id))
        for row, mark, apology, visit, away, _pauses in rows
        if row.learner_id in people
    ]
    here = {one.learner_id for one in entries if not one.standing or one.attendance}
    # Who left and came back stands once, with the seat she has now.
    shown = [one for one in entries if not one.standing or one.attendance or one.learner_id not in here]
    programme, rule, version = _terms(info)
    return Register(
        info,
        tuple(sorted(shown, key=lambda person: person.sort_key)),
        attendance.excusing(programme.get("absences", {})),
        rule,
        version,
    )


def _entries() -> Any:
    """Enrolments that a register of this session shows, each with mark, apology and what the twin group has to do with it."""
    session_id: Any = bindparam("session_id")
    day: Any = bindparam("day")
    row, came, went = models.Enrolment, models.Visit.__table__.alias("came"), models.Visit.__table__.alias("went")
    step = models.EnrolmentChange
    pauses = select(func.count()).where(step.enrolment_id == row.id, step.after == EnrolmentState.PAUSED)
    return (
        select(row, models.Mark, models.Apology, came.c.id, went.c.id, pauses.scalar_subquery())
        .outerjoin(models.Mark, and_(models.Mark.enrolment_id == row.id, models.Mark.session_id == session_id))
        .outerjoin(
            models.Apology,
            and_(models.Apology.learner_id == row.learner_id, models.Apology.session_id == session_id),
        )
        .outerjoin(came, and_(came.c.enrolment_id == row.id, came.c.session_id == session_id))
        .outerjoin(went, and_(went.c.enrolment_id == row.id, went.c.instead_of == session_id))
        .where(
            or_(row.section_id == bindparam("section_id"), came.c.id.is_not(None)),
            row.state.not_in(("waiting", "offered")),
            row.from_date <= day,
            or_(row.to_date.is_(None), row.to_date > bindparam("shown_since")),
        )
    )


_ENTRIES = Question(_entries())


def states_of(day: date, enrolment_ids: list[str]) -> dict[str, str]:
    """Where enrolments stood on a day, by their written steps."""
    rows = db.session().execute(
        select(
            models.EnrolmentChange.enrolment_id,
            models.EnrolmentChange.number,
            models.EnrolmentChange.after,
            models.EnrolmentChange.on_day,
        ).where(models.EnrolmentChange.enrolment_id.in_(enrolment_ids))
    )
    steps: dict[str, list[enrolment.Change]] = {}
    for row in rows:
        step = enrolment.Change(row.number, None, EnrolmentState(row.after), row.on_day)
        steps.setdefault(row.enrolment_id, []).append(step)
    found = {key: enrolment.state_on(changes, day) for key, changes in steps.items()}
    return {key: state.value for key, state in found.items() if state is not None}


def _standing(info: SessionInfo, row: Any, visit: str | None, away: str | None, state: str | None) -> str:
    if row.to_date is not None and row.to_date <= info.day:
        return LEFT
    if (state or row.state) == EnrolmentState.PAUSED:
        return PAUSED
    return ELSEWHERE if away and not visit else ""


def _person(
    info: SessionInfo,
    row: Any,
    mark: Any,
    apology: Any,
    who: learners.Face,
    visit: str | None,
    away: str | None,
    state: str | None,
) -> RegisterPerson:
    return RegisterPerson(
        enrolment_id=row.id,
        learner_id=row.learner_id,
        name=who.name,
        picture=who.picture,
        from_date=row.from_date,
        to_date=row.to_date,
        state=state or row.state,
        standing=_standing(info, row, visit, away, state),
        visits=visit is not None,
        attendance=mark.attendance if mark else "",
        reason=mark.reason if mark else "",
        arrived=mark.arrived if mark else None,
        left=mark.left if mark else None,
        by=mark.by if mark else "",
        version=mark.version if mark else 0,
        apology=apology.reason if apology else "",
    )


def register_version(session_id: str) -> int:
    """How often marks of a session were saved."""
    return db.session().scalar(_version_of(session_id)) or 0


def _version_of(session_id: Any) -> Any:
    return select(func.max(models.MarkBatch.number)).where(models.MarkBatch.session_id == session_id)


# --- what a programme says -------------------------------------------------------------------------------------------


def _terms(info: SessionInfo) -> tuple[Mapping[str, Any], attendance_regular.Rule, int]:
    """The programme of a session, how it weighs attendance, and the version of the register."""
    programme, own, version = next(_RULES_AND_VERSION.parts(section_id=info.section_id, session_id=info.id))
    facts = programme_by_key(programme)
    return facts, weighed(facts, own), version or 0


_RULES = (
    select(models.Course.programme, models.AttendanceRule)
    .join(models.Section, models.Section.course_id == models.Course.id)
    .outerjoin(models.AttendanceRule, models.AttendanceRule.programme == models.Course.programme)
    .where(models.Section.id == bindparam("section_id"))
)
_RULES_OF = Question(_RULES)
_RULES_AND_VERSION = Question(_RULES.add_columns(_version_of(bindparam("session_id")).scalar_subquery()))


def rule_of_section(section_id: str) -> attendance_regular.Rule:
    """How attendance is weighed in a section."""
    programme, own = next(_RULES_OF.parts(section_id=section_id))
    return weighed(programme_by_key(programme), own)


def rule_of_programme(key: str) -> attendance_regular.Rule:
    """How attendance is weighed in a programme: as the provider says, else the programme, else the house."""
    own = db.session().scalar(select(models.AttendanceRule).where(models.AttendanceRule.programme == key))
    return weighed(programme_by_key(key), own)


def programme_by_key(key: str) -> Mapping[str, Any]:
    """What plug-ins tell of a programme; its key alone where nobody knows it."""
    known = plugins.installed().ask("programmes")
    return next((one for one in known if one["key"] == key), {"key": key})


def weighed(facts: Mapping[str, Any], own: Any) -> attendance_regular.Rule:
    """How a programme weighs attendance; `own` is the provider's rule, a row with its columns, None without one."""
    told = attendance_regular.rule_of(facts.get("attendance", {}))
    if own is None:
        return told
    return attendance_regular.Rule(
        own.percent / 100, own.window_weeks, own.excused_outside, own.asks_arrival, told.grace
    )


# --- who said that she cannot come -----------------------------------------------------------------------------------


_TOLD = Question(
    select(models.Apology.session_id, models.Apology.reason).where(
        models.Apology.learner_id == bindparam("learner_id"), models.Apology.session_id.in_(bindparam("ids"))
    )
)


def apologies_of(learner_id: str, session_ids: Iterable[str]) -> dict[str, str]:
    """The sessions among these that a learner said she cannot come to: session id -> reason."""
    ids = list(session_ids)
    rows = _TOLD.ask(learner_id=learner_id, ids=ids) if ids else ()
    return {row.session_id: row.reason for row in rows}


def told_absent(session_ids: Iterable[str]) -> set[tuple[str, str]]:
    """Who said that she cannot come: (session id, learner id)."""
    rows = db.session().execute(
        select(models.Apology.session_id, models.Apology.learner_id).where(
            models.Apology.session_id.in_(list(session_ids))
        )
    )
    return {(row.session_id, row.learner_id) for row in rows}


# --- who may take it -------------------------------------------------------------------------------------------------


def section_teacher(section_id: str) -> str | None:
    """Who teaches a section."""
    return db.session().scalar(select(models.Section.teacher_id).where(models.Section.id == section_id))


def substitutes(session_ids: Iterable[str]) -> dict[str, str]:
    """Who takes a session for somebody else: session id -> id of the member of staff."""
    rows = db.session().execute(
        select(models.Substitute.session_id, models.Substitute.staff_id).where(
            models.Substitute.session_id.in_(list(session_ids))
        )
    )
    return {row.session_id: row.staff_id for row in rows}


_TAKEN_OVER = Question(
    select(models.Substitute.session_id)
    .join(models.Session, models.Substitute.session_id == models.Session.id)
    .where(models.Substitute.staff_id == bindparam("staff_id"), models.Session.day == bindparam("day"))
    .order_by(models.Session.starts_at)
)


def substituted_by(staff_id: str, day: date) -> list[SessionInfo]:
    """The sessions of a day that a member of staff takes for somebody else."""
    return [session(one) for one in _TAKEN_OVER.ask(staff_id=staff_id, day=day).scalars().all()]


@dataclass(frozen=True)
class SelfCheckInfo:
    """The secret of a session whose people mark themselves."""

    session_id: str
    secret: str
    at: datetime


def self_check(session_id: str) -> SelfCheckInfo | None:
    """The self-check of a session, while it is open."""
    row = db.session().scalar(
        select(models.SelfCheck).where(models.SelfCheck.session_id == session_id, models.SelfCheck.closed_at.is_(None))
    )
    return SelfCheckInfo(row.session_id, row.secret, row.at) if row else None
