"""Certificates of a person, for who looks after her."""

from typing import Any

from flask import request, url_for
from flask_babel import gettext as _

from lms.casework import services
from lms.casework.domain.credentials import Credential
from lms.casework.views.door import day_given, pages
from lms.casework.views.person import show
from lms.kernel import errors
from lms.kernel.web import current_actor, done, now


@pages.post("/casework/<learner_id>/credentials", permission="casework.plan")
def keep_credential(learner_id: str) -> Any:
    """A certificate that the person has or is on the way to."""
    given = request.form
    one = Credential(
        given.get("kind", ""),
        given.get("title", "")[:120],
        given.get("state", ""),
        given.get("country", "")[:60],
        day_given("day"),
    )
    try:
        kept = services.keep_credential(learner_id, one, actor=current_actor(), now=now())
    except errors.Invalid as error:
        return show(learner_id, error.status, trouble=error)
    undo = url_for("casework.take_out_credential", learner_id=learner_id, credential_id=kept)
    return done(_("The certificate is written down."), "casework.person", undo=undo, learner_id=learner_id)


@pages.post("/casework/<learner_id>/credentials/<credential_id>/out", permission="casework.plan")
def take_out_credential(learner_id: str, credential_id: str) -> Any:
    """It was written down by mistake."""
    services.take_out_credential(learner_id, credential_id)
    return done(_("It is taken out."), "casework.person", learner_id=learner_id)
