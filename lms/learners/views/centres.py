"""A family goes to another centre of the provider."""

from typing import Any

from flask import g, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from lms.accounts.services import audit
from lms.kernel import errors, language
from lms.kernel.web import current_actor, done, now, render
from lms.learners import queries, services
from lms.learners.views.door import pages
from lms.organisations import queries as organisations


@pages.get("/people/<learner_id>/centre", permission="learners.edit", writes=True)
def other_centre(learner_id: str) -> Any:
    """Where to, and who of the household goes along."""
    return _page(learner_id)


def _page(learner_id: str, refused: errors.OnwardError | None = None) -> Any:
    learner = queries.learner(learner_id)
    audit.read("learners_learner", [learner.id], "record", now=now())
    g.place = "learners.people"
    home = queries.household(learner.household_id) if learner.household_id else []
    return render(
        "learners/centre.html",
        refused.status if refused else 200,
        learner=learner,
        home=[one for one in home if one.id != learner.id],
        children=queries.children([learner.person_id]).get(learner.person_id, ()),
        centre=organisations.centre(learner.centre_id),
        centres={one.id: one.name for one in organisations.centres()},
        typed=request.form,
        ticked=request.form.getlist("who") if refused else [learner.id, *(one.id for one in home)],
        trouble=language.say(refused.code, refused.facts) if refused else "",
        field=refused.facts.get("field", "") if refused else "",
    )


@pages.post("/people/<learner_id>/centre", permission="learners.edit")
def move_centre(learner_id: str) -> Any:
    """They belong there from now on. Whoever is not of this household is left alone."""
    learner = queries.learner(learner_id)
    home = queries.household(learner.household_id) if learner.household_id else []
    asked = set(request.values.getlist("who"))
    chosen = {one.id for one in [learner, *home] if one.id in asked}
    target = request.values.get("centre", "")
    try:
        count = services.move_to_centre(sorted(chosen), target, actor=current_actor(), now=now())
    except errors.Invalid as refused:
        return _page(learner_id, refused)
    if not count:
        return done(_("They are there already."), "learners.record", learner_id=learner_id)
    name = organisations.centre(target).name
    word = ngettext(
        "%(num)s person belongs to %(centre)s from now on.",
        "%(num)s people belong to %(centre)s from now on.",
        count,
        centre=name,
    )
    moved = [one for one in [learner, *home] if one.id in chosen and one.centre_id != target]
    before = {one.centre_id for one in moved}
    ids = [one.id for one in moved]
    # Who came from several centres cannot be sent back by one deed.
    undo = (
        url_for("learners.move_centre", learner_id=learner_id, centre=before.pop(), who=ids)
        if len(before) == 1
        else None
    )
    return done(word, "learners.record", undo=undo, learner_id=learner_id)
