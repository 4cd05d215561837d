"""What saving a register has to know of a session: its terms, its people and their marks. No names: nobody reads them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, or_, select

from lms.courses import models
from lms.courses.domain import attendance, attendance_regular, hours
from lms.courses.queries import ledger
from lms.courses.queries.register import (
    ELSEWHERE,
    LEFT,
    PAUSED,
    SHOWN_AFTER_LEAVING,
    programme_by_key,
    states_of,
    weighed,
)
from lms.kernel import errors
from lms.kernel.statements import Prepared, Soon, beside, table
from lms.kernel.vocabulary import AbsenceReason, Attendance, EnrolmentState

_SESSION, _SECTION, _COURSE = (table(one) for one in (models.Session, models.Section, models.Course))
_ENROLMENT, _MARK, _STEP = (table(one) for one in (models.Enrolment, models.Mark, models.EnrolmentChange))
_VISIT, _BATCH, _RULE = (table(one) for one in (models.Visit, models.MarkBatch, models.AttendanceRule))
_SUBSTITUTE = table(models.Substitute)

_TAUGHT = (
    _SESSION.c.id, _SESSION.c.section_id, _SESSION.c.day, _SESSION.c.starts, _SESSION.c.ends, _SESSION.c.starts_at,
    _SESSION.c.ends_at, _SESSION.c.state, _SESSION.c.mode, _SESSION.c.teacher_id,
)  # fmt: skip
_FACTS = Prepared(
    select(
        *_TAUGHT,
        _SECTION.c.name.label("section"), _SECTION.c.centre_id, _SECTION.c.teacher_id.label("section_teacher_id"),
        _SUBSTITUTE.c.staff_id.label("substitute_id"), _COURSE.c.programme, _COURSE.c.funder_id, _COURSE.c.strand,
        _COURSE.c.track, _COURSE.c.unit_minutes, _RULE.c.id.label("rule_id"), _RULE.c.percent, _RULE.c.window_weeks,
        _RULE.c.excused_outside, _RULE.c.asks_arrival,
    )
    .select_from(
        beside(
            beside(
                _SESSION.join(_SECTION, _SESSION.c.section_id == _SECTION.c.id).join(
                    _COURSE, _SECTION.c.course_id == _COURSE.c.id
                ),
                _RULE,
                _RULE.c.programme == _COURSE.c.programme,
            ),
            _SUBSTITUTE,
            _SUBSTITUTE.c.session_id == _SESSION.c.id,
        )
    )
    .where(_SESSION.c.id == bindparam("session_id"))
)  # fmt: skip
_HELD = Prepared(select(*_TAUGHT).where(_SESSION.c.id == bindparam("session_id")).with_for_update())
_VERSIONS = Prepared(
    select(_BATCH.c.number)
    .where(_BATCH.c.session_id == bindparam("session_id"))
    .order_by(_BATCH.c.number.desc())
    .limit(1)
)
_ROW = (
    _ENROLMENT.c.id, _ENROLMENT.c.section_id, _ENROLMENT.c.learner_id, _ENROLMENT.c.state, _ENROLMENT.c.from_date,
    _ENROLMENT.c.to_date, _ENROLMENT.c.attempt, _STEP.c.id.label("pause_id"),
)  # fmt: skip
_SHOWN = and_(
    _ENROLMENT.c.state.not_in(("waiting", "offered")),
    _ENROLMENT.c.from_date <= bindparam("day"),
    or_(_ENROLMENT.c.to_date.is_(None), _ENROLMENT.c.to_date > bindparam("shown_since")),
)
_WITH_PAUSES = beside(
    _ENROLMENT, _STEP, and_(_STEP.c.enrolment_id == _ENROLMENT.c.id, _STEP.c.after == EnrolmentState.PAUSED.value)
)
_OF_SECTION = Prepared(
    select(*_ROW).select_from(_WITH_PAUSES).where(_ENROLMENT.c.section_id == bindparam("section_id"), _SHOWN)
)
_VISITORS = Prepared(
    select(*_ROW)
    .select_from(_WITH_PAUSES)
    .where(_ENROLMENT.c.id.in_(bindparam("enrolment_ids", expanding=True)), _SHOWN)
)
_VISITS = Prepared(
    select(_VISIT.c.enrolment_id, _VISIT.c.session_id).where(
        or_(_VISIT.c.session_id == bindparam("session_id"), _VISIT.c.instead_of == bindparam("session_id"))
    )
)
_MARKS = Prepared(
    select(
        _MARK.c.enrolment_id, _MARK.c.learner_id, _MARK.c.attendance, _MARK.c.reason, _MARK.c.minutes, _MARK.c.arrived,
        _MARK.c.left, _MARK.c.by, _MARK.c.at, _MARK.c.decided_at, _MARK.c.version, _ENROLMENT.c.attempt,
    )
    .select_from(_MARK.join(_ENROLMENT, _MARK.c.enrolment_id == _ENROLMENT.c.id))
    .where(_MARK.c.session_id == bindparam("session_id"))
    .order_by(_MARK.c.enrolment_id)
)  # fmt: skip


@dataclass(frozen=True)
class Taught:
    """A session as its row says."""

    id: str
    section_id: str
    day: date
    starts: time
    ends: time
    starts_at: datetime
    ends_at: datetime
    state: str
    mode: str
    teacher_id: str | None


@dataclass(frozen=True)
class Terms:
    """What a session's class, course and programme say: who may mark, how marks weigh, how hours are charged."""

    section: str
    centre_id: str
    section_teacher_id: str | None
    substitute_id: str | None
    charging: ledger.Terms
    rule: attendance_regular.Rule
    excusing: frozenset[AbsenceReason]


