"""How people come: minutes held, planned and missed, sessions missed in a row, and whom somebody was told about."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import and_, case, func, select

from lms.courses import models
from lms.courses.domain import attendance_alerts, attendance_regular, enrolment
from lms.courses.queries.bookings import EnrolmentInfo
from lms.courses.queries.hours import _length
from lms.courses.queries.register import rule_of_section
from lms.kernel import db
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
    held, recent = _held(ids), _held(ids, since=today - timedelta(weeks=weeks))
    planned = _planned(seats)
    found = {}
    for seat in seats:
        done = held.get(seat.id, attendance_regular.Tally())
        ahead = max(0, planned[seat.id] - done.held)
        whole = attendance_regular.Tally(done.held, done.attended, done.excused, done.told, ahead)
        window = recent.get(seat.id, attendance_regular.Tally())
        found[seat.id] = Standing(seat, rules[seat.section_id], whole, window)
    return found


def _held(ids: list[str], since: date | None = None) -> dict[str, attendance_regular.Tally]:
    """Marked minutes by enrolment, added up in SQL."""
    mark, length = models.Mark, _length()
    away = mark.attendance.not_in(PRESENT)
    statement = (
        select(
            mark.enrolment_id,
            func.sum(length),
            func.sum(mark.minutes),
            func.sum(case((mark.attendance == Attendance.EXCUSED, length), else_=0)),
            func.sum(
                case(
                    (and_(models.Apology.id.is_not(None), away, mark.attendance != Attendance.EXCUSED), length), else_=0
                )
            ),
        )
        .join(models.Session, mark.session_id == models.Session.id)
        .outerjoin(models.Apology, _apology_of_mark())
        .where(mark.enrolment_id.in_(ids), models.Session.state != "cancelled")
        .group_by(mark.enrolment_id)
    )
    if since is not None:
        statement = statement.where(models.Session.day > since)
    return {
        key: attendance_regular.Tally(*(int(value or 0) for value in sums))
        for key, *sums in db.session().execute(statement)
    }


def _apology_of_mark() -> Any:
    return and_(
        models.Apology.session_id == models.Mark.session_id, models.Apology.learner_id == models.Mark.learner_id
    )


def _planned(seats: Sequence[EnrolmentInfo]) -> dict[str, int]:
    """Minutes of the sessions that are planned for each enrolment."""
    rows = db.session().execute(
        select(models.Session.section_id, models.Session.day, _length()).where(
            models.Session.section_id.in_({seat.section_id for seat in seats}), models.Session.state != "cancelled"
        )
    )
    sessions: dict[str, list[tuple[date, int]]] = {}
    for section_id, day, length in rows:
        sessions.setdefault(section_id, []).append((day, length))
    steps = steps_of([seat.id for seat in seats])
    return {
        seat.id: sum(
            length
            for day, length in sessions.get(seat.section_id, ())
            if seat.from_date <= day and (seat.to_date is None or day < seat.to_date) and not _paused(seat, steps, day)
        )
        for seat in seats
    }


def _paused(seat: EnrolmentInfo, steps: Mapping[str, list[enrolment.Change]], day: date) -> bool:
    known = steps.get(seat.id)
    return bool(known) and enrolment.state_on(known or (), day) is EnrolmentState.PAUSED


def steps_of(ids: list[str]) -> dict[str, list[enrolment.Change]]:
    """The written steps of those enrolments that ever paused."""
    row = models.EnrolmentChange
    pausing = select(row.enrolment_id).where(row.enrolment_id.in_(ids), row.after == EnrolmentState.PAUSED)
    found: dict[str, list[enrolment.Change]] = {}
    for one in db.session().execute(
        select(row.enrolment_id, row.number, row.after, row.on_day).where(row.enrolment_id.in_(pausing))
    ):
        step = enrolment.Change(one.number, None, EnrolmentState(one.after), one.on_day)
        found.setdefault(one.enrolment_id, []).append(step)
    return found


def held_of(enrolment_ids: Iterable[str]) -> dict[str, list[attendance_alerts.Held]]:
    """Every marked session of enrolments in order of time, for rows of absences."""
    rows = db.session().execute(
        select(
            models.Mark.enrolment_id,
            models.Mark.session_id,
            models.Session.day,
            models.Mark.attendance,
            models.Apology.id.is_not(None),
        )
        .join(models.Session, models.Mark.session_id == models.Session.id)
        .outerjoin(models.Apology, _apology_of_mark())
        .where(models.Mark.enrolment_id.in_(list(enrolment_ids)), models.Session.state == "held")
        .order_by(models.Session.starts_at)
    )
    found: dict[str, list[attendance_alerts.Held]] = {}
    for key, session_id, day, attendance, told in rows:
        found.setdefault(key, []).append(attendance_alerts.Held(session_id, day, attendance, bool(told)))
    return found


# --- who was told ----------------------------------------------------------------------------------------------------


def alert_steps() -> list[attendance_alerts.Step]:
    """What this provider does after how many absences in a row: its own steps, else those of the house."""
    rows = list(db.session().scalars(select(models.AlertStep).order_by(models.AlertStep.after, models.AlertStep.deed)))
    if not rows:
        return list(attendance_alerts.STEPS)
    return [attendance_alerts.Step(row.after, attendance_alerts.Deed(row.deed)) for row in rows if row.deed != "none"]


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
    row = models.Alert
    statement = (
        select(row, models.Section.name)
        .join(models.Section, row.section_id == models.Section.id)
        .order_by(row.at.desc(), row.id.desc())
        .limit(limit)
    )
    if learner_id:
        statement = statement.where(row.learner_id == learner_id)
    if section_id:
        statement = statement.where(row.section_id == section_id)
    if centre_id:
        statement = statement.where(models.Section.centre_id == centre_id)
    if standing:
        statement = statement.where(row.withdrawn_at.is_(None))
    return [
        AlertInfo(
            section=name,
            **{field: getattr(one, field) for field in AlertInfo.__dataclass_fields__ if field != "section"},
        )
        for one, name in db.session().execute(statement)
    ]


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
