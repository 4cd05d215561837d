"""Talks with a person: the note of one that was held, the next one, and a swap that follows from it."""

from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from lms.casework import forms, services
from lms.casework.views.door import asked_week, pages
from lms.casework.views.person import show
from lms.kernel import errors
from lms.kernel.web import current_actor, current_day, done, now, refuse


@pages.post("/casework/<learner_id>/note", permission="casework.plan")
def keep_note(learner_id: str) -> Any:
    """A talk was held: its note, with its method and channel."""
    form = forms.ContactForm()
    form.offer()
    try:
        if not form.validate():
            return show(learner_id, 422, note=form)
        talk_id = services.log_contact(learner_id, form.given(), actor=current_actor(), now=now())
    except errors.Invalid as error:
        refuse(form, error)
        return show(learner_id, error.status, note=form)
    undo = url_for("casework.take_back_note", learner_id=learner_id, check_in_id=talk_id)
    return done(_("The note is kept. Settle the next talk."), "casework.person", undo=undo, learner_id=learner_id)


@pages.post("/casework/<learner_id>/note/<check_in_id>/undo", permission="casework.plan")
def take_back_note(learner_id: str, check_in_id: str) -> Any:
    """The talk was not held."""
    services.take_back_note(learner_id, check_in_id, actor=current_actor(), now=now())
    return done(_("The note is gone. The talk is open again."), "casework.person", learner_id=learner_id)


@pages.post("/casework/<learner_id>/talk", permission="casework.plan")
def settle_talk(learner_id: str) -> Any:
    """The next talk."""
    form = forms.TalkForm()
    form.offer_channels()
    try:
        services.schedule_check_in(
            learner_id, form.due_on.data, form.channel.data or "", actor=current_actor(), now=now()
        )
    except errors.Invalid as error:
        refuse(form, error)
        return show(learner_id, error.status, talk=form)
    return done(_("The next talk is settled."), "casework.person", learner_id=learner_id)


@pages.post("/casework/<learner_id>/series", permission="casework.plan")
def settle_series(learner_id: str) -> Any:
    """Talks that come again every so many weeks."""
    form = forms.SeriesForm()
    form.offer_channels()
    weeks, until = form.weeks.data, form.until.data
    try:
        many = services.settle_series(
            learner_id, weeks, until, form.channel.data or "", actor=current_actor(), now=now()
        )
    except errors.Invalid as error:
        refuse(form, error)
        return show(learner_id, error.status, series=form)
    return done(
        ngettext("%(num)s talk is settled.", "%(num)s talks are settled.", many),
        "casework.person",
        learner_id=learner_id,
    )


@pages.post("/casework/<learner_id>/series/end", permission="casework.plan")
def end_series(learner_id: str) -> Any:
    """The talks to come do not take place."""
    many = services.end_series(learner_id, actor=current_actor(), now=now())
    word = ngettext("%(num)s talk is called off.", "%(num)s talks are called off.", many)
    return done(word, "casework.person", learner_id=learner_id)


@pages.post("/casework/<learner_id>/swap/<session_id>", permission="casework.plan")
def ask_for_swap(learner_id: str, session_id: str) -> Any:
    """Ask the centre to let somebody sit in another group this week."""
    day = asked_week(current_day())
    asked = services.ask_for_swap(learner_id, session_id, day=day, actor=current_actor(), now=now())
    word = _("The centre is asked. You find it under tasks there.") if asked else _("The centre was asked before.")
    return done(word, "casework.person", learner_id=learner_id, week=day.isoformat(), _anchor="week")
