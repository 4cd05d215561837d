"""A board of ideas: a learner says one, a moderator publishes and answers, everybody of the centre sees it without the name."""

from typing import Any

from flask import Response, g, request, url_for
from flask_babel import gettext as _

from lms.advice import queries, services
from lms.advice.domain import ideas
from lms.advice.domain.complaints import LONGEST
from lms.advice.domain.ideas import ON_BOARD
from lms.advice.views.door import pages
from lms.casework.domain.barriers import LARGEST_SOUND, LONGEST_SECONDS
from lms.courses.views import people
from lms.kernel import errors, language
from lms.kernel.actor import Role
from lms.kernel.web import current_actor, current_day, done, now, render
from lms.kernel.web.arguments import page_number
from lms.learners import queries as learners
from lms.organisations import queries as organisations

SELF, SEE, RIGHT = "learner.self", "advice.ideas.see", "advice.ideas"


# --- learners --------------------------------------------------------------------------------------------------------


@pages.get("/my-ideas", permission=SELF)
def my_ideas() -> Any:
    """The board of my centre, and what became of my own ideas."""
    g.place = "courses.help_page"
    learner, page = learners.learner(current_actor().learner_id or ""), page_number()
    board, total = queries.ideas_on_board(learner.centre_id, page=page)
    return render(
        "advice/my_ideas.html",
        own=queries.own_ideas(learner.id),
        board=board,
        pictures=ideas.PICTURES,
        marks=ideas.MARKS,
        **_paged(page, total),
    )


