"""Sessions that somebody of a partner teaches along: of one access, of one session, and who may be named."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from lms.courses import queries as courses
from lms.kernel import db
from lms.partners import models
from lms.partners.domain.access import LONGEST, Part
from lms.partners.queries.access import AccessInfo, classes_of, infos, who_sees_class

_ROW = models.CoTeaching
ONLINE = ("online", "both")


@dataclass(frozen=True)
class CoTeacher:
    """Who teaches a session along."""

    id: str
    access: AccessInfo
    by: str


@dataclass(frozen=True)
class TaughtAlong:
    """A session that somebody of a partner teaches along; the link opens where it meets online."""

    session: courses.SessionInfo
    link: str
    teacher_id: str | None


def trainers_of(section_id: str, course_id: str, today: date) -> list[AccessInfo]:
    """Who of partners may be named to teach a session of this class along."""
    return who_sees_class(section_id, course_id, today, Part.TEACHING)


def co_teachers(session_id: str, today: date) -> list[CoTeacher]:
    """Who teaches a session along, whose access is open, by name."""
    rows = (
        db.session()
        .execute(
            select(_ROW, models.Access)
            .join(models.Access, models.Access.id == _ROW.access_id)
            .where(_ROW.session_id == session_id, models.Access.ended_at.is_(None))
            .order_by(models.Access.name, _ROW.id)
        )
        .all()
    )
    known = {one.id: one for one in infos([access for _row, access in rows], today)}
    return [CoTeacher(row.id, known[row.access_id], row.by) for row, _access in rows]


def taught_along(access: AccessInfo, today: date) -> list[TaughtAlong]:
    """Sessions from today on that an access teaches along, in order of time, without those that were cancelled."""
    sections = {one.id: one for one in classes_of(access.cohort, access.centre_id)}
    named = set(db.session().scalars(select(_ROW.session_id).where(_ROW.access_id == access.id)))
    return [
        TaughtAlong(
            one,
            sections[one.section_id].link if one.mode in ONLINE else "",
            one.teacher_id or sections[one.section_id].teacher_id,
        )
        for one in (courses.sessions_between(today, access.until, section_ids=sections) if named else ())
        if one.id in named and one.state != "cancelled"
    ]


def taught_with(learner_id: str, today: date) -> list[tuple[AccessInfo, courses.SessionInfo]]:
    """Who of partners teaches somebody's sessions along from today on, in order of time."""
    sections = {seat.section_id for seat in courses.enrolments_of([learner_id]).get(learner_id, ())}
    ahead = {
        one.id: one
        for one in courses.sessions_between(today, today + LONGEST, section_ids=sections)
        if one.state != "cancelled"
    }
    rows = (
        db.session()
        .execute(
            select(_ROW.session_id, models.Access)
            .join(models.Access, models.Access.id == _ROW.access_id)
            .where(_ROW.session_id.in_(list(ahead)), models.Access.ended_at.is_(None), models.Access.until >= today)
        )
        .all()
    )
    known = {one.id: one for one in infos([access for _session, access in rows], today)}
    found = [(known[access.id], ahead[session_id]) for session_id, access in rows]
    return sorted(found, key=lambda pair: (pair[1].starts_at, pair[0].name))
