"""Room and online at once: who took part from home. The register says who was here, this page says where."""

from typing import Any

from flask import request
from flask_babel import gettext as _

from lms.courses import queries
from lms.courses.domain.attendance import PRESENT
from lms.courses.services import modes
from lms.courses.views import people
from lms.courses.views.door import pages
from lms.courses.views.register import is_mine, session_of
from lms.kernel import errors
from lms.kernel.web import current_actor, done, now, render

TAKE = "courses.register.take"


def _session(session_id: str) -> queries.SessionInfo:
    session = session_of(session_id)
    if not is_mine(session) or session.mode != "both":
        raise errors.NotFound("courses.absent")
    return session


@pages.get("/register/<session_id>/online", permission=TAKE)
def online_page(session_id: str) -> Any:
    """Everybody who was here, with a tick for online."""
    session = _session(session_id)
    here = [one for one in queries.register(session_id).people if one.attendance in PRESENT]
    return render("courses/online.html", session=session, people=here, online=modes.online_of(session_id), words=people)


@pages.post("/register/<session_id>/online", permission=TAKE)
def keep_online(session_id: str) -> Any:
    """Keep it; the hours follow."""
    _session(session_id)
    changed = modes.say_online(session_id, request.form.getlist("online"), actor=current_actor(), now=now())
    said = _("Kept. The hours say who was online.") if changed else _("It is as it was before.")
    return done(said, "courses.register", session_id=session_id)
