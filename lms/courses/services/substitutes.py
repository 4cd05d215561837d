"""Substitutes: who takes one session for somebody else, and its register on that day only."""

from datetime import date, datetime

from sqlalchemy import delete, select

from lms.courses import models, queries
from lms.courses.queries import SessionInfo
from lms.courses.queries.roll import Roll
from lms.courses.services import marks
from lms.kernel import db, errors
from lms.kernel.actor import Actor
from lms.organisations import queries as organisations


def name_substitute(session_id: str, staff_id: str, *, today: date, actor: Actor, now: datetime) -> None:
    """Somebody else takes this session. Named again, the last one counts.

    Raises Conflict for a cancelled session and one that is over, NotFound for somebody who does not teach here.
    """
    row = marks.session_row(session_id, lock=True)
    if row.state == "cancelled":
        raise errors.Conflict("courses.session_cancelled")
    if row.day < today:
        raise errors.Conflict("courses.substitute_late")
    who = next((one for one in organisations.staff(ids=[staff_id]) if one.kind == "teacher"), None)
    if who is None or staff_id == row.teacher_id:
        raise errors.NotFound("courses.no_substitute")
    known = db.session().scalar(select(models.Substitute).where(models.Substitute.session_id == session_id))
    if known is None:
        known = models.Substitute(session_id=session_id)
        db.session().add(known)
    known.staff_id, known.by, known.at = staff_id, actor.name, now
    db.session().flush()


def withdraw_substitute(session_id: str, *, actor: Actor, now: datetime) -> None:
    """The teacher comes after all."""
    db.session().execute(delete(models.Substitute).where(models.Substitute.session_id == session_id))


def may_take(session: SessionInfo, section_teacher_id: str | None, staff_id: str | None, today: date) -> bool:
    """Whether a member of staff may open a register: her own class on any day, another's as substitute on its day."""
    if _is_own({session.teacher_id, section_teacher_id}, staff_id):
        return True
    if staff_id is None or session.day != today:
        return False
    return queries.substitutes([session.id]).get(session.id) == staff_id


def may_save(found: Roll, staff_id: str | None, today: date) -> bool:
    """The same of a roll."""
    if _is_own({found.session.teacher_id, found.terms.section_teacher_id}, staff_id):
        return True
    return staff_id is not None and found.session.day == today and found.terms.substitute_id == staff_id


def _is_own(teachers: set[str | None], staff_id: str | None) -> bool:
    own = teachers - {None}
    return not own or staff_id in own
