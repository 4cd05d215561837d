"""From reception to the course: a checklist for each person, kept with who settled it, and the list of who is on the way."""

from typing import Any

from flask import g, request, url_for
from flask_babel import gettext as _

from lms.accounts.services import audit
from lms.casework import queries, services
from lms.casework.domain import reception as rules
from lms.casework.domain.reception import Point
from lms.casework.views.door import pages
from lms.kernel import errors, language
from lms.kernel.web import current_actor, done, now, render
from lms.learners import queries as learners

RIGHT = "casework.reception"


@pages.get("/reception", permission=RIGHT, writes=True)
def reception() -> Any:
    """Who is between reception and course, and who was handed over lately."""
    centre_id = current_actor().centre_id
    waiting = queries.on_the_way(centre_id=centre_id, handed=False)
    handed = queries.on_the_way(centre_id=centre_id, handed=True)
    audit.read("learners_learner", [one.learner.id for one in (*waiting, *handed)], "reception", now=now())
    return render("casework/reception.html", waiting=waiting, handed=handed, points=len(Point))


@pages.get("/people/<learner_id>/reception", permission=RIGHT, writes=True)
def reception_of(learner_id: str) -> Any:
    """One person's checklist."""
    return _page(learner_id)


def _page(learner_id: str, refused: errors.OnwardError | None = None) -> Any:
    g.place = "casework.reception"
    learner = _mine(learner_id)
    kept = queries.reception_of(learner.id)
    audit.read("learners_learner", [learner.id], "reception", now=now())
    return render(
        "casework/reception_of.html",
        refused.status if refused else 200,
        learner=learner,
        kept=kept,
        points=list(Point),
        chosen=_typed() if refused and request.form else kept.points,
        note=request.form.get("note", kept.note) if refused else kept.note,
        always=rules.ALWAYS,
        longest=rules.LONGEST,
        trouble=language.say(refused.code, refused.facts) if refused else "",
        field=refused.facts.get("field", "") if refused else "",
    )


def _mine(learner_id: str) -> learners.LearnerInfo:
    learner = learners.learner(learner_id)
    if current_actor().centre_id not in (None, "", learner.centre_id):
        raise errors.NotFound("learners.absent")
    return learner


def _typed() -> dict[str, str]:
    return {one.value: said for one in Point if (said := request.form.get(one.value, ""))}


@pages.post("/people/<learner_id>/reception", permission=RIGHT)
def keep_reception(learner_id: str) -> Any:
    """Keep what is settled; with `hand_over` the person goes on to the course."""
    learner, actor = _mine(learner_id), current_actor()
    try:
        services.keep_reception(learner.id, _typed(), request.form.get("note", ""), actor=actor, now=now())
    except (errors.Invalid, errors.Conflict) as refused:
        return _page(learner_id, refused)
    if request.form.get("hand_over") != "1":
        return done(_("Kept."), "casework.reception_of", learner_id=learner.id)
    still = queries.reception_of(learner.id).open
    if still:
        # What was settled stays kept: only the handing over waits.
        return done(
            language.say("casework.reception.still_open", {"count": len(still)}),
            "casework.reception_of",
            learner_id=learner.id,
        )
    services.hand_over_to_course(learner.id, actor=actor, now=now())
    undo = url_for("casework.take_back_reception", learner_id=learner.id)
    return done(_("%(name)s is handed over to the course.", name=learner.name), "casework.reception", undo=undo)


@pages.post("/people/<learner_id>/reception/back", permission=RIGHT)
def take_back_reception(learner_id: str) -> Any:
    """It was too early."""
    learner = _mine(learner_id)
    services.take_back_reception(learner.id, actor=current_actor(), now=now())
    return done(_("The checklist is open again."), "casework.reception_of", learner_id=learner.id)
