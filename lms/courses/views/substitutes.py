"""Somebody else teaches: one session, and its register on that day."""

from typing import Any

from flask import request, url_for
from flask_babel import gettext as _

from lms.courses import queries, services
from lms.courses.queries import SessionInfo
from lms.courses.views import people
from lms.courses.views.door import pages
from lms.courses.views.register import is_mine, session_of
from lms.kernel import errors, language
from lms.kernel.actor import Role
from lms.kernel.web import current_actor, current_day, done, now, render
from lms.learners.domain.lives import Need
from lms.organisations import queries as organisations


def _session(session_id: str) -> SessionInfo:
    """A session that this person may give away: the office any, a teacher her own."""
    session = session_of(session_id)
    if current_actor().role is Role.TEACHER and not is_mine(session):
        raise errors.NotFound("courses.absent")
    return session


@pages.get("/register/<session_id>/substitute", permission="courses.section.see")
def substitute_page(session_id: str) -> Any:
    """Who teaches here and has no class then."""
    return _page(_session(session_id))


def _page(session: SessionInfo, *, refused: str = "", status: int = 200) -> Any:
    busy = {
        one.teacher_id
        for one in queries.sessions_between(session.day, session.day, centre_id=session.centre_id)
        if one.state != "cancelled" and one.starts_at < session.ends_at and session.starts_at < one.ends_at
    }
    teachers = [one for one in organisations.staff(kind="teacher", centre_id=session.centre_id) if one.id not in busy]
    chosen = queries.substitutes([session.id]).get(session.id)
    section = queries.section(session.section_id)
    return render(
        "courses/substitute.html",
        status,
        session=session,
        teachers=[(one.id, one.name) for one in teachers],
        chosen=chosen,
        current=people.staff_by_id([chosen]).get(chosen or "") if chosen else None,
        refused=refused,
        by_a_woman=Need.WOMAN_TEACHER in {*section.properties, *section.course.properties},
        back=_back(session),
        words=people,
    )


def _back(session: SessionInfo) -> str:
    if current_actor().may("courses.register.take"):
        return url_for("courses.register", session_id=session.id)
    return url_for("courses.section", section_id=session.section_id)


@pages.post("/register/<session_id>/substitute", permission="courses.section.see")
def set_substitute(session_id: str) -> Any:
    """Name somebody, or take it back."""
    session, actor = _session(session_id), current_actor()
    if "nobody" in request.form:
        services.withdraw_substitute(session_id, actor=actor, now=now())
        return done(_("The session has its own teacher again."), "courses.substitute_page", session_id=session_id)
    staff_id = request.form.get("staff_id", "")
    try:
        services.name_substitute(session_id, staff_id, today=current_day(), actor=actor, now=now())
    except errors.OnwardError as error:
        return _page(session, refused=language.say(error.code, error.facts), status=error.status)
    name = people.staff_by_id([staff_id])[staff_id].name
    said = _("%(name)s gets this register on %(day)s.", name=name, day=language.written(session.day, _locale()))
    return done(said, "courses.substitute_page", session_id=session_id)


def _locale() -> str:
    return language.locale_code.get()
