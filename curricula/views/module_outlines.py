"""What our modules teach: versions, whether employers read them, what they said, and our answers."""

from typing import Any

from flask import g, request
from flask_babel import gettext as _

from curricula.domain.employers import LONGEST_COMMENT
from curricula.queries import module_outlines as queries
from curricula.queries.outline import modules_of_provider
from curricula.services import module_outlines as services
from curricula.views import door
from curricula.views.door import pages
from lms.kernel import db, errors, language
from lms.kernel.web import current_actor, current_day, done, now, render

SEE = "curricula.programmes.see"
CHANGE = "curricula.programmes.change"


@pages.get("/module-outlines", permission=SEE)
def module_outlines() -> Any:
    """Every module of the centre with its outline."""
    centre_id = door.own_centre()
    found = queries.current_outlines(centre_id)
    rows = [(key, title, found.get(key)) for key, title in modules_of_provider(centre_id)]
    return render("curricula/module_outlines.html", rows=sorted(rows, key=lambda row: row[1]))


@pages.get("/module-outlines/<module_key>", permission=SEE)
def module_outline(module_key: str) -> Any:
    """One, with its history."""
    return _page(module_key)


def _page(module_key: str, refused: errors.OnwardError | None = None) -> Any:
    g.place = "curricula.programmes"
    centre_id = door.own_centre()
    title = dict(modules_of_provider(centre_id)).get(module_key)
    if title is None:
        raise errors.NotFound("curricula.absent")
    history = queries.outline_history(centre_id, module_key)
    return render(
        "curricula/module_outline.html",
        refused.status if refused else 200,
        key=module_key,
        title=title,
        history=history,
        current=history[0] if history else None,
        may_change=current_actor().may(CHANGE),
        longest=LONGEST_COMMENT,
        typed=request.form,
        trouble=language.say(refused.code, refused.facts) if refused else "",
        field=refused.facts.get("field", "") if refused else "",
    )


@pages.post("/module-outlines/<module_key>", permission=CHANGE)
def keep_module_outline(module_key: str) -> Any:
    """The next version."""
    form = request.form
    try:
        services.keep(
            door.own_centre(), module_key, form.get("lines", ""), reason=form.get("reason", "")[:300],
            actor=current_actor(), now=now(),
        )  # fmt: skip
    except (errors.Invalid, errors.Conflict) as refused:
        db.session().rollback()
        return _page(module_key, refused)
    return done(_("The outline is kept. The earlier version stays below."), "curricula.module_outline",
                module_key=module_key)  # fmt: skip


@pages.post("/module-outlines/<module_key>/share", permission=CHANGE)
def share_module_outline(module_key: str) -> Any:
    """Employers read it and may comment, or do not any more."""
    shared = request.form.get("shared") == "1"
    services.share(door.own_centre(), module_key, shared)
    told = _("Employers with a link read it now.") if shared else _("Employers do not read it any more.")
    return done(told, "curricula.module_outline", module_key=module_key)


@pages.post("/module-outlines/<module_key>/comments/<comment_id>", permission=CHANGE)
def answer_outline_comment(module_key: str, comment_id: str) -> Any:
    """What we say to an employer's words."""
    history = queries.outline_history(door.own_centre(), module_key)
    if comment_id not in {said.id for version in history for said in version.comments}:
        raise errors.NotFound("curricula.absent")
    try:
        services.answer(comment_id, request.form.get(f"answer-{comment_id}", ""), actor=current_actor(), now=now())
    except errors.Invalid as refused:
        db.session().rollback()
        return _page(module_key, refused)
    return done(_("The answer is kept. The employer reads it."), "curricula.module_outline", module_key=module_key)


@pages.post("/partner/outlines/<outline_id>", permission="partners.own")
def comment_as_trainer(outline_id: str) -> Any:
    """A trainer of a partner says something about an outline; the office answers."""
    try:
        services.comment_as_trainer(
            outline_id, request.form.get("text", ""), actor=current_actor(), day=current_day(), now=now()
        )
    except errors.Invalid as refused:
        # The field holds back what is empty or long; whoever sends it all the same reads why.
        raise errors.Conflict(refused.code, **refused.facts) from refused
    return done(_("Sent. The centre reads it and answers here."), "partners.own")
