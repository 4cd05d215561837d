"""A mentor for a learner: who fits by language and goal, what both said, when they met, and its end."""

from typing import Any

from flask import g, request, url_for
from flask_babel import gettext as _

from lms.accounts.services import audit
from lms.companions.domain.mentoring import Side
from lms.companions.queries import mentoring as queries
from lms.companions.queries import register
from lms.companions.services import mentoring as services
from lms.companions.views.door import RIGHT, pages
from lms.kernel import errors, language
from lms.kernel.web import current_actor, current_day, done, now, render
from lms.learners import queries as learners


@pages.get("/people/<learner_id>/mentor", permission=RIGHT, writes=True)
def mentor(learner_id: str) -> Any:
    """Who fits, or who was proposed and how it goes."""
    return _page(learner_id)


def _page(learner_id: str, refused: errors.OnwardError | None = None) -> Any:
    learner, day = learners.learner(learner_id), current_day()
    audit.read("learners_learner", [learner.id], "companions", now=now())
    g.place = "companions.register"
    every = queries.of_learner(learner.id)
    current = queries.current(learner.id)
    return render(
        "companions/mentor.html",
        refused.status if refused else 200,
        learner=learner,
        current=current,
        before=[one for one in every if one.ended_on],
        known=register.by_ids(one.volunteer_id for one in every),
        meetings=queries.meetings(one.id for one in every),
        languages=queries.languages_of(learner),
        goals=queries.goals_of(learner, day),
        choices=[] if current else queries.choices(learner, day),
        trouble=language.say(refused.code, refused.facts) if refused else "",
    )


@pages.post("/people/<learner_id>/mentor", permission=RIGHT)
def propose(learner_id: str) -> Any:
    """Both are asked."""
    chosen = request.form.get("volunteer_id", "")
    try:
        found = services.propose(learner_id, chosen, actor=current_actor(), day=current_day(), now=now())
    except errors.Conflict as refused:
        return _page(learner_id, refused)
    undo = url_for("companions.end_mentoring", mentoring_id=found)
    said = _("Both see it on their own pages. It begins when both say yes.")
    return done(said, "companions.mentor", undo=undo, learner_id=learner_id)


@pages.post("/companions/mentoring/<mentoring_id>/end", permission=RIGHT)
def end_mentoring(mentoring_id: str) -> Any:
    """It is over."""
    found = queries.mentoring(mentoring_id)
    services.end(found.id, Side.STAFF, day=current_day(), now=now())
    undo = url_for("companions.take_back_end", mentoring_id=found.id)
    return done(_("It is over."), "companions.mentor", undo=undo, learner_id=found.learner_id)


@pages.post("/companions/mentoring/<mentoring_id>/on", permission=RIGHT)
def take_back_end(mentoring_id: str) -> Any:
    """It was ended by a slip."""
    found = queries.mentoring(mentoring_id)
    try:
        services.take_back_end(found.id, Side.STAFF, by=current_actor().name, now=now())
    except errors.Conflict as refused:
        return _page(found.learner_id, refused)
    return done(_("It stands as before."), "companions.mentor", learner_id=found.learner_id)
