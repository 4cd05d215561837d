"""Help: whom to talk to, and how to use the card. Open to everybody."""

from typing import Any

from flask import g

from lms.courses.views.door import pages
from lms.kernel.actor import Actor, Role
from lms.kernel.web import PUBLIC, draw, panels, render
from lms.learners import queries as learners
from lms.organisations import queries as organisations

LAYOUTS = {None: "layouts/plain.html", Role.LEARNER: "layouts/learner.html"}


@pages.get("/help", permission=PUBLIC)
def help_page() -> Any:
    """Whom to talk to: one's own person and the centre's phone, for those we know."""
    actor: Actor | None = g.get("actor")
    centre, shown = None, []
    if actor is not None and actor.centre_id:
        centre = organisations.centre(actor.centre_id)
    learner = _learner(actor)
    if learner is not None:
        shown = panels("learner.help", learner_id=learner.id, person_id=learner.person_id)
    return render("courses/help.html", layout=_layout(actor), centre=centre, shown=shown, draw=draw)


@pages.get("/card", permission=PUBLIC)
def card_help() -> Any:
    """How to use the card: hold it before the camera."""
    _learner(g.get("actor"))
    return render("courses/card_help.html", layout=_layout(g.get("actor")))


def _learner(actor: Actor | None) -> learners.LearnerInfo | None:
    if actor is None or not actor.learner_id:
        return None
    learner = learners.learner(actor.learner_id)
    return learner


def _layout(actor: Actor | None) -> str:
    return LAYOUTS.get(actor.role if actor else None, "layouts/staff.html")
