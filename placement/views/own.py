"""The learner's own way: her interview and her test, on her own phone."""

from typing import Any

from flask_babel import gettext as _

from lms.kernel.web import current_actor, done, render
from placement import queries
from placement.views import flow, own_result, screen_own
from placement.views.door import pages


def _door() -> flow.Door:
    return flow.Door(current_actor().learner_id or "", own=True)


@pages.get("/my-placement", permission="learner.self")
def my_begin_page() -> Any:
    """What comes: a talk and a test; what is done already."""
    door = _door()
    return render(
        "placement/my_start.html",
        door=door,
        learner=door.learner,
        told=queries.interviews([door.learner_id]).get(door.learner_id),
        running=queries.open_sitting(door.learner_id),
        result=queries.newest_result(door.learner_id),
        waiting=own_result.waiting_parts(door.learner_id),
        voice=screen_own.spoken_to(door.learner),
    )


@pages.get("/my-placement/interview", permission="learner.self")
def my_interview() -> Any:
    """My interview."""
    return flow.show_interview(_door())


@pages.post("/my-placement/interview", permission="learner.self")
def my_keep_interview() -> Any:
    """Keep my interview."""
    return flow.keep_interview(_door(), lambda _missing: done(_("Thank you. It is saved."), "placement.my_begin_page"))


@pages.post("/my-placement/test", permission="learner.self")
def my_begin() -> Any:
    """Start my test or go on with it."""
    return flow.begin(_door(), assisted=False)


@pages.get("/my-placement/question", permission="learner.self")
def my_question() -> Any:
    """The question that waits."""
    return flow.show_question(_door())


@pages.post("/my-placement/question", permission="learner.self", looks=lambda: flow.look(_door()))
def my_answer(looked: flow.Looked) -> Any:
    """One answer."""
    return flow.take_answer(_door(), looked)


@pages.get("/my-placement/pause", permission="learner.self")
def my_pause() -> Any:
    """A rest in the middle."""
    return flow.show_pause(_door())


@pages.post("/my-placement/end", permission="learner.self")
def my_end() -> Any:
    """End my test here."""
    return flow.stop(_door())


@pages.get("/my-placement/thanks", permission="learner.self")
def my_thanks() -> Any:
    """Thanks, and what happens next."""
    return flow.show_thanks(_door(), "")