def _paged(page: int, total: int) -> dict[str, int]:
    return {"page": page, "page_count": max(1, -(-total // queries.IDEAS_A_PAGE)), "total": total}


@pages.get("/my-ideas/new", permission=SELF)
def new_idea() -> Any:
    """Say or write an idea."""
    return _new()


def _new(trouble: str = "", status: int = 200) -> Any:
    g.place = "courses.help_page"
    return render(
        "advice/my_idea.html",
        status,
        typed=request.form,
        seconds=LONGEST_SECONDS,
        longest=LONGEST,
        trouble=trouble,
    )


@pages.post("/my-ideas/new", permission=SELF)
def post_idea() -> Any:
    """It waits for a person who reads it first."""
    voice = request.files.get("sound")
    try:
        services.post_idea(
            current_actor().learner_id or "",
            request.form.get("words", ""),
            sound=voice.read(LARGEST_SOUND + 1) if voice else b"",
            voice_open=request.form.get("voice_open") == "1",
            today=current_day(),
            now=now(),
        )
    except (errors.Invalid, errors.Conflict) as error:
        return _new(language.say(error.code, error.facts), error.status)
    return done(_("Thank you. A person reads it first, then everybody sees it, without your name."), "advice.my_ideas")


@pages.post("/my-ideas/<idea_id>/back", permission=SELF)
def take_back_idea(idea_id: str) -> Any:
    """I take it back."""
    services.take_back_idea(idea_id, current_actor().learner_id or "", now=now())
    undo = url_for("advice.put_idea_back", idea_id=idea_id)
    return done(_("It is taken back. Nobody sees it any more."), "advice.my_ideas", undo=undo)


@pages.post("/my-ideas/<idea_id>/again", permission=SELF)
def put_idea_back(idea_id: str) -> Any:
    """I touched it by mistake."""
    services.put_idea_back(idea_id, current_actor().learner_id or "", now=now())
    return done(_("It stands there again."), "advice.my_ideas")


@pages.get("/my-ideas/<idea_id>/voice", permission=SELF)
def heard_idea(idea_id: str) -> Any:
    """The voice of an idea: my own, or one that everybody of my centre may hear."""
    learner = learners.learner(current_actor().learner_id or "")
    found = queries.idea(idea_id)
    is_open = found.shown and found.voice_open and found.centre_id == learner.centre_id
    if not is_open and idea_id not in {one.id for one in queries.own_ideas(learner.id)}:
        raise errors.NotFound("page.absent")
    return _sound(idea_id)


def _sound(idea_id: str) -> Any:
    content, media_type = queries.idea_voice(idea_id)
    answer = Response(content, mimetype=media_type)
    answer.headers["Content-Disposition"] = "inline"
    answer.cache_control.private = True
    answer.cache_control.no_store = True
    return answer.make_conditional(request, accept_ranges=True, complete_length=len(content))


# --- staff -----------------------------------------------------------------------------------------------------------


@pages.get("/ideas", permission=SEE)
def board() -> Any:
    """The board; for moderators what waits stands above it."""
    centre, actor = _centre(), current_actor()
    words, state, page = request.args.get("q", "").strip(), request.args.get("state", ""), page_number()
    found, total = queries.ideas_on_board(centre.id, words=words, state=state, page=page)
    waiting_page = page_number("waiting")
    waiting, waits = queries.ideas_waiting(centre.id, page=waiting_page) if actor.may(RIGHT) else ([], 0)
    return render(
        "advice/ideas.html",
        board=found,
        waiting=waiting,
        waits=waits,
        waiting_page=waiting_page,
        waiting_pages=max(1, -(-waits // queries.IDEAS_A_PAGE)),
        moderates=actor.may(RIGHT),
        centre=centre,
        centres=people.pairs(organisations.centres()) if actor.role is Role.MANAGER else [],
        states=[(one.value, language.say(f"advice.idea.{one}")) for one in ON_BOARD],
        marks=ideas.MARKS,
        q=words,
        state=state,
        **_paged(page, total),
    )


def _centre() -> organisations.Centre:
    """Mine; a manager chooses."""
    actor = current_actor()
    asked = request.values.get("centre") if actor.role is Role.MANAGER else None
    return organisations.centre_in_view(asked or actor.centre_id)


@pages.get("/ideas/<idea_id>", permission=RIGHT)
def idea(idea_id: str) -> Any:
    """One idea, to publish and to answer."""
    return _one(idea_id)


def _one(idea_id: str, refused: errors.OnwardError | None = None) -> Any:
    g.place = "advice.board"
    found = _moderated(idea_id)
    return render(
        "advice/idea.html",
        refused.status if refused else 200,
        one=found,
        states=[(one.value, language.say(f"advice.idea.{one}")) for one in ON_BOARD],
        marks=ideas.MARKS,
        longest=LONGEST,
        typed=request.form,
        field=refused.facts.get("field", "") if refused else "",
        trouble=language.say(refused.code, refused.facts) if refused else "",
    )


def _moderated(idea_id: str) -> queries.Idea:
    found, actor = queries.idea(idea_id), current_actor()
    if actor.role is not Role.MANAGER and actor.centre_id and found.centre_id != actor.centre_id:
        raise errors.NotFound("page.absent")
    return found


@pages.get("/ideas/<idea_id>/voice", permission=RIGHT)
def idea_voice(idea_id: str) -> Any:
    """What was said aloud."""
    return _sound(_moderated(idea_id).id)


@pages.post("/ideas/<idea_id>/publish", permission=RIGHT)
def publish_idea(idea_id: str) -> Any:
    """Everybody of the centre sees it from now on."""
    try:
        services.publish_idea(idea_id, request.form.get("board", ""), actor=current_actor(), now=now())
    except (errors.Invalid, errors.Conflict) as refused:
        return _one(idea_id, refused)
    return _told(_("It stands on the board, without a name."), idea_id)


def _told(words: str, idea_id: str) -> Any:
    """Back to the idea, with the way to take it off again."""
    undo = url_for("advice.take_off_board", idea_id=idea_id)
    return done(words, "advice.idea", idea_id=idea_id, undo=undo)


@pages.post("/ideas/<idea_id>/answer", permission=RIGHT)
def answer_idea(idea_id: str) -> Any:
    """How far it is, and what we say to it."""
    given = request.form
    try:
        services.answer_idea(
            idea_id, given.get("state", ""), given.get("answer", ""), actor=current_actor(), today=current_day()
        )
    except (errors.Invalid, errors.Conflict) as refused:
        return _one(idea_id, refused)
    return done(_("Everybody of the centre sees it now."), "advice.idea", idea_id=idea_id)


@pages.post("/ideas/<idea_id>/keep-back", permission=RIGHT)
def keep_idea_back(idea_id: str) -> Any:
    """It does not come onto the board."""
    try:
        services.keep_idea_back(
            idea_id, request.form.get("reason", ""), actor=current_actor(), today=current_day(), now=now()
        )
    except errors.Invalid as refused:
        return _one(idea_id, refused)
    return _told(_("It is not shown. Whoever had the idea reads why."), idea_id)


@pages.post("/ideas/<idea_id>/off", permission=RIGHT)
def take_off_board(idea_id: str) -> Any:
    """It waits again."""
    services.take_off_board(idea_id, actor=current_actor())
    return done(_("It waits again."), "advice.idea", idea_id=idea_id)
