"""Marks of sessions that were held before: taken over in bulk, charged like any other, with one line in the audit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update

from lms.accounts.services import audit
from lms.courses import models
from lms.courses.domain import hours
from lms.kernel import db, errors
from lms.kernel.actor import Actor
from lms.kernel.vocabulary import Attendance


@dataclass(frozen=True)
class PastMark:
    """One mark of a session that is over. `minutes` are those attended."""

    session_id: str
    enrolment_id: str
    learner_id: str
    attendance: Attendance
    minutes: int
    reason: str = ""


def take_over_marks(marks: Sequence[PastMark], *, actor: Actor, now: datetime) -> int:
    """Take over marks of past sessions that have no register yet. Returns how many.

    Raises Conflict("courses.session_ahead") when a session is not over and Conflict("courses.marked_already") when one
    has a register: nothing is kept then.
    """
    if not marks:
        return 0
    session = db.session()
    wanted = {mark.session_id for mark in marks}
    rows = {
        row.id: row
        for row in session.execute(
            select(
                models.Session.id,
                models.Session.day,
                models.Session.ends_at,
                models.Session.marked_at,
                models.Session.mode,
                models.Course.funder_id,
                models.Course.unit_minutes,
                models.Course.strand,
                models.Course.track,
            )
            .join(models.Section, models.Session.section_id == models.Section.id)
            .join(models.Course, models.Section.course_id == models.Course.id)
            .where(models.Session.starts_at < now)
        )
        if row.id in wanted
    }
    for session_id in wanted:
        row = rows.get(session_id)
        if row is None or row.ends_at > now:
            raise errors.Conflict("courses.session_ahead", day=now.date())
        if row.marked_at is not None:
            raise errors.Conflict("courses.marked_already", day=row.day)
    provider_id = db.require_provider()
    common = {"provider_id": provider_id, "at": now}
    session.execute(
        insert(models.Mark),
        [
            {
                **common,
                "session_id": mark.session_id,
                "enrolment_id": mark.enrolment_id,
                "learner_id": mark.learner_id,
                "attendance": mark.attendance,
                "reason": mark.reason,
                "minutes": mark.minutes,
                "by": actor.name,
            }
            for mark in marks
        ],
    )
    charges = [
        {
            **common,
            "id": db.new_id(),
            "session_id": mark.session_id,
            "enrolment_id": mark.enrolment_id,
            "learner_id": mark.learner_id,
            "funder_id": rows[mark.session_id].funder_id,
            "version": 0,
            "day": rows[mark.session_id].day,
            "month": hours.month_of(rows[mark.session_id].day),
            "minutes": mark.minutes,
            "attended": mark.minutes,
            "unit_minutes": rows[mark.session_id].unit_minutes,
            "mode": hours.Mode.ONLINE if rows[mark.session_id].mode == "online" else hours.Mode.ON_SITE,
            "strand": hours.strand_of(rows[mark.session_id].strand, rows[mark.session_id].track),
            "code": "ledger.taken_over",
            "by": actor.name,
        }
        for mark in marks
        if mark.minutes
    ]
    if charges:
        session.execute(insert(models.LedgerEntry), charges)
    for part in _parts(sorted(wanted), 500):
        session.execute(
            update(models.Session)
            .where(models.Session.id.in_(part))
            .values(state="held", marked_at=now, marked_by=actor.name)
            .execution_options(synchronize_session=False)
        )
    audit.record(
        "take_over_marks", "courses_session", "", changes={"marks": len(marks), "sessions": len(wanted)}, now=now
    )
    return len(marks)


def _parts(values: Sequence[str], size: int) -> list[Sequence[str]]:
    return [values[start : start + size] for start in range(0, len(values), size)]
