"""People mark themselves: by a code on the wall that changes, or by their card at the door. Only now, only here."""

import secrets
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select

from lms.accounts.services import audit
from lms.courses import models, queries
from lms.courses.domain import attendance, attendance_codes
from lms.courses.domain.calendar import minutes
from lms.courses.queries import roll
from lms.courses.services import marks
from lms.courses.services.marks import Batch
from lms.kernel import clock, db, errors
from lms.kernel.actor import Actor
from lms.kernel.vocabulary import Attendance


class Arrival(StrEnum):
    """What an arrival became."""

    HERE = "here"
    LATE = "late"
    KNOWN = "known"
    """She was marked as here before."""


def open_check(session_id: str, *, zone: str, actor: Actor, now: datetime) -> None:
    """Let the people of a session mark themselves. Raises Conflict for a cancelled session and on any other day."""
    row = marks.session_row(session_id)
    _is_on(row, zone, now)
    known = db.session().get(models.SelfCheck, session_id)
    if known is None:
        known = models.SelfCheck(session_id=session_id, secret=secrets.token_hex(16), by=actor.name, at=now)
        db.session().add(known)
    known.closed_at = None
    audit.record("open_self_check", "courses_session", session_id, now=now)
    db.session().flush()


def close_check(session_id: str, *, actor: Actor, now: datetime) -> None:
    """Codes of a session stop working."""
    known = db.session().scalar(select(models.SelfCheck).where(models.SelfCheck.session_id == session_id))
    if known is not None and known.closed_at is None:
        known.closed_at = now
        # Opened again, it has another secret: a picture of the wall is worth nothing.
        known.secret = secrets.token_hex(16)
        audit.record("close_self_check", "courses_session", session_id, now=now)


def check_code(session_id: str, code: str, *, now: datetime) -> None:
    """Whether a code was on this session's wall just now. Raises NotFound for a closed check, Conflict for an old code."""
    known = queries.self_check(session_id)
    if known is None:
        raise errors.NotFound("courses.check_closed")
    if not attendance_codes.fits(known.secret, session_id, code, now):
        raise errors.Conflict("courses.code_over")


def arrive(session_id: str, learner_id: str, *, way: str, zone: str, actor: Actor, now: datetime) -> Arrival:
    """Somebody is here: now, in a session that she belongs to. A teacher's mark that knows a reason stays as it is.

    Nothing is kept of a try that is refused, so that a later one works. Raises Conflict for another day, too early, too
    late, a pause or a mark of the teacher's; NotFound for somebody who is not in the class.
    """
    row = marks.session_row(session_id, lock=True)
    _is_on(row, zone, now)
    if attendance_codes.too_early(row.starts_at, now):
        raise errors.Conflict("courses.check_early", starts=row.starts)
    if row.ends_at <= now:
        raise errors.Conflict("courses.session_over")
    found = queries.register(session_id)
    person = next((one for one in found.everybody if one.learner_id == learner_id), None)
    if person is None:
        raise errors.NotFound("courses.not_in_class")
    if person.standing and not person.attendance:
        raise errors.Conflict("courses.pausing")
    if person.attendance in attendance.PRESENT:
        return Arrival.KNOWN
    if person.attendance not in ("", Attendance.UNKNOWN):
        raise errors.Conflict("courses.marked_away")
    wall = clock.local(now, zone).time().replace(second=0, microsecond=0)
    given = attendance.arrived_at(wall, row.starts, row.ends, min(found.rule.grace, minutes(row.starts, row.ends)))
    known = roll.roll(session_id)
    writing = marks.Writing(known, Batch(way=way), actor, now)
    writing.put(known.people[person.enrolment_id], given)
    writing.write()
    audit.record("arrive", "courses_session", session_id, changes=writing.changes, now=now)
    marks.keep(session_id, Batch(way=way), marks.Saved(writing.version, len(writing.changes)), actor, now)
    return Arrival.LATE if given.attendance is Attendance.LATE else Arrival.HERE


def _is_on(row: models.Session, zone: str, now: datetime) -> None:
    if row.state == "cancelled":
        raise errors.Conflict("courses.session_cancelled")
    if row.day != clock.local(now, zone).date():
        raise errors.Conflict("courses.check_other_day", day=row.day)
