"""The advisory talk about a result: written down by hand, and kept on the page while something is missing."""

from datetime import date
from typing import Any

from flask_babel import gettext as _

from lms.kernel import errors
from lms.kernel.web import current_actor, current_day, done, now, refuse
from lms.learners import queries as learners
from placement import forms, queries, services
from placement.views import staff
from placement.views.door import pages


@pages.post("/placement/<learner_id>/talk", permission="placement.decide")
def record_talk(learner_id: str) -> Any:
    """Write down the advisory talk about her newest result."""
    found = queries.newest_result(learners.learner(learner_id).id)
    if found is None:
        raise errors.NotFound("placement.absent")
    form = forms.TalkForm()
    try:
        if not form.validate():
            return staff.show_result(learner_id, 422, talk=form)
        services.record_talk(
            found.id,
            on_day=_day(form),
            with_whom=form.with_whom.data or "",
            language=form.language.data or "",
            interpreter=form.interpreter.data == forms.YES,
            agreed=form.agreed.data or "",
            actor=current_actor(),
            now=now(),
        )
    except errors.Invalid as error:
        refuse(form, error)
        return staff.show_result(learner_id, 422, talk=form)
    return done(_("The talk is written down."), "placement.result", learner_id=learner_id)


def _day(form: forms.TalkForm) -> date:
    """The day of the talk; nothing written is today."""
    said = (form.on_day.data or "").strip()
    if not said:
        return current_day()
    try:
        return date.fromisoformat(said)
    except ValueError:
        raise errors.Invalid("placement.no_such_day", field="on_day") from None
