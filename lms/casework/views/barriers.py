"""What stands in the way, or a goal: a learner says it by picture, word or voice; her caseworker hears it and answers."""

from typing import Any

from flask import Response, request
from flask_babel import gettext as _

from lms.accounts.services import audit
from lms.casework import queries, services
from lms.casework.domain import barriers
from lms.casework.views.door import pages
from lms.kernel import errors, language
from lms.kernel.web import current_actor, current_day, done, now, render
from lms.learners import queries as learners
from lms.organisations import queries as organisations


@pages.get("/my-person/barrier", permission="learner.self")
def my_barrier() -> Any:
    """What keeps me from coming: six pictures, and my voice."""
    return _ask()


@pages.get("/my-person/goal", permission="learner.self")
def my_goal() -> Any:
    """What I want to reach: six pictures, and my voice."""
    return _ask(goal=True)


def _ask(trouble: str = "", status: int = 200, *, goal: bool = False) -> Any:
    learner = learners.learner(current_actor().learner_id or "")
    keeper = queries.caseworker_of(learner.id, current_day())
    return render(
        "casework/my_barrier.html",
        status,
        kinds=[(str(one), language.say(f"casework.barrier.{one}"), picture) for one, picture in _pictures(goal)],
        goal=goal,
        answer_days=barriers.ANSWER_DAYS,
        chosen=request.form.get("barrier", ""),
        words=request.form.get("words", ""),
        whom=keeper.name if keeper else organisations.centre(learner.centre_id).name,
        longest=barriers.LONGEST_SECONDS,
        trouble=trouble,
    )


def _pictures(goal: bool) -> list[tuple[str, str]]:
    return list(barriers.GOAL_PICTURES.items() if goal else barriers.PICTURES.items())


@pages.post("/my-person/barrier", permission="learner.self")
def tell_barrier() -> Any:
    """My person hears what stands in my way, or what I want to reach."""
    actor, voice = current_actor(), request.files.get("sound")
    try:
        services.tell_barrier(
            actor.learner_id or "",
            request.form.get("barrier", ""),
            words=request.form.get("words", "")[:500],
            sound=voice.read(barriers.LARGEST_SOUND + 1) if voice else b"",
            actor=actor,
            now=now(),
        )
    except errors.Invalid as error:
        return _ask(language.say(error.code), error.status, goal="goal" in request.form)
    return done(_("It is sent. Somebody talks to you about it."), "casework.my_person")


@pages.get("/my-person/barrier/<report_id>/voice", permission="learner.self")
def my_voice(report_id: str) -> Any:
    """What I said."""
    return _sound(current_actor().learner_id or "", report_id)


@pages.get("/casework/<learner_id>/barriers/<report_id>/voice", permission="casework.plan", writes=True)
def barrier_voice(learner_id: str, report_id: str) -> Any:
    """The voice of a person, for who looks after her. That it was heard is written down."""
    learner = learners.learner(learner_id)
    if request.range is None or request.range.ranges[0][0] == 0:
        # A player that goes back or ahead asks for a piece: it is heard once all the same.
        audit.read("learners_learner", [learner.id], "voice", now=now())
    return _sound(learner.id, report_id)


def _sound(learner_id: str, report_id: str) -> Any:
    content, media_type = queries.voice_of(learner_id, report_id)
    answer = Response(content, mimetype=media_type)
    answer.headers["Content-Disposition"] = "inline"
    answer.cache_control.private = True
    answer.cache_control.no_store = True
    return answer.make_conditional(request, accept_ranges=True, complete_length=len(content))


@pages.post("/casework/<learner_id>/barriers/<report_id>", permission="casework.plan")
def answer_barrier(learner_id: str, report_id: str) -> Any:
    """We talked about it."""
    services.answer_barrier(learner_id, report_id, actor=current_actor(), now=now())
    return done(_("It is answered. The person sees that you have heard it."), "casework.person", learner_id=learner_id)
