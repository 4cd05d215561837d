"""How people are after their course: the questions behind a link, and the list of those to call."""

from collections.abc import Mapping
from typing import Any

from flask import request
from flask_babel import gettext as _

from curricula.domain.follow_up import MOST_CALLS, QUESTIONS
from curricula.queries import follow_up as queries
from curricula.services import follow_up as services
from curricula.views import door
from curricula.views.door import pages
from lms.accounts.services import audit
from lms.casework import queries as casework
from lms.kernel import clock, db, errors, language
from lms.kernel.web import PUBLIC, current_actor, current_day, done, now, render
from lms.kernel.web.tongue import speaking
from lms.learners import queries as learners
from lms.messages import queries as messages
from lms.organisations import queries as organisations

RIGHT = "curricula.follow_ups"
PICTURES: Mapping[str, Mapping[str, str]] = {
    "doing": {
        "work": "briefcase",
        "training": "toolbox",
        "course": "books",
        "search": "newspaper",
        "family": "family",
        "other": "thinking",
    },
    "extent": {"full": "clock", "part": "hourglass"},
    "uses": {"often": "check", "sometimes": "clock", "no": "cross"},
    "manages": {"alone": "walking", "with_help": "handshake", "hard": "rain"},
    "talk": {"no": "house", "yes": "telephone"},
}


def questions(given: Mapping[str, str]) -> list[dict[str, Any]]:
    """The questions in words and pictures, with what was chosen so far."""
    return [
        {
            "key": key,
            "word": language.say(f"curricula.follow_up.{key}"),
            "choices": [
                (one.value, language.say(f"curricula.follow_up.{key}.{one}"), PICTURES[key][one.value])
                for one in offered
            ],
            "chosen": given.get(key, ""),
        }
        for key, offered in QUESTIONS.items()
    ]


# --- behind the link ---


@pages.get("/f/<token>", permission=PUBLIC)
def how_are_you(token: str) -> Any:
    """The questions with pictures and sound. No name stands on the page: a phone may be shared."""
    return _questions(token, {})


def _questions(token: str, given: Mapping[str, str], refused: errors.OnwardError | None = None) -> Any:
    provider_id, found = queries.by_token(token, now().date())
    with db.scoped(provider_id), speaking(_tongue(found.learner_id)):
        return render(
            "curricula/how_are_you.html",
            refused.status if refused else 200,
            token=token,
            questions=questions(given),
            trouble=language.say(refused.code, refused.facts) if refused else "",
            field=refused.facts.get("field", "") if refused else "",
            centre=organisations.centre(found.centre_id),
        )


def _tongue(learner_id: str) -> str:
    """The language that this browser chose, else the one in which letters go to her."""
    return request.cookies.get("lang") or messages.language_of(learners.learner(learner_id))


@pages.post("/f/<token>", permission=PUBLIC)
def say_how_you_are(token: str) -> Any:
    """Her answers. What is missing is said and nothing is kept."""
    at = now()
    provider_id, found = queries.by_token(token, at.date())
    given = _given()
    try:
        services.answer_by_link(token, given, day=at.date(), now=at)
    except errors.Invalid as refused:
        db.session().rollback()
        return _questions(token, given, refused)
    with db.scoped(provider_id), speaking(_tongue(found.learner_id)):
        centre = organisations.centre(found.centre_id)
        own = casework.caseworker_of(found.learner_id, clock.local(at, centre.zone).date())
        calls = given["talk"] == "yes" or given["uses"] == "no"
        return render("curricula/how_are_you_thanks.html", centre=centre, person=own, calls=calls)


def _given() -> dict[str, str]:
    return {key: request.form.get(key, "") for key in QUESTIONS}


# --- by telephone ---


@pages.get("/follow-ups", permission=RIGHT, writes=True)
def calls() -> Any:
    """Whom to call: nobody wrote to them, or two weeks went by without an answer."""
    centre_id = current_actor().centre_id
    total = queries.count_calls(current_day(), centre_id=centre_id)
    page, pages = door.page_of(total, queries.PAGE)
    found = queries.calls(current_day(), centre_id=centre_id, page=page)
    audit.read("learners_learner", [one.learner.id for one in found], "progress", now=now())
    asks = bool(queries.months_by_programme())
    return render("curricula/follow_up_calls.html", found=found, total=total, page=page, pages=pages, asks=asks)


@pages.get("/follow-ups/<follow_up_id>", permission=RIGHT, writes=True)
def follow_up(follow_up_id: str) -> Any:
    """The questions of one call, and what this person said before."""
    return _call(follow_up_id, {})


def _call(follow_up_id: str, given: Mapping[str, str], refused: errors.OnwardError | None = None) -> Any:
    found = _at_my_centre(follow_up_id)
    learner = learners.learner(found.learner_id)
    audit.read("learners_learner", [learner.id], "progress", now=now())
    return render(
        "curricula/follow_up_call.html",
        refused.status if refused else 200,
        asked=found,
        learner=learner,
        module=queries.title(found.module_key, found.ended_on),
        tongue=language.NATIVE_NAMES.get(code := messages.language_of(learner), code),
        questions=questions(given or found.answers),
        trouble=language.say(refused.code, refused.facts) if refused else "",
        field=refused.facts.get("field", "") if refused else "",
        before=[one for one in queries.of_learner(learner.id) if one.id != found.id],
        left=MOST_CALLS - found.calls,
    )


def _at_my_centre(follow_up_id: str) -> queries.FollowUpInfo:
    found = queries.follow_up(follow_up_id)
    if current_actor().centre_id not in (None, found.centre_id):
        raise errors.NotFound("curricula.absent")
    return found


@pages.post("/follow-ups/<follow_up_id>", permission=RIGHT)
def take_down(follow_up_id: str) -> Any:
    """What was said on the telephone."""
    _at_my_centre(follow_up_id)
    given = _given()
    try:
        services.answer_by_phone(follow_up_id, given, actor=current_actor(), day=current_day(), now=now())
    except errors.Invalid as refused:
        db.session().rollback()
        return _call(follow_up_id, given, refused)
    return done(_("The answers are kept."), "curricula.calls")


@pages.post("/follow-ups/<follow_up_id>/not-reached", permission=RIGHT)
def nobody_there(follow_up_id: str) -> Any:
    """Nobody picked up."""
    _at_my_centre(follow_up_id)
    last = services.not_reached(follow_up_id, actor=current_actor(), day=current_day())
    told = _("That was the last try. Nobody is called about this any more.") if last else _("Try again another day.")
    return done(told, "curricula.calls")


@pages.post("/follow-ups/<follow_up_id>/not-wanted", permission=RIGHT)
def leave_in_peace(follow_up_id: str) -> Any:
    """The person does not want to be asked."""
    _at_my_centre(follow_up_id)
    services.not_wanted(follow_up_id, actor=current_actor())
    return done(_("Nobody calls about this any more."), "curricula.calls")
