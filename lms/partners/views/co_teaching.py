"""On the page of a session: somebody of a partner teaches it along."""

from typing import Any

from flask import request, url_for
from flask_babel import gettext as _

from lms.courses import queries as courses
from lms.kernel import errors
from lms.kernel.actor import Role
from lms.kernel.web import current_actor, current_day, done, now
from lms.partners import services
from lms.partners.views.door import centre_decided, pages

RIGHT = "partners.co_teach"


def _own(session_id: str) -> None:
    """A session of the centre; a teacher's own only. Raises NotFound."""
    actor, session = current_actor(), courses.session(session_id)
    if centre_decided() not in (None, session.centre_id):
        raise errors.NotFound("partners.absent")
    teachers = {session.teacher_id, courses.section(session.section_id).teacher_id}
    if actor.role is Role.TEACHER and actor.staff_id not in teachers:
        raise errors.NotFound("partners.absent")


@pages.post("/sessions/<session_id>/co-teacher", permission=RIGHT)
def name_co_teacher(session_id: str) -> Any:
    """This person teaches it along; a letter is on its way."""
    _own(session_id)
    try:
        named = services.name_co_teacher(
            session_id, request.form.get("access", ""), today=current_day(), actor=current_actor(), now=now()
        )
    except errors.Invalid as refused:
        # The form offers nobody else: somebody's access has ended meanwhile.
        raise errors.Conflict(refused.code) from refused
    undo = url_for("partners.take_back_co_teacher", session_id=session_id, named_id=named)
    return done(_("A letter with day and time is on its way."), "courses.session", undo=undo, session_id=session_id)


@pages.post("/sessions/<session_id>/co-teacher/<named_id>/out", permission=RIGHT)
def take_back_co_teacher(session_id: str, named_id: str) -> Any:
    """Our teacher is alone after all."""
    _own(session_id)
    services.take_back_co_teacher(session_id, named_id)
    return done(_("Nobody of a partner teaches it along."), "courses.session", session_id=session_id)
