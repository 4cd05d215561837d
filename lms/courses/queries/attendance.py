"""How people come: minutes held, planned and missed, sessions missed in a row, and whom somebody was told about."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Integer, and_, bindparam, case, cast, extract, func, select

from lms.courses import models
from lms.courses.domain import attendance_alerts, attendance_regular, enrolment
from lms.courses.queries.bookings import EnrolmentInfo
from lms.courses.queries.hours import session_minutes
from lms.courses.queries.register import rule_of_section
from lms.kernel import db
from lms.kernel.questions import Question
from lms.kernel.statements import Prepared, beside, table
from lms.kernel.vocabulary import Attendance, EnrolmentState

PRESENT = ("present", "late", "left_early")


@dataclass(frozen=True)
class Standing:
    """How one person comes to one section: all of it, and the window that the programme looks at."""

    enrolment: EnrolmentInfo
    rule: attendance_regular.Rule
    whole: attendance_regular.Tally
    window: attendance_regular.Tally


def standings(seats: Sequence[EnrolmentInfo], today: date) -> dict[str, Standing]:
    """How people come, by enrolment id. Planned minutes are those of the sessions while she belongs there and does not pause."""
    if not seats:
        return {}
    rules = {key: rule_of_section(key) for key in {seat.section_id for seat in seats}}
    weeks = max(rule.window_weeks for rule in rules.values())
    ids = [seat.id for seat in seats]
    held = _held(ids, since=today - timedelta(weeks=weeks))
    planned = planned_minutes(seats)
    found = {}
    for seat in seats:
        done, window = held.get(seat.id, (attendance_regular.Tally(), attendance_regular.Tally()))
        ahead = max(0, planned[seat.id] - done.held)
        whole = attendance_regular.Tally(done.held, done.attended, done.excused, done.told, ahead)
        found[seat.id] = Standing(seat, rules[seat.section_id], whole, window)
    return found


def _held(ids: list[str], since: date) -> dict[str, tuple[attendance_regular.Tally, attendance_regular.Tally]]:
    """Marked minutes by enrolment, added up in SQL: all of them, and those after `since`."""
    rows = _sums(db.connection().dialect.name).ask(ids=ids, since=since)
    sums = {key: [int(value or 0) for value in values] for key, *values in rows}
    return {key: (attendance_regular.Tally(*one[:4]), attendance_regular.Tally(*one[4:])) for key, one in sums.items()}


@cache
def _sums(dialect: str) -> Question:
    mark, length = models.Mark, session_minutes(dialect)
    told = and_(models.Apology.id.is_not(None), mark.attendance.not_in(PRESENT), mark.attendance != Attendance.EXCUSED)
    parts: tuple[Any, ...] = (
        length,
        mark.minutes,
        case((mark.attendance == Attendance.EXCUSED, length), else_=0),
        case((told, length), else_=0),
    )
    recent = (case((models.Session.day > bindparam("since"), part), else_=0) for part in parts)
    return Question(
        select(mark.enrolment_id, *(func.sum(part) for part in (*parts, *recent)))
        .join(models.Session, mark.session_id == models.Session.id)
        .outerjoin(models.Apology, _apology_of_mark())
        .where(mark.enrolment_id.in_(bindparam("ids")), models.Session.state != "cancelled")
        .group_by(mark.enrolment_id)
    )


def _apology_of_mark() -> Any:
    return and_(
        models.Apology.session_id == models.Mark.session_id, models.Apology.learner_id == models.Mark.learner_id
    )


def planned_minutes(seats: Sequence[EnrolmentInfo]) -> dict[str, int]:
    """Minutes of the sessions that are planned for each enrolment."""
    rows = _lengths(db.connection().dialect.name).ask(ids=sorted({seat.section_id for seat in seats}))
    sessions: dict[str, list[tuple[date, int]]] = {}
    for section_id, day, length in rows:
        sessions.setdefault(section_id, []).append((day, length))
    steps = steps_of([seat.id for seat in seats])
    found: dict[str, int] = {}
    # Most of a class come and go on the same days: they are counted once. Who ever paused is counted for herself.
    alike: dict[tuple[str, date, date | None, str], int] = {}
    for seat in seats:
        key = (seat.section_id, seat.from_date, seat.to_date, seat.id if seat.id in steps else "")
        if key not in alike:
            alike[key] = _planned(seat, sessions.get(seat.section_id, ()), steps)
        found[seat.id] = alike[key]
    return found


def _planned(
    seat: EnrolmentInfo, sessions: Iterable[tuple[date, int]], steps: Mapping[str, list[enrolment.Change]]
) -> int:
    return sum(
        length
        for day, length in sessions
        if seat.from_date <= day and (seat.to_date is None or day < seat.to_date) and not _paused(seat, steps, day)
    )


@cache
def _lengths(dialect: str) -> Question:
    return Question(
        select(models.Session.section_id, models.Session.day, session_minutes(dialect)).where(
            models.Session.section_id.in_(bindparam("ids")), models.Session.state != "cancelled"
        )
    )


def _paused(seat: EnrolmentInfo, steps: Mapping[str, list[enrolment.Change]], day: date) -> bool:
    known = steps.get(seat.id)
    return bool(known) and enrolment.state_on(known or (), day) is EnrolmentState.PAUSED


_CHANGE = models.EnrolmentChange
_PAUSING = select(_CHANGE.enrolment_id).where(
    _CHANGE.enrolment_id.in_(bindparam("ids")), _CHANGE.after == EnrolmentState.PAUSED
)
_STEPS_OF = Question(
    select(_CHANGE.enrolment_id, _CHANGE.number, _CHANGE.after, _CHANGE.on_day).where(
        _CHANGE.enrolment_id.in_(_PAUSING)
    )
)


def steps_of(ids: list[str]) -> dict[str, list[enrolment.Change]]:
    """The written steps of those enrolments that ever paused."""
    found: dict[str, list[enrolment.Change]] = {}
    for one in _STEPS_OF.ask(ids=list(ids)) if ids else ():
        step = enrolment.Change(one.number, None, EnrolmentState(one.after), one.on_day)
        found.setdefault(one.enrolment_id, []).append(step)
    return found


_HELD = Question(
    select(
        models.Mark.enrolment_id,
        models.Mark.session_id,
        models.Session.day,
        models.Mark.attendance,
        models.Apology.id.is_not(None),
    )
    .join(models.Session, models.Mark.session_id == models.Session.id)
    .outerjoin(models.Apology, _apology_of_mark())
    .where(models.Mark.enrolment_id.in_(bindparam("ids")), models.Session.state == "held")
    .order_by(models.Session.starts_at)
)


def held_of(enrolment_ids: Iterable[str]) -> dict[str, list[attendance_alerts.Held]]:
    """Every marked session of enrolments in order of time, for rows of absences."""
    ids = list(enrolment_ids)
    found: dict[str, list[attendance_alerts.Held]] = {}
    for key, session_id, day, attendance, told in _HELD.ask(ids=ids) if ids else ():
        found.setdefault(key, []).append(attendance_alerts.Held(session_id, day, attendance, bool(told)))
    return found


# --- what every register that is saved asks of the people who were away ----------------------------------------------

_MARK, _SESSION, _APOLOGY = table(models.Mark), table(models.Session), table(models.Apology)
_STEP, _ALERT = table(models.AlertStep), table(models.Alert)
_SECONDS: Any = func.strftime("%s", _SESSION.c.ends_at) - func.strftime("%s", _SESSION.c.starts_at)
_MINUTES = cast(_SECONDS / 60, Integer).label("length")
_MINUTES_THERE = cast(extract("epoch", _SESSION.c.ends_at - _SESSION.c.starts_at) / 60, Integer).label("length")


_TOLD_BEFORE = _APOLOGY.c.id.is_not(None).label("told")
_MARKS = beside(
    _MARK.join(_SESSION, _MARK.c.session_id == _SESSION.c.id),
    _APOLOGY,
    and_(_APOLOGY.c.session_id == _MARK.c.session_id, _APOLOGY.c.learner_id == _MARK.c.learner_id),
)
_OF_THEM = (
    # By learner, who has an index; a learner has few enrolments.
    _MARK.c.learner_id.in_(bindparam("learner_ids", expanding=True)),
    _MARK.c.enrolment_id.in_(bindparam("enrolment_ids", expanding=True)),
)


def _summed(length: Any) -> Any:
    which = (_MARK.c.enrolment_id, _SESSION.c.state, _MARK.c.attendance, _TOLD_BEFORE)
    return (
        select(
            *which,
            func.sum(length).label("length"),
            func.sum(_MARK.c.minutes).label("minutes"),
            func.max(_SESSION.c.starts_at).label("last"),
        )
        .select_from(_MARKS)
        .where(*_OF_THEM, _SESSION.c.state != "cancelled")
        .group_by(*which)
    )


def _planned_minutes(length: Any) -> Any:
    return select(func.sum(length)).where(
        _SESSION.c.section_id == bindparam("section_id"),
        _SESSION.c.state != "cancelled",
        _SESSION.c.day >= bindparam("from_date"),
        _SESSION.c.day < bindparam("to_date"),
    )


_SUMMED = Prepared(_summed(_MINUTES), postgresql=_summed(_MINUTES_THERE))
_SINCE = Prepared(
    select(_MARK.c.enrolment_id, _MARK.c.session_id, _SESSION.c.day, _MARK.c.attendance, _TOLD_BEFORE)
    .select_from(_MARKS)
    .where(*_OF_THEM, _SESSION.c.state == "held", _SESSION.c.starts_at > bindparam("since"))
    .order_by(_SESSION.c.starts_at)
)
_NUMBER_AND_NEWEST: Any = (func.count().label("number"), func.max(_MARK.c.at).label("newest"))
_ELSEWHERE = Prepared(
    select(*_NUMBER_AND_NEWEST).where(
        _MARK.c.learner_id.in_(bindparam("learner_ids", expanding=True)), _MARK.c.session_id != bindparam("session_id")
    )
)
_PLANNED = Prepared(_planned_minutes(_MINUTES), postgresql=_planned_minutes(_MINUTES_THERE))
_STEPS = Prepared(select(_STEP.c.after, _STEP.c.deed).order_by(_STEP.c.after, _STEP.c.deed))
_TOLD = Prepared(
    select(
        _ALERT.c.id, _ALERT.c.enrolment_id, _ALERT.c.kind, _ALERT.c.deed, _ALERT.c.after, _ALERT.c.first_day,
        _ALERT.c.last_day,
    ).where(_ALERT.c.section_id == bindparam("section_id"), _ALERT.c.withdrawn_at.is_(None))
)  # fmt: skip


@dataclass(frozen=True)
class Past:
    """What became of somebody's sessions: those held since she was last there, in order of time, and all that are marked,
    added up.
    """

    held: tuple[attendance_alerts.Held, ...] = ()
    tally: attendance_regular.Tally = field(default_factory=attendance_regular.Tally)


def past_of(learners: Mapping[str, str], whole: Collection[str] = ()) -> dict[str, Past]:
    """What became of the sessions of enrolments: enrolment id -> learner id.

    `held` holds all sessions of the enrolments in `whole`. The database adds up: months are one row for each kind of mark.
    """
    if not learners:
        return {}
    these = {"learner_ids": sorted(set(learners.values())), "enrolment_ids": sorted(learners)}
    sums: dict[str, list[Any]] = {key: [] for key in learners}
    for row in _SUMMED.ask(**these):
        sums[row.enrolment_id].append(row)
    since = {key: _EVER if key in whole else _last_there(mine) for key, mine in sums.items()}
    held: dict[str, list[attendance_alerts.Held]] = {key: [] for key in learners}
    for row in _SINCE.ask(**these, since=min(since.values())):
        held[row.enrolment_id].append(attendance_alerts.Held(row.session_id, row.day, row.attendance, bool(row.told)))
    return {
        key: Past(
            tuple(held[key]),
            attendance_regular.tally(
                attendance_regular.Lesson(r.length, r.attendance, r.minutes, bool(r.told)) for r in mine
            ),
        )
        for key, mine in sums.items()
    }


_EVER = datetime(1970, 1, 1, tzinfo=UTC)


def _last_there(rows: Sequence[Any]) -> datetime:
    return max((row.last for row in rows if row.state == "held" and row.attendance in PRESENT), default=_EVER)


def planned_in(section_id: str, from_date: date, to_date: date | None) -> int:
    """Minutes of the sessions of a section that are not cancelled, while somebody belongs there."""
    return _PLANNED.ask(section_id=section_id, from_date=from_date, to_date=to_date or date.max).scalar() or 0


@dataclass(frozen=True)
class Told:
    """An alarm that stands: about whom, which step, over which days."""

    id: str
    enrolment_id: str
    kind: str
    deed: str
    after: int
    first_day: date
    last_day: date


class Alarms:
    """The alarms of a section that were not taken back. Asked with what is asked next."""

    def __init__(self, section_id: str) -> None:
        self._told = _TOLD.soon(section_id=section_id)

    def told(self) -> list[Told]:
        """The alarms."""
        return [Told(*row) for row in self._told.answer()]


def elsewhere(learner_ids: Sequence[str], session_id: str) -> tuple[Any, ...]:
    """What changes when one of these learners is marked in another session: how many marks, and when the newest was made."""
    found: tuple[Any, ...] = _ELSEWHERE.ask(learner_ids=list(learner_ids), session_id=session_id).first()
    return found


# --- who was told ----------------------------------------------------------------------------------------------------


def alert_steps() -> list[attendance_alerts.Step]:
    """What this provider does after how many absences in a row: its own steps, else those of the house."""
    return AlertSteps().all()


class AlertSteps:
    """The same, asked with what is asked next."""

    def __init__(self) -> None:
        self._rows = _STEPS.soon()

    def all(self) -> list[attendance_alerts.Step]:
        """The steps."""
        rows = self._rows.answer().all()
        if not rows:
            return list(attendance_alerts.STEPS)
        return [
            attendance_alerts.Step(row.after, attendance_alerts.Deed(row.deed)) for row in rows if row.deed != "none"
        ]


@dataclass(frozen=True)
class AlertInfo:
    """One alarm of the log: about whom, what was done, how it went out, and whether it was taken back."""

    id: str
    kind: str
    enrolment_id: str
    learner_id: str
    section_id: str
    section: str
    deed: str
    after: int
    first_day: date
    last_day: date
    channel: str
    at: datetime
    withdrawn_at: datetime | None
    withdrawn_by: str


def alerts(
    *,
    learner_id: str | None = None,
    section_id: str | None = None,
    centre_id: str | None = None,
    standing: bool = False,
    limit: int = 200,
) -> list[AlertInfo]:
    """Who was told about absences, the newest first; with `standing` only what was not taken back."""
    wanted = {"learner_id": learner_id, "section_id": section_id, "centre_id": centre_id}
    given = {name: value for name, value in wanted.items() if value}
    return [AlertInfo(*row) for row in _alerts(standing, *given).ask(most=limit, **given)]


_ABOUT = {
    "learner_id": models.Alert.learner_id == bindparam("learner_id"),
    "section_id": models.Alert.section_id == bindparam("section_id"),
    "centre_id": models.Section.centre_id == bindparam("centre_id"),
}


@cache
def _alerts(standing: bool, *named: str) -> Question:
    """Alarms about what is named."""
    row = models.Alert
    columns = (
        models.Section.name if name == "section" else getattr(row, name) for name in AlertInfo.__dataclass_fields__
    )
    return Question(
        select(*columns)
        .select_from(row)
        .join(models.Section, row.section_id == models.Section.id)
        .where(*(_ABOUT[name] for name in named), *((row.withdrawn_at.is_(None),) if standing else ()))
        .order_by(row.at.desc(), row.id.desc())
        .limit(bindparam("most", type_=Integer))
    )


def missing_now(
    *, section_id: str | None = None, learner_id: str | None = None
) -> dict[str, tuple[AlertInfo, attendance_alerts.Row]]:
    """Whose alarm still goes on, by learner: she was told of and has not been there since. With the sessions she missed."""
    known = [
        one
        for one in alerts(section_id=section_id, learner_id=learner_id, standing=True)
        if one.kind == attendance_alerts.Kind.IN_A_ROW
    ]
    held = held_of({one.enrolment_id for one in known}) if known else {}
    found: dict[str, tuple[AlertInfo, attendance_alerts.Row]] = {}
    for one in known:
        row = attendance_alerts.running(held.get(one.enrolment_id, []))
        if row is not None and row.covers(one.first_day, one.last_day):
            found.setdefault(one.learner_id, (one, row))
    return found
