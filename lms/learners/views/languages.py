"""Languages of staff beside those of learners: who speaks what, and which language nobody of staff speaks."""

from typing import Any

from flask import request
from flask_babel import gettext as _

from lms.kernel import errors, language
from lms.kernel.actor import Role
from lms.kernel.web import current_actor, done, render
from lms.learners import queries
from lms.learners.views.door import pages
from lms.organisations import queries as organisations
from lms.organisations import services
from lms.organisations.domain import staffing
from lms.organisations.domain.staffing import Background

RIGHT = "accounts.people"
ADVISES = "caseworker"
LONGEST = 40


@pages.get("/staff/languages", permission=RIGHT)
def staff_languages() -> Any:
    """What learners speak and who of staff speaks it, and a form for one member of staff."""
    return _page()


def _here() -> str | None:
    """The one centre about which somebody decides, None for who decides about all."""
    actor = current_actor()
    return None if actor.role is Role.MANAGER else actor.centre_id


def _page(trouble: str = "", status: int = 200) -> Any:
    staff = organisations.staff_around(_here())
    spoken = staffing.spoken_by(
        queries.first_languages(_here()), [(one.languages, one.kind == ADVISES) for one in staff]
    )
    asked = request.values.get("staff_id", "")
    return render(
        "learners/staff_languages.html",
        status,
        staff=staff,
        centres={one.id: one.name for one in organisations.centres()} if not _here() else {},
        spoken=spoken,
        missing=[one for one in spoken if one.learners and not one.staff],
        chosen=next((one for one in staff if one.id == asked), None),
        offered=sorted((one.language for one in spoken), key=language.tongue),
        typed=request.form,
        backgrounds=list(Background),
        trouble=trouble,
    )


@pages.post("/staff/languages", permission=RIGHT)
def keep_staff_languages() -> Any:
    """Write down what one member of staff speaks."""
    found = {one.id: one for one in organisations.staff_around(_here())}.get(request.form.get("staff_id", ""))
    if found is None:
        raise errors.NotFound("organisations.no_staff")
    more = language.parted(request.form.get("more", ""))
    spoken = {language.tongue_code(one) for one in (*request.form.getlist("language"), *more) if one.strip()}
    if any(len(one) > LONGEST for one in spoken):
        return _page(language.say("organisations.no_such_language"), 422)
    known = set(Background) & set(request.form.getlist("background"))
    services.keep_languages(found.id, spoken, known)
    return done(_("Kept for %(name)s.", name=found.name), "learners.staff_languages")
