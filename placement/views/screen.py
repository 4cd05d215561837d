"""Which script does she read? The first screen of the screener: samples as shapes, and none of them is an answer too."""

from typing import Any

from flask import request

from lms.kernel import errors, language
from lms.kernel.web import current_actor, now, render
from lms.learners import queries as learners
from placement import queries
from placement.domain.literacy import Screener
from placement.domain.scripts import OwnLanguage
from placement.packs.own_scripts import own_scripts
from placement.services import screening
from placement.views import flow, questions, screen_own
from placement.views.door import pages


@pages.get("/my-placement/script", permission="learner.self")
def my_script() -> Any:
    """Samples of scripts."""
    return _show(_mine())


@pages.post("/my-placement/script", permission="learner.self")
def my_choose_script() -> Any:
    """This one I read, or none of them."""
    return _choose(_mine())


@pages.get("/placement/<learner_id>/script", permission="placement.run")
def script(learner_id: str) -> Any:
    """Samples of scripts, on the device between teacher and learner."""
    return _show(_hers(learner_id))


@pages.post("/placement/<learner_id>/script", permission="placement.run")
def choose_script(learner_id: str) -> Any:
    """The teacher taps what the learner points to."""
    return _choose(_hers(learner_id))


def _mine() -> flow.Door:
    return flow.Door(current_actor().learner_id or "", own=True)


def _hers(learner_id: str) -> flow.Door:
    return flow.Door(learners.learner(learner_id).id, own=False)


def _show(door: flow.Door, status: int = 200, refused: str = "") -> Any:
    running = queries.open_sitting(door.learner_id)
    if running is None or not isinstance(running.state, Screener):
        return door.go("question")
    return render(
        "placement/script.html",
        status,
        door=door,
        learner=door.learner,
        sitting=running,
        samples=_samples(door),
        of=request.values.get("of", ""),
        share=queries.way_home(running.kind, True, 0),
        refused=refused,
        dont_know=questions.DONT_KNOW,
        voice=screen_own.spoken_to(door.learner),
    )


def _samples(door: flow.Door) -> tuple[OwnLanguage, ...]:
    """One sample of every script; of one script all its languages, where her own is not among them."""
    scripts = own_scripts()
    return scripts.written_in(request.values.get("of", "")) or scripts.samples(
        scripts.called(door.learner.first_language)
    )


def _choose(door: flow.Door) -> Any:
    given, scripts = request.form.get("given", ""), own_scripts()
    found = queries.sitting_info(request.form.get("sitting", ""))
    if found.learner_id != door.learner_id:
        raise errors.NotFound("placement.absent")
    chosen = scripts.languages.get(given)
    if chosen is None and given != questions.DONT_KNOW:
        return _show(door, 422, language.say("placement.choose_script"))
    if chosen is not None and not request.form.get("of"):
        known = scripts.called(door.learner.first_language)
        if given != known and len(scripts.written_in(chosen.script)) > 1:
            return door.go("script", of=chosen.script)
    screening.choose_script(found.id, given if chosen else "", actor=current_actor(), now=now())
    return door.go("question")