class Written(NamedTuple):
    """One mark as it stands."""

    learner_id: str
    kept: attendance.Kept
    minutes: int
    second_chance: bool


class Seat(NamedTuple):
    """One person of a roll. `standing` as in `RegisterPerson`."""

    enrolment_id: str
    section_id: str
    learner_id: str
    from_date: date
    to_date: date | None
    standing: str
    second_chance: bool
    has_paused: bool
    """Ever, not only on this day."""


@dataclass(frozen=True)
class Roll:
    """Who can be marked in a session, by enrolment, and every mark it has, by enrolment. `version` counts its savings."""

    session: Taught
    terms: Terms
    people: dict[str, Seat]
    marks: dict[str, Written]
    version: int


def roll(session_id: str) -> Roll:
    """The roll of a session. Raises NotFound."""
    asked = _ask(session_id)
    row = _FACTS.ask(session_id=session_id).first()
    if row is None:
        raise errors.NotFound("courses.absent")
    taught = Taught(*row[: len(_TAUGHT)])
    seated = _seated(taught)
    return _roll(taught, _terms(row), asked, seated)


def again(known: Roll, taught: Taught) -> Roll:
    """The roll of a session that somebody else has saved since it was read."""
    return _roll(taught, known.terms, _ask(taught.id), _seated(taught))


def hold(session_id: str) -> tuple[Taught, int]:
    """The session's row, and how often its register was saved: two who save it at once go one after the other.

    Raises NotFound.
    """
    # The second is asked when the first is held: what was saved while we waited is seen.
    held, versions = _HELD.soon(session_id=session_id), _VERSIONS.soon(session_id=session_id)
    row = held.answer().first()
    if row is None:
        raise errors.NotFound("courses.absent")
    return Taught(*row), _version(versions)


def _version(versions: Soon) -> int:
    return versions.answer().scalar() or 0


@dataclass(frozen=True)
class _Asked:
    """What is asked of a session by its id alone."""

    marks: Soon
    visits: Soon
    versions: Soon


def _ask(session_id: str) -> _Asked:
    return _Asked(*(one.soon(session_id=session_id) for one in (_MARKS, _VISITS, _VERSIONS)))


def _days(taught: Taught) -> dict[str, date]:
    return {"day": taught.day, "shown_since": taught.day - SHOWN_AFTER_LEAVING}


def _seated(taught: Taught) -> Soon:
    return _OF_SECTION.soon(section_id=taught.section_id, **_days(taught))


def _terms(row: Any) -> Terms:
    facts = programme_by_key(row.programme)
    return Terms(
        row.section,
        row.centre_id,
        row.section_teacher_id,
        row.substitute_id,
        ledger.Terms(row.programme, row.funder_id, hours.strand_of(row.strand, row.track), row.unit_minutes),
        weighed(facts, row if row.rule_id else None),
        attendance.excusing(facts.get("absences", {})),
    )


def _roll(taught: Taught, terms: Terms, asked: _Asked, seated: Soon) -> Roll:
    marks = {row.enrolment_id: _written(row) for row in asked.marks.answer()}
    seats = _seats(taught, asked.visits.answer().all(), seated)
    people = {key: seat for key, seat in seats.items() if not seat.standing or key in marks}
    return Roll(taught, terms, people, marks, _version(asked.versions))


def _written(row: Any) -> Written:
    given = attendance.Given(Attendance(row.attendance), row.reason, row.arrived, row.left)
    kept = attendance.Kept(given, row.by, row.decided_at or row.at, row.version)
    return Written(row.learner_id, kept, row.minutes, row.attempt > 1)


def _seats(taught: Taught, visits: Iterable[Any], seated: Soon) -> dict[str, Seat]:
    came = {row.enrolment_id for row in visits if row.session_id == taught.id}
    away = {row.enrolment_id for row in visits} - came
    rows = {row.id: row for row in seated.answer()}
    if others := sorted(came - set(rows)):
        rows |= {row.id: row for row in _VISITORS.ask(enrolment_ids=others, **_days(taught))}
    paused = _paused([row.id for row in rows.values() if row.pause_id], taught.day)
    return {key: _seat(row, taught.day, came, away, paused) for key, row in rows.items()}


def _paused(enrolment_ids: list[str], day: date) -> dict[str, str]:
    return states_of(day, enrolment_ids) if enrolment_ids else {}


def _seat(row: Any, day: date, came: Iterable[str], away: Iterable[str], states: dict[str, str]) -> Seat:
    standing = ""
    if row.to_date is not None and row.to_date <= day:
        standing = LEFT
    elif states.get(row.id, row.state) == EnrolmentState.PAUSED:
        standing = PAUSED
    elif row.id in away:
        standing = ELSEWHERE
    second = row.attempt > 1
    paused = row.pause_id is not None
    return Seat(row.id, row.section_id, row.learner_id, row.from_date, row.to_date, standing, second, paused)
