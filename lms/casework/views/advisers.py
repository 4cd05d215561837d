"""Finding somebody who advises in a language, and keeping a place in a talk for a person."""

from typing import Any

from flask import request, url_for
from flask_babel import gettext as _

from lms.accounts.services import audit
from lms.casework import queries, services
from lms.casework.domain.events import EventKind
from lms.casework.views.door import pages
from lms.kernel import errors, language
from lms.kernel.web import current_actor, current_day, done, now, render
from lms.learners import queries as learners
from lms.organisations.domain.staffing import Background

RIGHT = "casework.plan"


@pages.get("/casework/<learner_id>/advisers", permission=RIGHT, writes=True)
def advisers(learner_id: str) -> Any:
    """Who advises, first in the language of the person; a language and a background choose."""
    learner = learners.learner(learner_id)
    audit.read("learners_learner", [learner.id], "advisers", now=now())
    return _page(learner)


def _page(learner: learners.LearnerInfo, trouble: str = "", status: int = 200) -> Any:
    found = queries.advisers(learner.centre_id, current_day())
    spoken = {tongue for one in found for tongue in one.staff.languages}
    own = language.tongue_code(learner.first_language)
    wanted = request.args.get("language", own)
    tongue = wanted if wanted in spoken else ""
    background = request.args.get("background", "")
    return render(
        "casework/advisers.html",
        status,
        learner=learner,
        found=[
            one for one in found if tongue in ("", *one.staff.languages) and background in ("", *one.staff.background)
        ],
        own=own,
        own_spoken=own in spoken,
        asked=tongue,
        tongues=sorted(spoken, key=language.tongue),
        background=background,
        backgrounds=list(Background),
        kept=_kept(learner),
        trouble=trouble,
        today=current_day(),
    )


def _kept(learner: learners.LearnerInfo) -> list[queries.EventInfo]:
    """Talks in which the person has a place."""
    places = queries.places_of(learner.id, current_day())
    ahead = queries.events_ahead(learner.centre_id, current_day(), size=queries.AHEAD) if places else []
    return [one for one in ahead if one.id in places and one.kind is EventKind.ONE_TO_ONE and not one.cancelled]


def _talk(event_id: str) -> queries.EventInfo:
    """A talk with one person. Raises NotFound for a meeting of another kind."""
    found = queries.event(event_id)
    if found.kind is not EventKind.ONE_TO_ONE:
        raise errors.NotFound("casework.no_event")
    return found


@pages.post("/casework/<learner_id>/advisers/<event_id>", permission=RIGHT)
def book_adviser(learner_id: str, event_id: str) -> Any:
    """Keep the place of a talk for this person."""
    learner, talk = learners.learner(learner_id), _talk(event_id)
    try:
        services.book_event(talk.id, learner.id, actor=current_actor(), now=now())
    except errors.Conflict as error:
        return _page(learner, language.say(error.code, error.facts), error.status)
    undo = url_for("casework.leave_adviser", learner_id=learner.id, event_id=talk.id)
    return done(
        _("%(name)s has a place with %(adviser)s.", name=learner.name, adviser=talk.host),
        "casework.advisers",
        undo=undo,
        learner_id=learner.id,
    )


@pages.post("/casework/<learner_id>/advisers/<event_id>/back", permission=RIGHT)
def leave_adviser(learner_id: str, event_id: str) -> Any:
    """Somebody else can have the place."""
    learner, talk = learners.learner(learner_id), _talk(event_id)
    try:
        services.leave_event(talk.id, learner.id, actor=current_actor(), now=now())
    except errors.Conflict as error:
        return _page(learner, language.say(error.code, error.facts), error.status)
    return done(_("Somebody else can have the place."), "casework.advisers", learner_id=learner.id)
