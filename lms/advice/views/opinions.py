"""How a module was: three questions with three faces each, and what the centre did about what it heard."""

from datetime import date, timedelta
from typing import Any

from flask import request
from flask_babel import gettext as _

from lms.advice import queries, services
from lms.advice.domain import opinions
from lms.advice.domain.opinions import Face, Question
from lms.advice.views.door import pages
from lms.kernel import clock, db, errors, language
from lms.kernel.web import current_actor, done, now, render
from lms.learners import queries as learners
from lms.organisations import queries as organisations

SELF = "learner.self"
RIGHT = "advice.opinions"
YEAR = timedelta(days=365)


@pages.get("/my-voice", permission=SELF)
def my_voice() -> Any:
    """How was my module, what others said, and what came of it."""
    learner_id = current_actor().learner_id or ""
    centre_id, today = learners.learner(learner_id).centre_id, _today()
    asked = queries.to_ask(learner_id, today)
    return render(
        "advice/my_voice.html",
        asked=asked[0] if asked else None,
        said=queries.said_at(centre_id, today - YEAR),
        changes=queries.changes(centre_id, limit=10),
        questions=list(Question),
        faces=[(one, opinions.PICTURES[one]) for one in Face],
        pictures=opinions.PICTURES,
    )


@pages.post("/my-voice/<course_id>", permission=SELF)
def say_how_it_was(course_id: str) -> Any:
    """Keep the faces, without a name."""
    actor = current_actor()
    services.say_how_it_was(actor.learner_id or "", course_id, request.form.to_dict(), actor=actor, today=_today())
    return done(_("Thank you. Nobody sees who said it."), "advice.my_voice")


@pages.get("/opinions", permission=RIGHT)
def opinions_page() -> Any:
    """What learners say of their modules, course by course."""
    return _page()


def _page(trouble: str = "", status: int = 200) -> Any:
    centre_id, first = _centre(), _today() - YEAR
    return render(
        "advice/opinions.html",
        status,
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
    try:
        services.tell_change(
            _centre(),
            request.form.get("said", ""),
            request.form.get("did", ""),
            actor=current_actor(),
            today=_today(),
        )
    except errors.Invalid as error:
        db.session().rollback()
        return _page(language.say(error.code), error.status)
    return done(_("Learners of this centre see it now."), "advice.opinions_page")


@pages.post("/opinions/changes/<change_id>/remove", permission=RIGHT)
def remove_change(change_id: str) -> Any:
    """It is shown no longer."""
    services.remove_change(_centre(), change_id)
    return done(_("Taken away."), "advice.opinions_page")


def _centre() -> str:
    return organisations.centre_in_view(current_actor().centre_id).id


def _today() -> date:
    return clock.local(now(), current_actor().zone).date()
