"""Deeds on the steps of a plan."""

from datetime import date
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _

from lms.casework import forms, queries, services
from lms.casework.domain.content import Change
from lms.casework.views import changes
from lms.casework.views.door import pages
from lms.casework.views.person import show, step_form
from lms.kernel import errors
from lms.kernel.web import current_actor, current_day, done, now, refuse
from lms.learners import queries as learners


@pages.post("/casework/<learner_id>/steps", permission="casework.plan")
def add_step(learner_id: str) -> Any:
    """A new step."""
    form = step_form(learner_id)
    try:
        if not form.validate():
            return show(learner_id, 422, step=form)
        step_id = services.add_step(
            learner_id,
            form.title.data or "",
            form.owner.data or "",
            form.due_on.data,
            detail=form.detail.data or "",
            icon=form.icon.data or "",
            plain=form.plain.data or "",
            follows=form.follows.data or "",
            service=form.service.data or "",
            organisation_id=form.organisation.data or "",
            starts=form.starts.data,
            ends=form.ends.data,
            first_on=form.first_on.data,
            reason=form.reason.data or "",
            actor=current_actor(),
            now=now(),
        )
    except errors.Invalid as error:
        refuse(form, error)
        return show(learner_id, error.status, step=form)
    return _step_done(_("The step is in the plan."), learner_id, "casework.remove_step", step_id=step_id)


def _step_done(message: str, learner_id: str, undo: str | None = None, **arguments: Any) -> Any:
    back = url_for(undo, learner_id=learner_id, **arguments) if undo else None
    return done(message, "casework.person", undo=back, learner_id=learner_id, _anchor="plan")


@pages.post("/casework/<learner_id>/steps/<step_id>/remove", permission="casework.plan")
def remove_step(learner_id: str, step_id: str) -> Any:
    """Take a new step back."""
    services.remove_step(learner_id, step_id, reason=request.form.get("reason", ""), actor=current_actor(), now=now())
    return _step_done(_("The step is out of the plan."), learner_id)


@pages.post("/casework/<learner_id>/steps/<step_id>/begin", permission="casework.plan")
def begin_step(learner_id: str, step_id: str) -> Any:
    """Somebody has begun."""
    services.begin_step(learner_id, step_id, actor=current_actor(), now=now())
    return _step_done(_("The step is on the way."), learner_id, "casework.undo_step", step_id=step_id)


@pages.post("/casework/<learner_id>/steps/<step_id>/done", permission="casework.plan")
def finish_step(learner_id: str, step_id: str) -> Any:
    """A step is done."""
    services.finish_step(learner_id, step_id, actor=current_actor(), now=now())
    return _step_done(_("The step is done."), learner_id, "casework.undo_step", step_id=step_id)


@pages.post("/casework/<learner_id>/steps/<step_id>/undo", permission="casework.plan")
def undo_step(learner_id: str, step_id: str) -> Any:
    """A step is open again."""
    services.undo_step(learner_id, step_id, actor=current_actor(), now=now())
    return _step_done(_("The step is open again."), learner_id)


@pages.post("/casework/<learner_id>/steps/<step_id>/date", permission="casework.plan")
def move_step(learner_id: str, step_id: str) -> Any:
    """Another date for a step. Where more moves with it, or the person has agreed, everything is listed first."""
    learner, due_on = learners.learner(learner_id), forms.TalkForm().due_on.data
    current = queries.plan(learner.person_id, current_day())
    step = next((one for one in current.steps if one.id == step_id), None) if current else None
    if current is not None and step is not None and due_on is not None:
        found = queries.preview(learner, current, Change(dates={step.key: due_on}), current_day())
        if found.pushed or found.new_version:
            return changes.show(learner_id, given={f"date_{step.key}": due_on.isoformat()})
    before = services.move_step(learner_id, step_id, due_on, actor=current_actor(), now=now())
    return _step_done(
        _("The date is changed."), learner_id, "casework.put_back_date", step_id=step_id, day=before.isoformat()
    )


@pages.post("/casework/<learner_id>/steps/<step_id>/date/<day>", permission="casework.plan")
def put_back_date(learner_id: str, step_id: str, day: str) -> Any:
    """The date before."""
    try:
        before = date.fromisoformat(day)
    except ValueError as unreadable:
        raise errors.NotFound("casework.no_step") from unreadable
    services.put_back_date(learner_id, step_id, before, actor=current_actor(), now=now())
    return _step_done(_("The date is as it was."), learner_id)
