"""What of a centre stands in the course finder, and how far people come who look for a course."""

from datetime import timedelta
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _

from lms.advice import queries, services
from lms.advice.views.door import pages
from lms.kernel import db, errors, language
from lms.kernel.actor import Role
from lms.kernel.web import current_actor, current_day, done, render
from lms.organisations import queries as organisations
from lms.organisations import services as places

RIGHT = "advice.finder"
DAYS = 30


@pages.get("/find-settings", permission=RIGHT)
def settings() -> Any:
    """Centres with their postcodes, and the way of the last 30 days."""
    return _settings()


@pages.post("/find-settings/<centre_id>", permission=RIGHT)
def show_centre(centre_id: str) -> Any:
    """Show a centre's open places to everybody, or no longer."""
    if centre_id not in {one.id for one in _centres()}:
        raise errors.NotFound("page.absent")
    shown = request.form.get("shown") == "1"
    try:
        services.show_centre(centre_id, request.form.get("postcode", ""), shown)
    except errors.Invalid as error:
        db.session().rollback()
        return _settings((centre_id, language.say(error.code, error.facts)), error.status)
    told = (
        _("Everybody can find its open places now.") if shown else _("It does not stand in the course finder any more.")
    )
    return done(told, "advice.settings")


@pages.post("/find-settings/<centre_id>/position", permission=RIGHT)
def place_centre(centre_id: str) -> Any:
    """Where a centre lies, for courses within so many kilometres. The undo brings what stood there in its address."""
    if centre_id not in {one.id for one in _centres()}:
        raise errors.NotFound("page.absent")
    try:
        before = places.place_centre(centre_id, request.values.get("position", ""))
    except errors.Invalid as error:
        db.session().rollback()
        return _settings(misplaced=(centre_id, language.say(error.code, error.facts)), status=error.status)
    undo = url_for("advice.place_centre", centre_id=centre_id, position=before)
    return done(_("Kept where the centre lies."), "advice.settings", undo=undo)


def _settings(
    refused: tuple[str, str] | None = None, status: int = 200, *, misplaced: tuple[str, str] | None = None
) -> Any:
    centres = _centres()
    first = current_day() - timedelta(days=DAYS)
    return render(
        "advice/settings.html",
        status,
        centres=centres,
        shown=queries.shown_centres([one.id for one in centres]),
        counted=queries.counted_since(first),
        names=language.NATIVE_NAMES,
        refused=refused,
        misplaced=misplaced,
        typed=request.form,
        days=DAYS,
    )


def _centres() -> list[organisations.Centre]:
    """Those that this person decides about: an administrator hers, a manager all."""
    actor = current_actor()
    every = organisations.centres()
    return every if actor.role is Role.MANAGER or not actor.centre_id else [o for o in every if o.id == actor.centre_id]
