"""How far somebody gets along alone: the caseworker's page with both lines, and the learner's own, area by area."""

from typing import Any

from flask import g, request
from flask_babel import gettext as _

from lms.accounts.services import audit
from lms.casework import queries, services
from lms.casework.domain import situation
from lms.casework.views.door import pages
from lms.kernel import errors, language
from lms.kernel.web import current_actor, current_day, done, now, render
from lms.learners import queries as learners


@pages.get("/casework/<learner_id>/situation", permission="casework.plan", writes=True)
def situation_of(learner_id: str) -> Any:
    """Four areas with both lines, what changed, where both see it differently; and the form to ask again."""
    return _situation(learner_id)


def _situation(learner_id: str, refused: str = "") -> Any:
    learner, day = learners.learner(learner_id), current_day()
    audit.read("learners_learner", [learner.id], "situation", now=now())
    g.place = "casework.people"
    looks, stands = queries.looks(learner.id), queries.file_of(learner.id, day)
    return render(
        "casework/situation.html",
        422 if refused else 200,
        learner=learner,
        today=day,
        stage=stands.stage,
        asked=situation.asked_in_stage(looks, stands.stage, stands.since),
        areas=situation.areas_of(looks),
        pictures=situation.AREA_PICTURES,
        steps=situation.STEPS,
        typed=request.form,
        refused=refused,
        drawn=_drawn,
    )


def _drawn(one: situation.Area) -> list[dict[str, Any]]:
    """Points of both lines in a box of 300 by 120: time along, steps upwards."""
    days = [day for line in (one.own_line, one.staff_line) for day, _step in line]
    if not days:
        return []
    first, span = min(days), max(1, (max(days) - min(days)).days)
    return [
        {
            "kind": kind,
            "points": [(30 + (day - first).days / span * 240, 108 - (step - 1) * 24, day, step) for day, step in line],
        }
        for kind, line in (("own", one.own_line), ("staff", one.staff_line))
    ]


@pages.post("/casework/<learner_id>/situation", permission="casework.plan")
def keep_situation(learner_id: str) -> Any:
    """How staff sees it today, with what is expected, needed and comes first."""
    steps = {key: request.form.get(key, 0, type=int) for key in situation.AREAS}
    notes = {key: request.form.get(f"note_{key}", "")[:500] for key in situation.AREAS}
    try:
        services.keep_situation(
            learner_id, {key: step for key, step in steps.items() if step}, notes, actor=current_actor(), now=now()
        )
    except errors.Invalid as error:
        return _situation(learner_id, language.say(error.code))
    return done(_("It is kept. Both lines are on the page."), "casework.situation_of", learner_id=learner_id)


@pages.get("/my-situation", permission="learner.self")
def my_situation() -> Any:
    """How do I get along? Four areas, each with what I said last."""
    found = situation.areas_of(queries.looks(current_actor().learner_id or ""))
    return render("casework/my_situation.html", areas=found, pictures=situation.AREA_PICTURES)


@pages.get("/my-situation/<area>", permission="learner.self")
def my_area(area: str) -> Any:
    """One area: five pictures to choose from."""
    return _area(area)


def _area(area: str, refused: str = "") -> Any:
    found = {one.key: one for one in situation.areas_of(queries.looks(current_actor().learner_id or ""))}
    if area not in found:
        raise errors.NotFound("casework.no_item")
    return render(
        "casework/my_area.html",
        422 if refused else 200,
        area=found[area],
        pictures=situation.AREA_PICTURES,
        step_pictures=situation.STEP_PICTURES,
        refused=refused,
    )


@pages.post("/my-situation/<area>", permission="learner.self")
def keep_area(area: str) -> Any:
    """What I chose. The next area without an answer of today follows."""
    actor = current_actor()
    try:
        services.keep_situation(
            actor.learner_id or "", {area: request.form.get("step", 0, type=int)}, actor=actor, now=now()
        )
    except errors.Invalid as error:
        return _area(area, language.say(error.code))
    said = {one.key: one.own_line for one in situation.areas_of(queries.looks(actor.learner_id or ""))}
    ahead = [key for key, line in said.items() if not line or line[-1][0] != current_day()]
    if ahead:
        return done(_("Kept. One more."), "casework.my_area", area=ahead[0])
    return done(_("Thank you. Your person sees it, too."), "casework.my_situation")
