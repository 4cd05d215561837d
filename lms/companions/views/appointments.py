"""Companions for appointments: asking for one, who goes along, hours that are confirmed."""

from typing import Any

from flask import g, request, url_for
from flask_babel import gettext as _

from lms.accounts.services import audit
from lms.companions.domain import appointments as domain
from lms.companions.queries import appointments as queries
from lms.companions.queries import mentoring, register
from lms.companions.services import appointments as services
from lms.companions.views.door import RIGHT, day_given, pages, time_given
from lms.kernel import errors, language
from lms.kernel.web import current_actor, current_day, done, now, render
from lms.kernel.web.arguments import page_number, whole_number
from lms.learners import queries as learners

LIST = "companions.appointments"


@pages.get("/companions/appointments", permission=RIGHT, writes=True)
def appointments() -> Any:
    """What waits first: somebody is looked for, somebody goes along, hours want a word."""
    return _list()


def _list(refused: errors.OnwardError | None = None, about: str = "") -> Any:
    actor, page = current_actor(), page_number()
    found, total, waiting = queries.appointments(centre_id=actor.centre_id, staff_id=actor.staff_id, page=page)
    people = learners.by_ids({one.learner_id for one in found})
    audit.read("learners_learner", [*people], "companions", now=now())
    return render(
        "companions/appointments.html",
        refused.status if refused else 200,
        found=found,
        people=people,
        goes=register.by_ids(one.volunteer_id for one in found),
        waiting=waiting,
        total=total,
        page=page,
        page_count=-(-total // queries.PAGE),
        trouble=language.say(refused.code, refused.facts) if refused else "",
        about=about,
    )


def _mine_or_here(appointment_id: str) -> queries.AppointmentInfo:
    """One of my centre, or one that I asked for: somebody may look after people of another centre, too."""
    found, actor = queries.appointment(appointment_id), current_actor()
    mine = actor.staff_id is not None and found.staff_id == actor.staff_id
    if not mine and actor.centre_id not in (None, found.centre_id):
        raise errors.NotFound("companions.no_appointment")
    return found


@pages.get("/people/<learner_id>/companion", permission=RIGHT, writes=True)
def ask(learner_id: str) -> Any:
    """Ask for somebody who goes along."""
    return _form(learner_id)


def _form(learner_id: str, refused: errors.OnwardError | None = None) -> Any:
    learner = learners.learner(learner_id)
    audit.read("learners_learner", [learner.id], "companions", now=now())
    g.place = LIST
    spoken = register.spoken(learner.centre_id)
    own = [one for one in mentoring.languages_of(learner) if one in spoken]
    return render(
        "companions/ask.html",
        refused.status if refused else 200,
        learner=learner,
        own=own,
        tongues=own + sorted((one for one in spoken if one not in own), key=language.tongue),
        found=queries.of_learner(learner.id),
        goes=register.by_ids(one.volunteer_id for one in queries.of_learner(learner.id)),
        today=current_day(),
        last=current_day() + domain.AHEAD,
        typed=request.form,
        trouble=language.say(refused.code, refused.facts) if refused else "",
        field=refused.facts.get("field", "") if refused else "",
    )


@pages.post("/people/<learner_id>/companion", permission=RIGHT)
def ask_for(learner_id: str) -> Any:
    """Companions with this language see it on their own pages."""
    spoken = register.spoken(learners.learner(learner_id).centre_id)
    tongue = request.form.get("language", "")
    one = domain.Appointment(
        tongue if tongue in spoken else "", day_given("day"), time_given("starts"), request.form.get("place", "")
    )
    try:
        appointment_id = services.ask_for(learner_id, one, actor=current_actor(), day=current_day(), now=now())
    except errors.Invalid as refused:
        return _form(learner_id, refused)
    undo = url_for("companions.cancel", appointment_id=appointment_id)
    return done(_("Companions who speak it see it now."), LIST, undo=undo)


@pages.post("/companions/appointments/<appointment_id>/confirm", permission=RIGHT)
def confirm(appointment_id: str) -> Any:
    """The hours are right."""
    found = _mine_or_here(appointment_id)
    try:
        services.confirm(
            found.id, whole_number(request.form.get("minutes", "")), actor=current_actor(), day=current_day(), now=now()
        )
    except (errors.Invalid, errors.Conflict) as refused:
        return _list(refused, found.id)
    return done(_("Hours confirmed."), LIST, undo=url_for("companions.unconfirm", appointment_id=found.id))


@pages.post("/companions/appointments/<appointment_id>/unconfirm", permission=RIGHT)
def unconfirm(appointment_id: str) -> Any:
    """The hours wait for a word again."""
    services.unconfirm(_mine_or_here(appointment_id).id)
    return done(_("The hours wait for your word again."), LIST)


@pages.post("/companions/appointments/<appointment_id>/cancel", permission=RIGHT)
def cancel(appointment_id: str) -> Any:
    """Nobody needs to come."""
    found = _mine_or_here(appointment_id)
    try:
        services.cancel(found.id, actor=current_actor(), now=now())
    except errors.Conflict as refused:
        return _list(refused, found.id)
    goes = register.by_ids([found.volunteer_id]).get(found.volunteer_id or "")
    said = _("Called off. Call %(name)s: nobody was told.", name=goes.name) if goes else _("Called off.")
    return done(said, LIST, undo=url_for("companions.uncancel", appointment_id=found.id))


@pages.post("/companions/appointments/<appointment_id>/uncancel", permission=RIGHT)
def uncancel(appointment_id: str) -> Any:
    """Somebody is needed after all."""
    services.uncancel(_mine_or_here(appointment_id).id)
    return done(_("It stands as before."), LIST)
