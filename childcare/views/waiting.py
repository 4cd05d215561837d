"""Who waits for a care place, and who has a seat without one."""

from typing import Any

from flask import request
from flask_babel import gettext as _

from childcare import queries, services
from childcare.views.door import LIST, centre_words, local_now, own_centre, pages
from lms.kernel import errors
from lms.kernel.web import current_actor, done, now, render
from lms.kernel.web.arguments import whole_number


@pages.get("/childcare/waiting", permission=LIST)
def waiting() -> Any:
    """The list in its order, and children beside a seat who have no place and do not wait."""
    centre = own_centre()
    today = local_now(centre).date()
    return render(
        "childcare/waiting.html",
        **centre_words(centre),
        people=queries.waiting_list(centre.id),
        lacking=queries.without_places(centre.id, today),
        ordering=queries.settings(centre.id).ordering.value,
        months=lambda birth: queries.months_on(birth, today),
        today=today,
    )


@pages.post("/childcare/waiting", permission=LIST)
def wait() -> Any:
    """A child waits; where places are free it has them at once."""
    need = request.form.get("need", "0")
    has = services.wait(
        request.form.get("enrolment_id", ""),
        request.form.get("child_id", ""),
        need=whole_number(need) or 0,
        actor=current_actor(),
        now=now(),
    )
    return done(_("The places are kept.") if has else _("The child waits."), "childcare.waiting")


@pages.post("/childcare/waiting/<waiting_id>/leave", permission=LIST)
def leave_list(waiting_id: str) -> Any:
    """Nobody wants this place any more."""
    if waiting_id not in {one.waiting_id for one in queries.waiting_list(own_centre().id)}:
        raise errors.NotFound("childcare.absent")
    services.leave_list(waiting_id, actor=current_actor(), now=now())
    return done(_("Off the list."), "childcare.waiting")


@pages.post("/childcare/waiting/look", permission=LIST)
def look() -> Any:
    """Give out what is free now."""
    placed = services.advance(own_centre().id, actor=current_actor(), now=now())
    said = _("%(num)s children have a place now.", num=len(placed)) if placed else _("No place is free for them.")
    return done(said, "childcare.waiting")
