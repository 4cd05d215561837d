"""How a module was: three questions with three faces each, and what the centre did about what it heard."""

from datetime import timedelta
from typing import Any

from flask import request
from flask_babel import gettext as _

from lms.advice import queries, services
from lms.advice.domain import opinions
from lms.advice.domain.opinions import Face, Question
from lms.advice.views.door import pages
from lms.courses.views import people
from lms.kernel import db, errors, language
from lms.kernel.actor import Role
from lms.kernel.web import current_actor, current_day, done, render
from lms.learners import queries as learners
from lms.organisations import queries as organisations

SELF = "learner.self"
RIGHT = "advice.opinions"
YEAR = timedelta(days=365)


@pages.get("/my-voice", permission=SELF)
def my_voice() -> Any:
    """How was my module, what others said, and what came of it."""
    return _voice()


def _voice(trouble: str = "", status: int = 200) -> Any:
    learner_id = current_actor().learner_id or ""
    centre_id, day = learners.learner(learner_id).centre_id, current_day()
    asked = queries.to_ask(learner_id, day)
    return render(
        "advice/my_voice.html",
        status,
        asked=asked[0] if asked else None,
        said=queries.said_at(centre_id, day - YEAR),
        changes=queries.changes(centre_id, limit=10),
        questions=list(Question),
        faces=[(one, opinions.PICTURES[one]) for one in Face],
        pictures=opinions.PICTURES,
        trouble=trouble,
    )


@pages.post("/my-voice/<course_id>", permission=SELF)
def say_how_it_was(course_id: str) -> Any:
    """Keep the faces, without a name; or that she does not want to say."""
    actor, faces, declines = current_actor(), request.form.to_dict(), request.form.get("deed") == "decline"
    try:
        services.say_how_it_was(
            actor.learner_id or "", course_id, faces, declines=declines, actor=actor, today=current_day()
        )
    except errors.Invalid as error:
        return _voice(language.say(error.code, error.facts), error.status)
    told = _("Good. We do not ask again.") if declines else _("Thank you. Nobody sees who said it.")
    return done(told, "advice.my_voice")


@pages.get("/opinions", permission=RIGHT)
def opinions_page() -> Any:
    """What learners say of their modules, course by course."""
    return _page()


def _page(trouble: str = "", status: int = 200) -> Any:
    centre_id, first = _centre().id, current_day() - YEAR
    return render(
        "advice/opinions.html",
        status,
        centre_id=centre_id,
        centres=people.pairs(organisations.centres()) if current_actor().role is Role.MANAGER else [],
        said=queries.said_at(centre_id, first),
        by_course=queries.said_by_course(centre_id, first),
        changes=queries.changes(centre_id),
        faces=[(one, opinions.PICTURES[one]) for one in Face],
        shown_from=opinions.SHOWN_FROM,
        typed=request.form,
        trouble=trouble,
    )


@pages.post("/opinions/changes", permission=RIGHT)
def tell_change() -> Any:
    """You said, we did."""
    centre = _centre()
    try:
        services.tell_change(
            centre.id,
            request.form.get("said", ""),
            request.form.get("did", ""),
            actor=current_actor(),
            today=current_day(),
        )
    except errors.Invalid as error:
        db.session().rollback()
        return _page(language.say(error.code, error.facts), error.status)
    return _told(_("Learners of this centre see it now."), centre)


@pages.post("/opinions/changes/<change_id>/remove", permission=RIGHT)
def remove_change(change_id: str) -> Any:
    """It is shown no longer."""
    centre = _centre()
    services.remove_change(centre.id, change_id)
    return _told(_("Taken away."), centre)


def _told(words: str, centre: organisations.Centre) -> Any:
    return done(words, "advice.opinions_page", centre=centre.id if current_actor().role is Role.MANAGER else None)


def _centre() -> organisations.Centre:
    """Mine; a manager chooses."""
    actor = current_actor()
    asked = request.values.get("centre") if actor.role is Role.MANAGER else None
    return organisations.centre_in_view(asked or actor.centre_id)
